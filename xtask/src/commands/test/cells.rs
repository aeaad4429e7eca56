//! Every config on every workload, once: the chain of frame hashes must be the
//! native one, and what `runtime.toml` declares as a known failure must fail
//! in the way it says.

use super::golden;
use super::steps::Tally;
use crate::judge::Verdict;
use crate::measure::{Job, Repetition, deadline, once_within};
use crate::plan::{Cell, Plan};
use crate::progress::Progress;
use crate::workbench::{Stale, Workbench, as_declared};
use anyhow::{Context, Result};
use badge_catalogue::{Outcome, Target};
use badge_records::Sha256;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// How long a cell runs whose row declares that nothing ends it: several
/// times what a config that can be ended takes.
const DECLARED_TIMEOUT: Duration = Duration::from_secs(4);

pub(super) fn run<'w>(bench: &mut Workbench<'w>, plan: &Plan<'w>, tally: &mut Tally) -> Result<()> {
    bench.modules(&plan.workloads)?;
    let inputs = Sha256([0; 32]);
    let cells: Vec<Stale<'_>> = plan.cells().map(|cell| Stale { cell, inputs }).collect();
    bench.build(&cells)?;
    let mut jobs = Vec::new();
    for cell in &cells {
        match bench.job(cell, 1)? {
            Ok(job) => jobs.push(job),
            Err(verdict) if verdict.outcome == Outcome::NotRun => {
                let detail = verdict.detail.unwrap_or_default();
                println!("skipped  {}: {detail}", cell.cell.name());
            }
            Err(verdict) => declared(&cell.cell, Target::Host, &verdict, tally),
        }
    }
    for (job, repetition) in jobs.iter().zip(side_by_side(&jobs)?) {
        declared(&job.cell, Target::Host, &repetition.verdict, tally);
        cost(&job.cell, &repetition, tally);
    }
    golden::transcripts(bench, plan, tally)
}

/// Runs jobs on all processors, because nothing is timed here.
fn side_by_side(jobs: &[Job<'_>]) -> Result<Vec<Repetition>> {
    let progress = Mutex::new(Progress::new("cells", jobs.len()));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(index) else {
                return done;
            };
            let repetition = once_within(job, patience(&job.cell));
            if let Ok(progress) = progress.lock() {
                progress.begin(&job.cell.name());
                progress.finish_quietly();
            }
            done.push((index, repetition));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
    let mut done: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().ok().context("a worker ended early"))
            .collect::<Result<Vec<_>>>()
    })?
    .into_iter()
    .flatten()
    .collect();
    done.sort_by_key(|(index, _)| *index);
    if let Ok(progress) = progress.into_inner() {
        progress.finish();
    }
    done.into_iter().map(|(_, repetition)| repetition).collect()
}

fn patience(cell: &Cell<'_>) -> Duration {
    match cell.known_failure(Target::Host) {
        Some(known) if known.outcome == Outcome::Timeout => DECLARED_TIMEOUT,
        _ => deadline(cell.config, cell.workload),
    }
}

/// Counts a cell as passed if its outcome is what `runtime.toml` declares.
pub(super) fn declared(cell: &Cell<'_>, target: Target, verdict: &Verdict, tally: &mut Tally) {
    let name = match target {
        Target::Host => cell.name(),
        Target::Pybadge => format!("{} on the badge", cell.name()),
    };
    if as_declared(cell, target, verdict) {
        tally.pass(&format!("{name}: {}", verdict.outcome));
        return;
    }
    let detail = verdict.detail.as_deref().unwrap_or_default();
    let declared = cell.known_failure(target).map_or_else(String::new, |known| {
        format!("; runtime.toml declares {}: mend the declaration", known.outcome)
    });
    tally.fail(&format!("{name}: {} {detail}{declared}", verdict.outcome));
}

/// A frame's operators stay within the workload's budget, wherever a config
/// counts them.
fn cost(cell: &Cell<'_>, repetition: &Repetition, tally: &mut Tally) {
    let frames = repetition.transcript.iter().flat_map(|t| &t.frames);
    let fuel: Vec<u64> = frames.filter_map(|frame| frame.fuel).collect();
    let (Some(budget), false) = (cell.workload.max_operators, fuel.is_empty()) else {
        return;
    };
    let mean = fuel.iter().sum::<u64>() / fuel.len() as u64;
    let words = format!("{}: {mean} operators a frame, at most {budget}", cell.name());
    if mean <= budget {
        tally.pass(&words);
    } else {
        tally.fail(&words);
    }
}
