//! Rounds: each runs every cell once, and native code several times, in an order
//! shuffled anew.

use super::{Job, Repetition, deadline};
use crate::judge::{Question, Verdict, judge};
use crate::progress::{Progress, human};
use crate::runner::{Observation, RESIDENT_BYTES};
use anyhow::Result;
use badge_catalogue::Outcome;
use std::time::{Duration, Instant};

/// Runs all jobs. After a runtime's last repetition `complete` is called with
/// its name, so that an interruption costs only what was not complete.
///
/// # Errors
///
/// When a runner cannot be started, or those of `complete`.
pub fn rounds<'c>(
    jobs: &mut [Job<'c>],
    seed: u64,
    mut complete: impl FnMut(&[Job<'c>], &str) -> Result<()>,
) -> Result<()> {
    let total: u32 = jobs.iter().map(|job| job.repetitions).sum();
    let of_job = |job: &Job<'_>| job.repetitions / job.per_round.max(1);
    let rounds = jobs.iter().map(of_job).max().unwrap_or(0);
    let progress = Progress::new("measuring", total as usize);
    let mut random = fastrand::Rng::with_seed(seed);
    for round in 0..rounds {
        let mut order: Vec<usize> = (0..jobs.len())
            .filter(|&index| round < of_job(&jobs[index]))
            .flat_map(|index| std::iter::repeat_n(index, jobs[index].per_round as usize))
            .collect();
        random.shuffle(&mut order);
        for index in order {
            let job = &mut jobs[index];
            progress.begin(&format!("round {}: {}", round + 1, job.cell.name()));
            let begun = Instant::now();
            let repetition = once(job)?;
            let verdict = &repetition.verdict;
            let detail = verdict.detail.as_deref().unwrap_or_default();
            let again = !job.seen.is_empty() && verdict.outcome == Outcome::Pass;
            let line = format!(
                "{:<40} {:<12} {:>10}  {detail}",
                job.cell.name(),
                verdict.outcome.word(),
                human(begun.elapsed()),
            );
            job.seen.push(repetition);
            if again {
                progress.finish_quietly();
            } else {
                progress.finish_step(line.trim_end());
            }
            let runtime = jobs[index].cell.runtime.name.clone();
            let done = jobs
                .iter()
                .filter(|job| job.cell.runtime.name == runtime)
                .all(|job| job.seen.len() == job.repetitions as usize);
            if done {
                complete(jobs, &runtime)?;
            }
        }
    }
    progress.finish();
    Ok(())
}

/// Runs a job once and judges it.
///
/// # Errors
///
/// When the runner cannot be started.
pub fn once(job: &Job<'_>) -> Result<Repetition> {
    once_within(job, None)
}

/// Runs a job once and judges it. `after_a_phase` is how long it may take after
/// each line of a phase: for guests that are declared to hang, of which nothing
/// more is to be learned by waiting.
///
/// # Errors
///
/// When the runner cannot be started.
pub fn once_within(job: &Job<'_>, after_a_phase: Option<Duration>) -> Result<Repetition> {
    let cell = &job.cell;
    let deadline = deadline(cell.config, cell.workload);
    let observation =
        job.runner.ask_within(&job.request, deadline, after_a_phase, RESIDENT_BYTES)?;
    let question = Question {
        runtime: &cell.runtime.name,
        config: &cell.config.name,
        workload: Some(cell.workload),
        frames: cell.frames(),
        links: job.links.as_ref(),
    };
    let verdict: Verdict = judge(&question, &observation);
    let transcript = match observation {
        Observation::Answered(transcript) => Some(*transcript),
        _ => None,
    };
    Ok(Repetition { verdict, transcript })
}
