//! Tests whose number is known only once the catalogue is read: cells, golden
//! transcripts, conformance cases. Each is a trial of its own, with a name that
//! a filter can choose, in as many threads as suit it.

use super::steps::Tally;
use crate::judge::Verdict;
use crate::plan::Cell;
use crate::workbench::as_declared;
use badge_catalogue::{Outcome, Target};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::sync::{Arc, Mutex, PoisonError};

/// What a trial comes to.
pub(super) type Ending = Result<Completion, Failed>;

/// Trials and the names of those that failed.
#[derive(Debug, Default)]
pub(super) struct Trials {
    trials: Vec<Trial>,
    failed: Arc<Mutex<Vec<String>>>,
}

impl Trials {
    /// Adds a trial.
    pub(super) fn add(&mut self, name: String, run: impl FnOnce() -> Ending + Send + 'static) {
        let failed = Arc::clone(&self.failed);
        let known = name.clone();
        self.trials.push(Trial::ignorable_test(name, move || {
            let ending = run();
            if let Err(reason) = &ending {
                let line = format!("{known}: {}", reason.message().unwrap_or_default());
                failed.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
            ending
        }));
    }

    /// Runs those whose name contains `filter`, `threads` at a time.
    pub(super) fn run(self, filter: Option<&str>, threads: usize, tally: &mut Tally) {
        let arguments = Arguments {
            test_threads: Some(threads),
            filter: filter.map(str::to_owned),
            ..Arguments::default()
        };
        let conclusion = libtest_mimic::run(&arguments, self.trials);
        tally.passed += conclusion.num_passed;
        tally.skipped += conclusion.num_ignored;
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        // A trial that panics has no line of its own.
        let silent = conclusion.num_failed.saturating_sub(failed.len() as u64);
        tally.failures.append(&mut failed);
        tally.failures.extend((0..silent).map(|_| "a trial panicked, as said above".to_owned()));
    }
}

/// What a runner that cannot be made comes to: left out where a tool is missing.
pub(super) fn without(verdict: &Verdict) -> Ending {
    let detail = verdict.detail.as_deref().unwrap_or_default();
    match verdict.outcome {
        Outcome::NotRun => Ok(Completion::ignored_with(detail)),
        outcome => Err(format!("{outcome} {detail}").into()),
    }
}

/// Passes if the outcome of a cell is what `runtime.toml` declares.
pub(super) fn declared(cell: &Cell<'_>, target: Target, verdict: &Verdict) -> Ending {
    if as_declared(cell, target, verdict) {
        return Ok(Completion::Completed);
    }
    if verdict.outcome == Outcome::NotRun {
        return without(verdict);
    }
    let detail = verdict.detail.as_deref().unwrap_or_default();
    let declared = cell.known_failure(target).map_or_else(String::new, |known| {
        format!("; runtime.toml declares {}: mend the declaration", known.outcome)
    });
    Err(format!("{} {detail}{declared}", verdict.outcome).into())
}
