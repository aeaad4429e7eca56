//! What is declared of a runtime and must be observed: failures, deviations
//! from the expected answers to probes, and proposals that are supported.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::error::{Fault, check_each, ensure};
use crate::{Config, Observed, Outcome, Target, read};

/// The configs that a declaration concerns.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum ConfigSelector {
    /// All configs of the runtime, written `*`.
    Every,
    Named(String),
}

impl From<String> for ConfigSelector {
    fn from(text: String) -> Self {
        if text == "*" { ConfigSelector::Every } else { ConfigSelector::Named(text) }
    }
}

impl ConfigSelector {
    /// Whether the config of that name is among those concerned.
    pub fn covers(&self, config: &str) -> bool {
        match self {
            ConfigSelector::Every => true,
            ConfigSelector::Named(name) => name == config,
        }
    }

    fn check(&self, configs: &[Config]) -> Result<(), Fault> {
        let name = match self {
            ConfigSelector::Every => "*",
            ConfigSelector::Named(name) => name,
        };
        let found = configs.iter().any(|config| self.covers(&config.name));
        ensure(found, "config", format!("no config `{name}`"))
    }
}

/// A failure that is known, explained, and must occur: an unexpected pass
/// fails the tests.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownFailure {
    pub config: ConfigSelector,
    pub workload: String,
    /// The target concerned; absent means every target.
    pub target: Option<Target>,
    pub outcome: Outcome,
    /// Outcomes that some runs have instead, where the engine is not
    /// repeatable; a pass may be one.
    #[serde(default)]
    pub sometimes: Vec<Outcome>,
    #[serde(deserialize_with = "read::text")]
    pub reason: String,
}

impl KnownFailure {
    /// Whether this failure is declared for that cell.
    pub fn covers(&self, config: &str, workload: &str, target: Target) -> bool {
        self.config.covers(config)
            && self.workload == workload
            && self.target.is_none_or(|t| t == target)
    }

    pub fn admits(&self, outcome: Outcome) -> bool {
        self.outcome == outcome || self.sometimes.contains(&outcome)
    }

    fn check(&self, configs: &[Config]) -> Result<(), Fault> {
        self.config.check(configs)?;
        if let Some(target) = self.target {
            let mut concerned = configs.iter().filter(|c| self.config.covers(&c.name));
            let found = concerned.any(|c| c.targets.contains(&target));
            ensure(found, "target", format!("no such config has target `{target}`"))?;
        }
        let reason = format!("`{}` is no failure of an observation", self.outcome);
        ensure(self.outcome.is_failure(), "outcome", reason)?;
        for &other in &self.sometimes {
            let valid = other != self.outcome && (other == Outcome::Pass || other.is_failure());
            let reason = format!("`{other}` is `outcome` itself or none of an observation");
            ensure(valid, "sometimes", reason)?;
        }
        Ok(())
    }
}

/// An answer to a probe that differs from the expected one and must occur: an
/// unexpected correct answer fails the tests.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    pub config: ConfigSelector,
    pub probe: String,
    pub observed: Observed,
    /// Answers that some runs give instead, where the engine is not
    /// repeatable; the expected one may be among them.
    #[serde(default)]
    pub sometimes: Vec<Observed>,
    #[serde(deserialize_with = "read::text")]
    pub reason: String,
}

impl Deviation {
    pub fn admits(&self, answer: &Observed) -> bool {
        self.observed == *answer || self.sometimes.contains(answer)
    }
}

/// Proposals whose probes a config answers as expected.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supports {
    pub config: ConfigSelector,
    pub proposals: BTreeSet<String>,
}

/// Checks all declarations of a runtime.
pub(crate) fn check(
    configs: &[Config],
    failures: &[KnownFailure],
    deviations: &[Deviation],
    supports: &[Supports],
) -> Result<(), Fault> {
    check_each("known_failure", failures, |i, failure| {
        failure.check(configs)?;
        let cell = |f: &KnownFailure| (f.config.clone(), f.workload.clone(), f.target);
        let again = failures[..i].iter().any(|other| cell(other) == cell(failure));
        ensure(!again, "workload", "this cell is already declared above")
    })?;
    check_each("deviation", deviations, |i, deviation| {
        deviation.config.check(configs)?;
        let same = |d: &Deviation| d.probe == deviation.probe && d.config == deviation.config;
        let again = deviations[..i].iter().any(same);
        ensure(!again, "probe", "the answer to this probe is already declared above")
    })?;
    check_each("supports", supports, |i, support| {
        support.config.check(configs)?;
        let again = supports[..i].iter().any(|other| other.config == support.config);
        ensure(!again, "config", "these configs are already declared above")
    })
}
