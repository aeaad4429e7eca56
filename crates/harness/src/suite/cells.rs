//! Every config on every workload, once: the chain of frame hashes must be the
//! native one, and what `runtime.toml` declares as a known failure must fail
//! in the way it says.

use super::golden;
use super::steps::Tally;
use super::trials::{Ending, Trials, declared};
use crate::halt::settle;
use crate::measure::{Repetition, once, once_within};
use crate::parallel::processors;
use crate::plan::{Cell, Plan};
use crate::workbench::{CellInputs, Workbench};
use anyhow::Result;
use badge_catalogue::{Outcome, Target};
use libtest_mimic::Completion;
use std::time::Duration;

/// How long a cell may still take after `start` whose row declares that nothing
/// ends it: several times what a config that can be ended takes.
const HANG: Duration = Duration::from_secs(3);

/// How many of those run at a time: they share the processors, and what is
/// waited for is the clock.
const HANGING_AT_ONCE: usize = 8;

pub(super) fn run(
    bench: &mut Workbench<'static>,
    plan: &Plan<'static>,
    filter: Option<&str>,
    tally: &mut Tally,
) -> Result<()> {
    bench.modules(&plan.workloads)?;
    let cells: Vec<CellInputs<'static>> = plan.cells().map(CellInputs::none).collect();
    bench.build(&cells)?;
    let (mut trials, mut hanging) = (Trials::default(), Trials::default());
    for stale in &cells {
        let cell = stale.cell;
        let name = format!("cell {}", cell.name());
        match settle(bench.job(stale))? {
            Ok(job) if hangs(&cell) => hanging.add(name, move || {
                let repetition = once_within(&job, Some(HANG)).map_err(|e| format!("{e:#}"))?;
                let verdict = &repetition.verdict;
                let detail = verdict.detail.as_deref().unwrap_or_default();
                // A runner that never came to the loop says nothing about it.
                if verdict.outcome == Outcome::Timeout && !detail.contains("after the phase start")
                {
                    return Err(format!("it hangs elsewhere than declared: {detail}").into());
                }
                declared(&cell, Target::Host, verdict)
            }),
            Ok(job) => trials.add(name, move || {
                let repetition = once(&job).map_err(|error| format!("{error:#}"))?;
                cost(&cell, &repetition)?;
                declared(&cell, Target::Host, &repetition.verdict)
            }),
            Err(no) => trials.add(name, move || declared(&cell, Target::Host, &no.verdict)),
        }
    }
    golden::transcripts(bench, plan, &mut trials)?;
    trials.run(filter, processors(), tally);
    hanging.run(filter, HANGING_AT_ONCE, tally);
    Ok(())
}

/// Whether `runtime.toml` declares that nothing ends a cell.
fn hangs(cell: &Cell<'_>) -> bool {
    cell.known_failure(Target::Host).is_some_and(|known| known.outcome == Outcome::Timeout)
}

/// A frame's operators stay within the workload's budget, wherever a config
/// counts them.
fn cost(cell: &Cell<'_>, repetition: &Repetition) -> Ending {
    let frames = repetition.transcript.iter().flat_map(|t| &t.frames);
    let fuel: Vec<u64> = frames.filter_map(|frame| frame.fuel).collect();
    let (Some(budget), false) = (cell.workload.max_operators, fuel.is_empty()) else {
        return Ok(Completion::Completed);
    };
    let mean = fuel.iter().sum::<u64>() / fuel.len() as u64;
    if mean > budget {
        return Err(format!("{mean} operators a frame, at most {budget}").into());
    }
    Ok(Completion::Completed)
}
