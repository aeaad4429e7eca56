//! How much of what is recorded is tried again.

use badge_catalogue::{Config, RuntimeEntry};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How much is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Everything.
    Everything,
    /// What changed since it was recorded, and a sample of the rest: the same inputs
    /// can say nothing new of what is deterministic.
    Changed,
}

/// A number by which a commit chooses among names: another commit gives another one.
pub(super) fn lot(commit: Option<&str>, name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (commit.unwrap_or_default(), name).hash(&mut hasher);
    hasher.finish()
}

/// Configs that are tried although nothing changed.
pub(super) struct Sample(BTreeSet<String>);

impl Sample {
    /// So many of the configs, chosen by the commit, so that another one has others;
    /// all, if everything is tried.
    pub(super) fn of(
        configs: &[(&RuntimeEntry, &Config)],
        commit: Option<&str>,
        extent: Extent,
        count: usize,
    ) -> Self {
        let mut names: Vec<(u64, String)> = configs
            .iter()
            .map(|(runtime, config)| {
                let name = format!("{}/{}", runtime.name, config.name);
                (lot(commit, &name), name)
            })
            .collect();
        names.sort();
        let count = if extent == Extent::Everything { names.len() } else { count };
        Self(names.into_iter().take(count).map(|(_, name)| name).collect())
    }

    /// Whether a config, named `runtime/config`, is one of them.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}
