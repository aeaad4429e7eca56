//! Where a runtime answers a probe otherwise than is due, and which proposals
//! it supports: declared, and true, because the tests compare.

use std::collections::BTreeSet;

use super::error::Blame;
use super::known_failure::selector;
use super::runtime_wire as wire;
use super::{CatalogueError, Config, ConfigSelector, Observed};

/// An answer to a probe that is not the one due, and must be seen: an
/// unexpected correct answer fails the tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The configs concerned.
    pub config: ConfigSelector,
    /// Name of the probe.
    pub probe: String,
    /// What must be seen instead.
    pub observed: Observed,
    /// Answers that some runs give instead, where the engine is not
    /// repeatable; the one due may be among them.
    pub sometimes: Vec<Observed>,
    /// Why.
    pub reason: String,
}

impl Deviation {
    /// Whether an answer is as declared.
    #[must_use]
    pub fn admits(&self, answer: &Observed) -> bool {
        self.observed == *answer || self.sometimes.contains(answer)
    }
}

/// Proposals whose probes a config answers as is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supports {
    /// The configs concerned.
    pub config: ConfigSelector,
    /// Names of proposals.
    pub proposals: BTreeSet<String>,
}

pub(super) fn deviations(
    blame: Blame<'_>,
    tables: Vec<wire::DeviationTable>,
    configs: &[Config],
) -> Result<Vec<Deviation>, CatalogueError> {
    let mut deviations: Vec<Deviation> = Vec::new();
    for (i, table) in tables.into_iter().enumerate() {
        let key = |name: &str| format!("deviation[{i}].{name}");
        let config = selector(blame, key("config"), table.config, configs)?;
        let reason = blame.text(key("reason"), table.reason)?;
        let same = |other: &Deviation| other.probe == table.probe && other.config == config;
        if deviations.iter().any(same) {
            return Err(blame.at(key("probe"), "this answer is already declared above"));
        }
        deviations.push(Deviation {
            config,
            probe: table.probe,
            observed: table.observed,
            sometimes: table.sometimes,
            reason,
        });
    }
    Ok(deviations)
}

pub(super) fn supports(
    blame: Blame<'_>,
    tables: Vec<wire::SupportsTable>,
    configs: &[Config],
) -> Result<Vec<Supports>, CatalogueError> {
    let mut supports: Vec<Supports> = Vec::new();
    for (i, table) in tables.into_iter().enumerate() {
        let key = format!("supports[{i}].config");
        let config = selector(blame, key.clone(), table.config, configs)?;
        if supports.iter().any(|other| other.config == config) {
            return Err(blame.at(key, "these configs are already declared above"));
        }
        supports.push(Supports { config, proposals: table.proposals.into_iter().collect() });
    }
    Ok(supports)
}
