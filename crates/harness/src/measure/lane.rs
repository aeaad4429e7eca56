//! The host lane: all cells once, then in batches until each is known well
//! enough or its share of the time is used up. Runs that are not timed come
//! first, several at once.

use super::{Effort, Measurement, Repetition, Shared, once};
use crate::judge::Verdict;
use crate::parallel;
use crate::progress::{Progress, human};
use anyhow::Result;
use badge_catalogue::Outcome;
use std::time::{Duration, Instant};

/// Cells that are measured among each other: enough that a slow stretch of the
/// machine does not fall on all pairs of one, few enough that an interruption
/// costs minutes.
const BATCH: usize = 80;

/// A block of pairs takes about so long.
const BLOCK: Duration = Duration::from_millis(250);

/// Pairs of a block at most.
const BLOCK_PAIRS: u128 = 6;

/// Measures cells and hands them to `complete` as they are.
///
/// # Errors
///
/// When a runner cannot be started, native code does not pass, or `complete`
/// fails.
pub fn measure<'c>(
    cells: Vec<Measurement<'c>>,
    effort: &Effort,
    seed: u64,
    mut complete: impl FnMut(Vec<Measurement<'c>>) -> Result<()>,
) -> Result<()> {
    let begun = Instant::now();
    let progress = Progress::new("measuring", cells.len());
    let mut random = fastrand::Rng::with_seed(seed);
    let mut shared = Shared::default();
    let (mut rest, untimed): (Vec<_>, Vec<_>) =
        cells.into_iter().partition(|cell| cell.native.is_some());
    complete(run_untimed(untimed, &progress)?)?;
    random.shuffle(&mut rest);
    // One pair of each says what fails, and what a pair takes.
    for cell in &mut rest {
        progress.begin(&format!("first run: {}", cell.job.cell.name()));
        cell.block(1, &mut shared)?;
        if !cell.goes_on() {
            progress.finish_step(&line(cell));
        }
    }
    let (going, over): (Vec<_>, Vec<_>) = rest.into_iter().partition(Measurement::goes_on);
    complete(over)?;
    rest = going;
    let fewest: Duration =
        rest.iter().map(|c| c.cost() * u32::try_from(effort.fewest - 1).unwrap_or(0)).sum();
    if begun.elapsed() + fewest > effort.budget {
        let all = human(begun.elapsed() + fewest);
        progress.say(&format!(
            "{} pairs of each cell take {all}, longer than the budget of {}",
            effort.fewest,
            human(effort.budget)
        ));
    }
    let mut unsteady = 0;
    while !rest.is_empty() {
        let left = effort.budget.saturating_sub(begun.elapsed());
        let known: Vec<_> = rest.iter().map(|cell| (cell.pairs.len(), cell.cost())).collect();
        let share = effort.share(left, &known);
        let mut batch = rest.split_off(rest.len().saturating_sub(BATCH));
        let mut open: Vec<usize> = (0..batch.len()).collect();
        let before: Vec<Duration> = batch.iter().map(|cell| cell.spent).collect();
        while !open.is_empty() {
            random.shuffle(&mut open);
            for index in std::mem::take(&mut open) {
                let cell = &mut batch[index];
                progress.begin(&cell.job.cell.name());
                let until = before[index] + share;
                if advance(cell, effort, until, &mut shared)? {
                    unsteady += usize::from(cell.estimate().is_some_and(|e| e.is_unsteady()));
                    progress.finish_step(&line(cell));
                } else {
                    open.push(index);
                }
            }
        }
        complete(batch)?;
    }
    progress.finish();
    if unsteady > 0 {
        eprintln!("{unsteady} cells stay unsteady and are marked: their interval is above 5 %");
    }
    Ok(())
}

/// Runs cells of which only the outcome counts, one run each, as many at once as
/// there are processors.
fn run_untimed<'c>(
    mut cells: Vec<Measurement<'c>>,
    progress: &Progress,
) -> Result<Vec<Measurement<'c>>> {
    let mut runs: Vec<Option<(Repetition, Duration)>> = cells.iter().map(|_| None).collect();
    let work = |cell: &Measurement<'_>| {
        let begun = Instant::now();
        Ok((once(&cell.job)?, begun.elapsed()))
    };
    parallel::each(&cells, parallel::processors(), work, |index, (run, took)| {
        let name = cells[index].job.cell.name();
        progress.finish_step(&step(&name, Some(&run.verdict), took, None));
        runs[index] = Some((run, took));
        Ok(())
    })?;
    for (cell, (run, took)) in cells.iter_mut().zip(runs.into_iter().flatten()) {
        cell.keep(run, took);
    }
    Ok(cells)
}

/// Runs a block of a cell; whether the cell is known well enough then, or no
/// further block fits before `until`.
fn advance(
    cell: &mut Measurement<'_>,
    effort: &Effort,
    until: Duration,
    shared: &mut Shared,
) -> Result<bool> {
    let done = cell.pairs.len();
    let fits = BLOCK.as_nanos() / cell.cost().as_nanos().max(1);
    let pairs = usize::try_from(fits.clamp(1, BLOCK_PAIRS)).unwrap_or(1);
    let pairs = pairs.min(effort.most.saturating_sub(done)).max(1);
    cell.block(pairs, shared)?;
    let done = cell.pairs.len();
    if !cell.goes_on() || done >= effort.most {
        return Ok(true);
    }
    if done < effort.fewest {
        return Ok(false);
    }
    Ok(cell.spent + cell.cost() > until
        || cell.estimate().is_some_and(|estimate| estimate.uncertainty() <= effort.narrow))
}

/// What there is to say of a cell that is over.
fn line(cell: &Measurement<'_>) -> String {
    let known = cell.estimate().filter(|_| cell.goes_on()).map(|estimate| {
        format!(
            "{:.3} × native ± {:.1} %, {} pairs",
            estimate.ratio,
            estimate.uncertainty() * 100.0,
            cell.pairs.len()
        )
    });
    step(&cell.job.cell.name(), cell.verdict.as_ref(), cell.spent, known)
}

/// A line about a cell: how it was judged, what that took, and what is known of
/// its speed or else of its failure.
fn step(name: &str, verdict: Option<&Verdict>, took: Duration, known: Option<String>) -> String {
    let outcome = verdict.map_or(Outcome::NotRun, |verdict| verdict.outcome);
    let detail = verdict.and_then(|verdict| verdict.detail.clone());
    let known = known.or(detail).unwrap_or_default();
    format!("{name:<40} {:<12} {:>10}  {known}", outcome.word(), human(took)).trim_end().to_owned()
}
