//! The catalogue: every runtime, workload and conformance case there is, read
//! from the text of `runtime.toml`, `workload.toml` and `cases.toml`, and checked
//! against each other. It must not know how the files are found.
#![forbid(unsafe_code)]
// Outside of this workspace nobody uses this crate; a name that says all has no comment.
#![allow(missing_docs)]

mod build;
mod cited;
mod config;
mod declared;
mod error;
mod links;
mod outcome;
mod read;
mod runtime;
mod words;
mod workload;

use std::collections::BTreeMap;

pub use badge::Link;
pub use badge_conformance::{Answer, Case, Scope, Source, Suite};
pub use badge_protocol::Phase;
pub use badge_runtime::{ErrorKind, TrapKind};
pub use build::{Build, BuildKind, Cost, TargetBuild};
pub use cited::{
    Claim, Contradiction, Correction, Hurdle, NotObtainable, NotOnBadge, Saying, Stated, Status,
};
pub use config::{Config, ModuleRoute};
pub use declared::{ConfigSelector, Deviation, KnownFailure};
pub use error::FileError;
/// A calendar date, written `YYYY-MM-DD`.
pub use jiff::civil::Date;
pub use links::Links;
pub use outcome::{Outcome, Target};
pub use runtime::{Facts, Group, RuntimeEntry};
pub use workload::{Expectation, TraceEntry, TrapExpectation, Workload};

use error::{Fault, check_each, ensure, parse};

/// All runtimes and workloads, sorted by name, checked against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// The runtimes, sorted by name.
    pub runtimes: Vec<RuntimeEntry>,
    /// The workloads, sorted by name.
    pub workloads: Vec<Workload>,
    /// The conformance cases; none where there is no such file.
    pub suite: Suite,
}

impl Catalogue {
    /// Puts the entries together and checks what no single file can show.
    pub fn new(
        mut runtimes: Vec<RuntimeEntry>,
        mut workloads: Vec<Workload>,
    ) -> Result<Self, FileError> {
        runtimes.sort_by(|a, b| a.name.cmp(&b.name));
        workloads.sort_by(|a, b| a.name.cmp(&b.name));
        unique(runtimes.iter().map(|r| (r.name.as_str(), r.label.as_str())), "runtime.name")?;
        unique(workloads.iter().map(|w| (w.name.as_str(), w.label.as_str())), "workload.name")?;
        let catalogue = Catalogue { runtimes, workloads, suite: Suite::default() };
        for runtime in &catalogue.runtimes {
            catalogue.check_known_failures(runtime).map_err(|f| f.of_file(&runtime.label))?;
        }
        for workload in &catalogue.workloads {
            for name in workload.not_applicable() {
                let known = catalogue.runtime(name).is_some();
                ensure(known, "expect.not_applicable", format!("no runtime `{name}`"))
                    .map_err(|fault| fault.of_file(&workload.label))?;
            }
        }
        Ok(catalogue)
    }

    /// Adds the conformance cases from the text of `cases.toml`; every declared
    /// deviation must name some of them.
    pub fn with_cases(mut self, path_label: &str, text: &str) -> Result<Self, FileError> {
        self.suite = parse(path_label, text, |suite: &mut Suite| {
            suite.check().map_err(|(key, reason)| Fault::new(key, reason))
        })?;
        for runtime in &self.runtimes {
            self.check_deviations(runtime).map_err(|fault| fault.of_file(&runtime.label))?;
        }
        Ok(self)
    }

    pub fn runtime(&self, name: &str) -> Option<&RuntimeEntry> {
        self.runtimes.iter().find(|r| r.name == name)
    }

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

    fn check_known_failures(&self, runtime: &RuntimeEntry) -> Result<(), Fault> {
        check_each("known_failure", &runtime.known_failures, |_, failure| {
            let Some(workload) = self.workload(&failure.workload) else {
                let known: Vec<_> = self.workloads.iter().map(|w| w.name.as_str()).collect();
                let (name, known) = (&failure.workload, known.join(", "));
                let reason = format!("no workload `{name}`; there are: {known}");
                return Err(Fault::new("workload", reason));
            };
            let reason = format!(
                "`{}` declares itself not applicable to `{}`; a cell that is never run cannot fail",
                workload.name, runtime.name
            );
            ensure(workload.applies_to(&runtime.name), "workload", reason)
        })
    }

    fn check_deviations(&self, runtime: &RuntimeEntry) -> Result<(), Fault> {
        check_each("deviation", &runtime.deviations, |_, deviation| {
            let mut names = deviation.cases.iter();
            names.try_for_each(|name| match self.suite.get(name).map(|case| case.scope) {
                None => Err(Fault::new("cases", format!("no case `{name}`"))),
                Some(Scope::Proposal) => {
                    let reason =
                        format!("`{name}` only says what is supported: it needs no reason");
                    Err(Fault::new("cases", reason))
                }
                Some(Scope::Every | Scope::Bounded) => Ok(()),
            })
        })
    }
}

fn unique<'a>(names: impl Iterator<Item = (&'a str, &'a str)>, key: &str) -> Result<(), FileError> {
    let mut files = BTreeMap::new();
    for (name, label) in names {
        if let Some(first) = files.insert(name, label) {
            let reason = format!("`{name}` is already the name in {first}");
            return Err(Fault::new(key, reason).of_file(label));
        }
    }
    Ok(())
}

/// Checks that a file such as `runtimes/rust/wasmi/runtime.toml` stands in the
/// directory of that name; a bare file name is not checked.
fn check_directory(label: &str, key: &str, name: &str) -> Result<(), Fault> {
    let directory = label.rsplit(['/', '\\']).nth(1).filter(|directory| !directory.is_empty());
    let reason =
        |directory| format!("`{name}` stands in the directory `{directory}`; they must agree");
    match directory.filter(|directory| *directory != name) {
        Some(directory) => Err(Fault::new(key, reason(directory))),
        None => Ok(()),
    }
}
