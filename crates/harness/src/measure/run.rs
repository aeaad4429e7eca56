//! One run of one cell.

use super::{Job, deadline};
use crate::judge::{Question, Verdict, judge};
use crate::runner::{Observation, RESIDENT_BYTES, Runner};
use anyhow::Result;
use badge_protocol::Transcript;
use std::time::Duration;

/// One repetition of one cell.
#[derive(Debug)]
pub struct Repetition {
    /// How it was judged.
    pub verdict: Verdict,
    /// What the runner said, where it said everything.
    pub transcript: Option<Transcript>,
}

/// Runs a job once and judges it.
///
/// # Errors
///
/// When the runner cannot be started.
pub fn once(job: &Job<'_>) -> Result<Repetition> {
    once_within(job, None)
}

/// The same by a copy of its runner.
///
/// # Errors
///
/// Longest a runner may take to its first phase, where what follows has a bound of its
/// own.
const BEGINNING: Duration = Duration::from_secs(60);

/// As [`once`].
pub fn once_by(job: &Job<'_>, runner: &Runner) -> Result<Repetition> {
    run(job, runner, None)
}

/// Runs a job once and judges it. `after_a_phase` is how long it may take after
/// each line of a phase: for guests that are declared to hang, of which nothing
/// more is to be learned by waiting.
///
/// # Errors
///
/// When the runner cannot be started.
pub fn once_within(job: &Job<'_>, after_a_phase: Option<Duration>) -> Result<Repetition> {
    run(job, &job.runner, after_a_phase)
}

fn run(job: &Job<'_>, runner: &Runner, after_a_phase: Option<Duration>) -> Result<Repetition> {
    let cell = &job.cell;
    let mut deadline = deadline(cell.config, cell.workload);
    // The wait for what hangs begins with a phase; until then the machine may be busy
    // with as many others.
    if after_a_phase.is_some() {
        deadline = deadline.max(BEGINNING);
    }
    let observation = runner.ask_within(&job.request, deadline, after_a_phase, RESIDENT_BYTES)?;
    let question = Question {
        runtime: &cell.runtime.name,
        config: &cell.config.name,
        workload: Some(cell.workload),
        frames: job.frames,
        links: job.links.as_ref(),
    };
    let verdict: Verdict = judge(&question, &observation);
    let transcript = match observation {
        Observation::Answered(transcript) => Some(*transcript),
        _ => None,
    };
    Ok(Repetition { verdict, transcript })
}
