//! What is declared of a runtime and must be observed: failures, and the reasons
//! of deviations from the expected answers.

use serde::Deserialize;

use crate::error::{Fault, check_each, ensure};
use crate::{Answer, Config, Outcome, Target, read};

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

/// Why answers to some cases differ from the expected ones. What is answered
/// stands in the records; a reason without its deviation fails the tests, and
/// so does a deviation without a reason.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// Names of cases.
    #[serde(deserialize_with = "read::distinct")]
    pub cases: Vec<String>,
    /// The configs concerned; absent means all that are asked.
    #[serde(default)]
    pub configs: Vec<String>,
    /// Answers that some runs give instead, where the engine is not
    /// repeatable; the expected one may be among them.
    #[serde(default)]
    pub sometimes: Vec<Answer>,
    /// Whether each run may give another answer, such as what memory happens to
    /// hold; it is not compared then.
    #[serde(default)]
    pub unsteady: bool,
    #[serde(deserialize_with = "read::text")]
    pub reason: String,
}

impl Deviation {
    /// Whether an answer other than the stored one is as declared.
    pub fn admits(&self, answer: &Answer) -> bool {
        self.unsteady || self.sometimes.contains(answer)
    }

    pub fn covers(&self, config: &str, case: &str) -> bool {
        (self.configs.is_empty() || self.configs.iter().any(|name| name == config))
            && self.cases.iter().any(|name| name == case)
    }

    fn check(&self, configs: &[Config]) -> Result<(), Fault> {
        let unknown = self.configs.iter().find(|name| configs.iter().all(|c| c.name != **name));
        match unknown {
            Some(name) => Err(Fault::new("configs", format!("no config `{name}`"))),
            None => Ok(()),
        }
    }

    /// The case and config that another table gives a reason for too.
    fn overlap<'a>(&'a self, other: &'a Self, configs: &'a [Config]) -> Option<(&'a str, &'a str)> {
        let cases = self.cases.iter().map(String::as_str);
        let pairs = cases.flat_map(|case| configs.iter().map(move |c| (case, c.name.as_str())));
        pairs.into_iter().find(|(case, c)| self.covers(c, case) && other.covers(c, case))
    }
}

/// Checks all declarations of a runtime.
pub(crate) fn check(
    configs: &[Config],
    failures: &[KnownFailure],
    deviations: &[Deviation],
) -> Result<(), Fault> {
    check_each("known_failure", failures, |i, failure| {
        failure.check(configs)?;
        let cell = |f: &KnownFailure| (f.config.clone(), f.workload.clone(), f.target);
        let again = failures[..i].iter().any(|other| cell(other) == cell(failure));
        ensure(!again, "workload", "this cell is already declared above")
    })?;
    check_each("deviation", deviations, |at, deviation| {
        deviation.check(configs)?;
        let mut others = deviations[..at].iter();
        match others.find_map(|other| deviation.overlap(other, configs)) {
            Some((case, config)) => {
                let reason = format!("`{case}` of `{config}` already has a reason above");
                Err(Fault::new("cases", reason))
            }
            None => Ok(()),
        }
    })
}
