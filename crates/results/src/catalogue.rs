//! The catalogue: every runtime and every workload there is, read from the
//! text of `runtime.toml` and `workload.toml`, and checked against each other.
//! It must not know how the files are found.

mod build;
mod config;
mod deviation;
mod error;
mod evidence;
mod known_failure;
mod links;
mod observed;
mod probe;
mod runtime;
mod runtime_wire;
mod status;
mod workload;
mod workload_wire;

use std::collections::BTreeMap;

pub use build::{Build, BuildKind, Cost, TargetBuild};
pub use config::{Config, ModuleRoute};
pub use deviation::{Deviation, Supports};
pub use error::CatalogueError;
pub use evidence::{Claim, Contradiction, Correction, NotObtainable};
pub use known_failure::{ConfigSelector, KnownFailure};
pub use links::Links;
pub use observed::{FailKind, Observed, RefusalKind, Stage};
pub use probe::{Probe, ProbeScope, ProbeSource};
pub use runtime::{Facts, RuntimeEntry};
pub use status::{Stated, Status};
pub use workload::{Expectation, TraceEntry, TrapExpectation, Workload};

use crate::Outcome;

/// All runtimes and workloads, sorted by name, checked against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// The runtimes, sorted by name.
    pub runtimes: Vec<RuntimeEntry>,
    /// The workloads, sorted by name.
    pub workloads: Vec<Workload>,
    /// The probes of conduct, in the order of their file.
    pub probes: Vec<Probe>,
}

impl Catalogue {
    /// Puts the entries together and checks what no single file can show.
    ///
    /// # Errors
    ///
    /// A name that occurs twice, or a name that refers to nothing.
    pub fn new(
        mut runtimes: Vec<RuntimeEntry>,
        mut workloads: Vec<Workload>,
    ) -> Result<Self, CatalogueError> {
        runtimes.sort_by(|a, b| a.name.cmp(&b.name));
        workloads.sort_by(|a, b| a.name.cmp(&b.name));
        unique(runtimes.iter().map(|r| (r.name.as_str(), r.label.as_str())), "runtime.name")?;
        unique(workloads.iter().map(|w| (w.name.as_str(), w.label.as_str())), "workload.name")?;
        let catalogue = Catalogue { runtimes, workloads, probes: Vec::new() };
        catalogue.check_known_failures()?;
        catalogue.check_not_applicable()?;
        Ok(catalogue)
    }

    /// Adds the probes, which every declared deviation must name.
    ///
    /// # Errors
    ///
    /// A probe or proposal that is declared and does not exist, or a deviation
    /// that is none.
    pub fn with_probes(mut self, probes: Vec<Probe>) -> Result<Self, CatalogueError> {
        self.probes = probes;
        for runtime in &self.runtimes {
            for (i, deviation) in runtime.deviations.iter().enumerate() {
                let at = |key: &str, reason: String| {
                    let key = format!("deviation[{i}].{key}");
                    CatalogueError::new(&runtime.label, key, reason)
                };
                match self.probe(&deviation.probe) {
                    None => return Err(at("probe", format!("no probe `{}`", deviation.probe))),
                    Some(probe) if probe.scope == ProbeScope::Proposal => {
                        let reason = "what a config supports belongs into [[supports]]";
                        return Err(at("probe", reason.to_owned()));
                    }
                    Some(probe) if probe.due.contains(&deviation.observed) => {
                        return Err(at("observed", "is the answer that is due".to_owned()));
                    }
                    Some(_) => (),
                }
            }
            for (i, supports) in runtime.supports.iter().enumerate() {
                let known: Vec<_> = self.proposals().collect();
                let unknown =
                    supports.proposals.iter().find(|name| !known.contains(&name.as_str()));
                if let Some(name) = unknown {
                    let reason = format!("no proposal `{name}`; there are: {}", known.join(", "));
                    let key = format!("supports[{i}].proposals");
                    return Err(CatalogueError::new(&runtime.label, key, reason));
                }
            }
        }
        Ok(self)
    }

    /// The probe of that name.
    #[must_use]
    pub fn probe(&self, name: &str) -> Option<&Probe> {
        self.probes.iter().find(|probe| probe.name == name)
    }

