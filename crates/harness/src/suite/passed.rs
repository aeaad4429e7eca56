//! Runtimes that rest. Building and asking an engine says nothing new while nothing
//! changed of what its answers depend on, so what passed is kept in a committed file,
//! by a hash of all that. With each commit some of them have their turn all the same.

use super::extent::lot;
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::store;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_catalogue::{Config, RuntimeEntry};
use std::collections::{BTreeMap, BTreeSet};

/// Where it is kept.
const PASSED: &str = ".ci/passed.json";

/// How failures of lints begin.
const LINTS: [&str; 2] = ["cargo clippy", "cargo fmt"];

/// Each runtime is built and asked for one commit in so many although nothing changed.
const TURNS: u64 = 4;

/// What each runtime depended on, as a hash, when all of its lints, tests, cells and
/// cases last passed.
#[derive(Debug)]
pub(super) struct Passed(BTreeMap<String, String>);

impl Passed {
    /// As committed; empty where there is no such file.
    pub(super) fn read(workspace: &Workspace) -> Result<Self> {
        let file = workspace.path(PASSED);
        if !file.is_file() {
            return Ok(Self(BTreeMap::new()));
        }
        let text =
            std::fs::read_to_string(&file).with_context(|| format!("cannot read {PASSED}"))?;
        let hashes = serde_json::from_str(&text)
            .with_context(|| format!("{PASSED}: delete it, and every runtime is tried"))?;
        Ok(Self(hashes))
    }

    /// Runtimes that depend on nothing that changed since they passed, and whose turn
    /// it is not. Native code never rests: every frame is compared with its own.
    pub(super) fn resting<'w>(
        &self,
        plan: &Plan<'w>,
        native: &RuntimeEntry,
        inputs: &mut Inputs<'_>,
        commit: Option<&str>,
    ) -> Result<BTreeSet<&'w str>> {
        let mut resting = BTreeSet::new();
        for runtime in runtimes(plan).filter(|runtime| runtime.name != native.name) {
            if !lot(commit, &runtime.name).is_multiple_of(TURNS)
                && self.0.get(&runtime.name)
                    == Some(&inputs.of_tests(runtime, &configs(plan, runtime))?.to_string())
            {
                resting.insert(runtime.name.as_str());
            }
        }
        Ok(resting)
    }

    /// Notes which runtimes of the plan passed: those that no failure names, if the
    /// lints, which are of all at once, did.
    pub(super) fn note(
        mut self,
        workspace: &Workspace,
        plan: &Plan<'_>,
        inputs: &mut Inputs<'_>,
        failures: &[String],
    ) -> Result<()> {
        if failures.iter().any(|failure| LINTS.iter().any(|lint| failure.starts_with(lint))) {
            return Ok(());
        }
        for runtime in runtimes(plan) {
            if failures.iter().any(|failure| is_about(failure, &runtime.name)) {
                self.0.remove(&runtime.name);
            } else {
                let hash = inputs.of_tests(runtime, &configs(plan, runtime))?;
                self.0.insert(runtime.name.clone(), hash.to_string());
            }
        }
        self.0.retain(|name, _| workspace.catalogue.runtime(name).is_some());
        let text = serde_json::to_string_pretty(&self.0)? + "\n";
        store::replace(&workspace.path(PASSED), text.as_bytes())
    }
}

/// Whether a failure names a runtime, or the package of its adapter.
fn is_about(failure: &str, runtime: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut words = failure.split(|c| !is_part(c));
    words.any(|word| word.strip_prefix("adapter-").unwrap_or(word) == runtime)
}

/// The configs of a runtime that a plan has.
fn configs<'w>(plan: &Plan<'w>, runtime: &RuntimeEntry) -> Vec<&'w Config> {
    let of = plan.configs.iter().filter(|(other, _)| other.name == runtime.name);
    of.map(|(_, config)| *config).collect()
}

/// Each runtime of a plan once.
pub(super) fn runtimes<'w>(plan: &Plan<'w>) -> impl Iterator<Item = &'w RuntimeEntry> {
    let mut seen = BTreeSet::new();
    plan.configs
        .iter()
        .map(|(runtime, _)| *runtime)
        .filter(move |runtime| seen.insert(runtime.name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::is_about;

    #[test]
    fn a_failure_is_about_the_runtime_that_it_names() {
        let cell = "cell wasmi-1/eager on life: trap";
        assert!(is_about(cell, "wasmi-1"));
        assert!(!is_about(cell, "wasmi"));
        assert!(is_about("cargo test --release --package adapter-wamr: no linker", "wamr"));
        assert!(is_about("go test ./... in runtimes/go/wazy", "wazy"));
        assert!(!is_about("signals_end_everything ... FAILED", "wazy"));
    }
}
