//! Both sides on the emulated badge, where every number but the cycles is exact.

use crate::halt::Obstacle;
use crate::judge::Verdict;
use crate::plan::Cell;
use crate::progress::Progress;
use crate::pybadge::emulated::{Job, Observed, Stage, Stretch, emulate_all};
use anyhow::{Context, Result};
use badge_catalogue::Outcome;

/// A cell of the badge on both sides.
#[derive(Debug)]
pub struct BadgeRow {
    /// `runtime/config`.
    pub config: String,
    /// The workload.
    pub workload: String,
    /// How each side ends.
    pub verdicts: [Verdict; 2],
    /// What each side takes.
    pub figures: [Figures; 2],
}

/// What a side takes. Of a run that did not come so far nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Instructions of all calls of `update`, of a run that passes.
    pub instructions: Option<u64>,
    /// How many calls those are.
    pub frames: usize,
    /// Instructions up to the first picture, of a run that passes.
    pub first: Option<u64>,
    /// Flash without the module, in bytes.
    pub flash: Option<u64>,
    /// Statics and the peaks of heap and stack, in bytes.
    pub ram: Option<u64>,
}

/// What stands for a side of a cell: one of the runs, or why there is none.
type Stand = Result<usize, Obstacle>;

/// Emulates all cells. Equal images do the same, so that one run stands for both.
pub(super) fn run<'c>(
    pinned: Vec<Result<Job<'c>, Obstacle>>,
    replaced: Vec<Result<Job<'c>, Obstacle>>,
    cells: impl Iterator<Item = Cell<'c>>,
) -> Result<Vec<BadgeRow>> {
    let mut jobs: Vec<Job<'c>> = Vec::new();
    let mut stands: Vec<[Stand; 2]> = Vec::new();
    for (a, b) in pinned.into_iter().zip(replaced) {
        let first = a.map(|job| push(&mut jobs, job));
        let second = b.map(|job| match &first {
            Ok(first) if jobs[*first].made.image.id == job.made.image.id => *first,
            _ => push(&mut jobs, job),
        });
        stands.push([first, second]);
    }
    let observed = emulate(&jobs)?;
    let rows = cells.zip(stands).map(|(cell, sides)| BadgeRow {
        config: cell.config_name(),
        workload: cell.workload.name.clone(),
        verdicts: sides.each_ref().map(|side| match side {
            Ok(index) => observed[*index].verdict.clone(),
            Err(no) => no.verdict.clone(),
        }),
        figures: sides.each_ref().map(|side| match side {
            Ok(index) => Figures::of(&jobs[*index], &observed[*index]),
            Err(no) => Figures { flash: no.flash_bytes, ..Figures::default() },
        }),
    });
    Ok(rows.collect())
}

fn push<'c>(jobs: &mut Vec<Job<'c>>, job: Job<'c>) -> usize {
    jobs.push(job);
    jobs.len() - 1
}

fn emulate(jobs: &[Job<'_>]) -> Result<Vec<Observed>> {
    let progress = Progress::new("emulating", jobs.len());
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get());
    let mut observed: Vec<Option<Observed>> = jobs.iter().map(|_| None).collect();
    emulate_all(jobs, threads, |index, done| {
        let outcome = done.verdict.outcome;
        progress.finish_step(&format!("{:<40} {outcome} on the badge", jobs[index].cell.name()));
        observed[index] = Some(done);
        Ok(())
    })?;
    progress.finish();
    let all: Option<Vec<Observed>> = observed.into_iter().collect();
    all.context("a cell was not emulated")
}

impl Figures {
    fn of(job: &Job<'_>, observed: &Observed) -> Self {
        let image = &job.made.image;
        let said = observed.emulation.serial.transcripts.iter().map(|said| &said.memory);
        let most =
            |of: fn(&badge_protocol::Memory) -> Option<u64>| said.clone().filter_map(of).max();
        let peaks = most(|memory| memory.heap_peak_bytes).zip(most(|memory| memory.stack_bytes));
        let statics = most(|memory| memory.static_ram_bytes).unwrap_or(image.static_ram_bytes);
        let mut figures = Self {
            flash: Some(image.flash_bytes),
            ram: peaks.map(|(heap, stack)| statics + heap + stack),
            ..Self::default()
        };
        let passed = observed.verdict.outcome == Outcome::Pass && job.cell.workload.is_timed();
        if let Some(marks) = observed.emulation.runs.first().filter(|_| passed) {
            let updates: Vec<Stretch> = marks.of(Stage::Update).collect();
            let opening = [Stage::Compile, Stage::Instantiate, Stage::Start];
            let opening = opening.into_iter().filter_map(|stage| marks.of(stage).next());
            let sum = |stretches: &mut dyn Iterator<Item = Stretch>| {
                stretches.map(|stretch| stretch.instructions()).sum()
            };
            figures.frames = updates.len();
            figures.instructions = Some(sum(&mut updates.iter().copied()));
            figures.first = Some(sum(&mut opening.chain(updates.first().copied())));
        }
        figures
    }
}
