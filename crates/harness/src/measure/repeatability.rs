//! The experiment that says which estimator repeats on this machine.

use super::{Job, Measurement, Shared};
use crate::halt::settle;
use crate::plan::Plan;
use crate::progress::Progress;
use crate::setup::{self, Install};
use crate::workbench::{CellInputs, Workbench};
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use badge_records::statistics::{Estimator, Order, Pair, Spread, spreads};

/// Runs every cell so often in rounds and so often in pairs with native code,
/// and compares estimators on halves of these runs. Nothing is stored.
///
/// # Errors
///
/// When nothing can be built, or a cell does not pass.
pub fn experiment(
    workspace: &Workspace,
    plan: &Plan<'_>,
    repetitions: usize,
) -> Result<Vec<Spread>> {
    setup::rust(workspace)?;
    let mut bench = Workbench::new(workspace, Install::Forbidden)?;
    bench.modules(&plan.workloads)?;
    let cells: Vec<_> = plan.cells().map(CellInputs::none).collect();
    bench.build(&cells)?;
    let mut made = Vec::new();
    for cell in &cells {
        let name = cell.cell.name();
        match settle(bench.job(cell))? {
            Ok(job) => {
                made.push(Measurement::new(job, Some(bench.native_job(cell.cell.workload)?)))
            }
            Err(obstacle) => eprintln!("{name} is left out: {}", obstacle.detail()),
        }
    }
    // What fails once is left out; what fails later ends the experiment.
    let mut shared = Shared::default();
    for cell in &mut made {
        cell.block(1, &mut shared)?;
        if !cell.goes_on() {
            eprintln!("{} does not pass and is left out", cell.job.cell.name());
        }
        cell.pairs.clear();
    }
    made.retain(Measurement::goes_on);
    let mut random = fastrand::Rng::with_seed(bench.seed);
    let progress = Progress::new("running", 2 * repetitions);
    let rounds = in_rounds(&mut made, repetitions, &mut random, &mut shared, &progress)?;
    for cell in &mut made {
        cell.pairs.clear();
    }
    shared.best.clear();
    for _ in 0..repetitions {
        progress.begin("in pairs");
        random.shuffle(&mut made);
        for cell in &mut made {
            cell.block(1, &mut shared)?;
            passed(cell)?;
        }
        progress.finish_quietly();
    }
    progress.finish();
    let pairs: Vec<Vec<Pair>> = made.into_iter().map(|cell| cell.pairs).collect();
    Ok(spreads(&rounds, &pairs))
}

/// The runs of every cell; a round has one run of native code for each workload,
/// as if one were enough.
fn in_rounds(
    cells: &mut [Measurement<'_>],
    repetitions: usize,
    random: &mut fastrand::Rng,
    shared: &mut Shared,
    progress: &Progress,
) -> Result<Vec<Vec<Pair>>> {
    let mut runs: Vec<Vec<Pair>> = cells.iter().map(|_| Vec::new()).collect();
    for _ in 0..repetitions {
        progress.begin("in rounds");
        let mut order: Vec<usize> = (0..cells.len()).collect();
        random.shuffle(&mut order);
        let mut native: NativeRuns = Vec::new();
        for index in order {
            let cell = &mut cells[index];
            // Without a gate: a round is run whatever the machine does.
            shared.best.clear();
            cell.block(1, shared)?;
            passed(cell)?;
            let Some(mut pair) = cell.pairs.pop() else {
                bail!("{}: no pair", cell.job.cell.name());
            };
            // The first native run of the round serves all cells of its workload.
            let key = (cell.job.cell.workload.name.clone(), cell.job.frames);
            match native.iter().find(|(known, _)| *known == key) {
                Some((_, reference)) => pair.reference.clone_from(reference),
                None => native.push((key, pair.reference.clone())),
            }
            runs[index].push(pair);
        }
        progress.finish_quietly();
    }
    Ok(runs)
}

/// Native runs of a round, by workload and frames.
type NativeRuns = Vec<((String, u32), Vec<u64>)>;

fn passed(cell: &Measurement<'_>) -> Result<()> {
    if !cell.goes_on() {
        let Job { cell, .. } = &cell.job;
        bail!("{} passed at first and then did not", cell.name());
    }
    Ok(())
}

/// The words for a row of the table.
#[must_use]
pub fn named(spread: &Spread) -> (&'static str, &'static str) {
    let estimator = match spread.estimator {
        Estimator::MedianOfTotals => "median of totals",
        Estimator::SmallestTotal => "smallest total",
        Estimator::SumOfMinima => "sum of each frame's minimum",
        Estimator::SumOfQuartiles => "sum of each frame's lower quartile",
        Estimator::SumOfMedians => "sum of each frame's median",
        Estimator::MedianOfRatios => "median of ratios of neighbouring runs",
    };
    let order = match spread.order {
        Order::Rounds => "rounds",
        Order::Pairs => "native, X, native, X …",
    };
    (estimator, order)
}
