//! A failure that is known, explained, and must occur.

use super::error::Blame;
use super::runtime_wire as wire;
use super::{CatalogueError, Config, may_be_declared};
use crate::{Outcome, Target};

/// The configs that a declaration concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigSelector {
    /// All configs of the runtime, written `*`.
    Every,
    /// The config of that name.
    Named(String),
}

/// A failure that is known, explained, and must occur: an unexpected pass
/// fails the tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFailure {
    /// The configs concerned.
    pub config: ConfigSelector,
    /// The workload concerned.
    pub workload: String,
    /// The target concerned; absent means every target.
    pub target: Option<Target>,
    /// The outcome that must occur.
    pub outcome: Outcome,
    /// Outcomes that some runs have instead, where the engine is not
    /// repeatable; a pass may be one.
    pub sometimes: Vec<Outcome>,
    /// Why.
    pub reason: String,
}

impl KnownFailure {
    /// Whether this failure is declared for that cell.
    #[must_use]
    pub fn covers(&self, config: &str, workload: &str, target: Target) -> bool {
        self.config.covers(config)
            && self.workload == workload
            && self.target.is_none_or(|t| t == target)
    }

    /// Whether an outcome is as declared.
    #[must_use]
    pub fn admits(&self, outcome: Outcome) -> bool {
        self.outcome == outcome || self.sometimes.contains(&outcome)
    }
}

impl ConfigSelector {
    /// Whether the config of that name is among those concerned.
    #[must_use]
    pub fn covers(&self, config: &str) -> bool {
        match self {
            ConfigSelector::Every => true,
            ConfigSelector::Named(name) => name == config,
        }
    }
}

/// Reads a selector, which must concern a config of the runtime.
pub(super) fn selector(
    blame: Blame<'_>,
    key: String,
    text: String,
    configs: &[Config],
) -> Result<ConfigSelector, CatalogueError> {
    match text.as_str() {
        "*" if !configs.is_empty() => Ok(ConfigSelector::Every),
        name if configs.iter().any(|c| c.name == name) => Ok(ConfigSelector::Named(text)),
        name => Err(blame.at(key, format!("no config `{name}`"))),
    }
}

pub(super) fn known_failures(
    blame: Blame<'_>,
    tables: Vec<wire::KnownFailureTable>,
    configs: &[Config],
) -> Result<Vec<KnownFailure>, CatalogueError> {
    let mut failures: Vec<KnownFailure> = Vec::new();
    for (i, table) in tables.into_iter().enumerate() {
        let key = |name: &str| format!("known_failure[{i}].{name}");
        let config = selector(blame, key("config"), table.config, configs)?;
        let mut concerned = configs.iter().filter(|c| config.covers(&c.name));
        if let Some(target) = table.target
            && !concerned.any(|c| c.targets.contains(&target))
        {
            return Err(blame.at(key("target"), format!("no such config has target `{target}`")));
        }
        if !may_be_declared(table.outcome) {
            let reason = format!("`{}` is no failure of an observation", table.outcome);
            return Err(blame.at(key("outcome"), reason));
        }
        let besides =
            |&o: &Outcome| o != table.outcome && (o == Outcome::Pass || may_be_declared(o));
        if let Some(other) = table.sometimes.iter().find(|o| !besides(o)) {
            let reason = format!("`{other}` is `outcome` itself or none of an observation");
            return Err(blame.at(key("sometimes"), reason));
        }
        let reason = blame.text(key("reason"), table.reason)?;
        let failure = KnownFailure {
            config,
            workload: table.workload,
            target: table.target,
            outcome: table.outcome,
            sometimes: table.sometimes,
            reason,
        };
        if failures.iter().any(|f| {
            (&f.config, &f.workload, f.target)
                == (&failure.config, &failure.workload, failure.target)
        }) {
            return Err(blame.at(key("workload"), "this cell is already declared above"));
        }
        failures.push(failure);
    }
    Ok(failures)
}
