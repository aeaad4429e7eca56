//! A failure that is known, explained, and must occur.

use super::error::Blame;
use super::runtime_wire as wire;
use super::{CatalogueError, Config, may_be_declared};
use crate::{Outcome, Target};

/// The configs that a known failure concerns.
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
    /// Why.
    pub reason: String,
}

impl KnownFailure {
    /// Whether this failure is declared for that cell.
    #[must_use]
    pub fn covers(&self, config: &str, workload: &str, target: Target) -> bool {
        let config_matches = match &self.config {
            ConfigSelector::Every => true,
            ConfigSelector::Named(name) => name == config,
        };
        config_matches && self.workload == workload && self.target.is_none_or(|t| t == target)
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
        let concerned: Vec<_> = configs
            .iter()
            .filter(|c| table.config == "*" || c.name == table.config)
            .collect();
        if concerned.is_empty() {
            return Err(blame.at(key("config"), format!("no config `{}`", table.config)));
        }
        if let Some(target) = table.target
            && !concerned.iter().any(|c| c.targets.contains(&target))
        {
            return Err(blame.at(
                key("target"),
                format!("no such config has target `{target}`"),
            ));
        }
        if !may_be_declared(table.outcome) {
            let reason = format!("`{}` is no failure of an observation", table.outcome);
            return Err(blame.at(key("outcome"), reason));
        }
        let config = match table.config.as_str() {
            "*" => ConfigSelector::Every,
            _ => ConfigSelector::Named(table.config),
        };
        let reason = blame.text(key("reason"), table.reason)?;
        let failure = KnownFailure {
            config,
            workload: table.workload,
            target: table.target,
            outcome: table.outcome,
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
