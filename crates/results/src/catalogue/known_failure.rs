//! A failure that is known, explained, and must occur.

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