    /// The proposals that are probed, in the order of their file.
    pub fn proposals(&self) -> impl Iterator<Item = &str> {
        self.probes.iter().filter_map(Probe::proposal)
    }

    /// The runtime of that name.
    #[must_use]
    pub fn runtime(&self, name: &str) -> Option<&RuntimeEntry> {
        self.runtimes.iter().find(|r| r.name == name)
    }

    /// The workload of that name.
    #[must_use]
    pub fn workload(&self, name: &str) -> Option<&Workload> {
        self.workloads.iter().find(|w| w.name == name)
    }

    /// Every config with its runtime, in the order of the tables: runtimes by
    /// name, the default config first, the others as declared.
    pub fn configs(&self) -> impl Iterator<Item = (&RuntimeEntry, &Config)> {
        self.runtimes.iter().flat_map(|r| r.configs_default_first().map(move |c| (r, c)))
    }

    /// The workloads that carry timings, sorted by name.
    pub fn timed(&self) -> impl Iterator<Item = &Workload> {
        self.workloads.iter().filter(|w| w.is_timed())
    }

    /// The workloads that misbehave and are stopped, sorted by name.
    pub fn misbehaving(&self) -> impl Iterator<Item = &Workload> {
        self.workloads.iter().filter(|w| !w.is_timed())
    }

    fn check_known_failures(&self) -> Result<(), CatalogueError> {
        for runtime in &self.runtimes {
            for (i, failure) in runtime.known_failures.iter().enumerate() {
                let Some(workload) = self.workload(&failure.workload) else {
                    let known: Vec<_> = self.workloads.iter().map(|w| w.name.as_str()).collect();
                    return Err(CatalogueError::new(
                        &runtime.label,
                        format!("known_failure[{i}].workload"),
                        format!(
                            "no workload `{}`; there are: {}",
                            failure.workload,
                            known.join(", ")
                        ),
                    ));
                };
                if !workload.applies_to(&runtime.name) {
                    return Err(CatalogueError::new(
                        &runtime.label,
                        format!("known_failure[{i}].workload"),
                        format!(
                            "`{}` declares itself not applicable to `{}`; a cell that is never run cannot fail",
                            workload.name, runtime.name
                        ),
                    ));
                }
            }
        }
        Ok(())
    }

    fn check_not_applicable(&self) -> Result<(), CatalogueError> {
        for workload in &self.workloads {
            for name in workload.not_applicable() {
                if self.runtime(name).is_none() {
                    return Err(CatalogueError::new(
                        &workload.label,
                        "expect.not_applicable",
                        format!("no runtime `{name}`"),
                    ));
                }
            }
        }
        Ok(())
    }
}

fn unique<'a>(
    names: impl Iterator<Item = (&'a str, &'a str)>,
    key: &str,
) -> Result<(), CatalogueError> {
    let mut seen = BTreeMap::new();
    for (name, label) in names {
        if let Some(first) = seen.insert(name, label) {
            let reason = format!("`{name}` is already the name in {first}");
            return Err(CatalogueError::new(label, key, reason));
        }
    }
    Ok(())
}

/// Outcomes that a `[[known_failure]]` may declare: those that an observation
/// can have and that are no pass.
fn may_be_declared(outcome: Outcome) -> bool {
    !matches!(
        outcome,
        Outcome::Pass
            | Outcome::Unverified
            | Outcome::NotObtainable
            | Outcome::NotApplicable
            | Outcome::NotRun
    )
}

/// Names of directories, configs and workloads: lower-case letters, digits,
/// `-`, `_` and `.`, beginning with a letter or digit. They appear in paths,
/// anchors and on command lines.
fn check_name(name: &str) -> Result<(), String> {
    let valid = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    if name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && name.chars().all(valid)
    {
        return Ok(());
    }
    Err(format!(
        "`{name}` is not a name (lower-case letters, digits, `-`, `_`, `.`; a letter or digit first)"
    ))
}

/// The directory that a label such as `runtimes/rust/wasmi/runtime.toml` stands
/// for; `None` for a bare file name.
fn directory_of(label: &str) -> Option<&str> {
    label.rsplit(['/', '\\']).nth(1).filter(|d| !d.is_empty())
}
