//! Pairs of a run of native code and a run of a cell, in blocks.

use super::{Job, Places, Repetition, once_by};
use crate::judge::Verdict;
use crate::runner::Runner;
use anyhow::{Context, Result, bail};
use badge_catalogue::Outcome;
use badge_protocol::Transcript;
use badge_records::statistics::{Estimate, Pair, estimate};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A cell, what it is compared with, and what was observed so far.
#[derive(Debug)]
pub struct Measurement<'c> {
    /// The cell.
    pub job: Job<'c>,
    /// Native code over the same frames; where the cell is timed.
    pub native: Option<Job<'c>>,
    /// The times of all frames, of every pair.
    pub pairs: Vec<Pair>,
    /// How the runs were judged; the gravest of all verdicts.
    pub verdict: Option<Verdict>,
    /// The first run in full.
    pub first: Option<Transcript>,
    /// Every run of the cell, without the frames behind the first one.
    pub runs: Vec<Transcript>,
    /// Every run of native code, in the same way.
    pub native_runs: Vec<Transcript>,
    /// Blocks that were run again because native code was slow in them.
    pub blocks_repeated: u32,
    /// Blocks that stayed slow and were kept all the same.
    pub blocks_slow: u32,
    /// What all of this took.
    pub spent: Duration,
}

/// What the cells of a session share.
#[derive(Debug, Default)]
pub struct Shared {
    /// The smallest total of native code, by workload and frames.
    pub best: BTreeMap<(String, u32), u64>,
    /// Copies of the runners.
    pub places: Places,
    /// How often native code was run.
    native_runs: usize,
}

/// A block whose native code takes longer than its best of the session by this
/// factor says something about the machine.
const SLOW: f64 = 1.25;

/// How often such a block is run again before it is kept.
const TRIES: u32 = 3;

/// Native code may take so much of the time of a pair; it is run once at least.
const NATIVE_SHARE: u32 = 4;

/// How often native code is run in a pair at most.
const NATIVE_RUNS: u32 = 4;

/// What a block of pairs gave.
#[derive(Default)]
struct Block {
    pairs: Vec<Pair>,
    runs: Vec<Transcript>,
    native_runs: Vec<Transcript>,
    verdict: Option<Verdict>,
    /// The smallest total of native code.
    native_best: Option<u64>,
}

impl<'c> Measurement<'c> {
    /// A cell of which nothing is known yet.
    #[must_use]
    pub fn new(job: Job<'c>, native: Option<Job<'c>>) -> Self {
        Self {
            native: native.map(|native| native.over(job.frames)),
            job,
            pairs: Vec::new(),
            verdict: None,
            first: None,
            runs: Vec::new(),
            native_runs: Vec::new(),
            blocks_repeated: 0,
            blocks_slow: 0,
            spent: Duration::ZERO,
        }
    }

    /// Whether more pairs can say more: the cell is timed, and passed so far.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.native.is_some()
            && self.verdict.as_ref().is_some_and(|verdict| verdict.outcome == Outcome::Pass)
    }

    /// The ratio to native code, as far as it is known.
    #[must_use]
    pub fn estimate(&self) -> Option<Estimate> {
        estimate(&self.pairs)
    }

    /// What a pair takes.
    #[must_use]
    pub fn cost(&self) -> Duration {
        self.spent / u32::try_from(self.pairs.len()).unwrap_or(1).max(1)
    }

    /// Runs so many pairs; again where native code is slow meanwhile.
    ///
    /// # Errors
    ///
    /// When a runner cannot be started, or native code does not pass.
    pub fn block(&mut self, pairs: usize, shared: &mut Shared) -> Result<()> {
        let begun = Instant::now();
        let mut block = self.run(pairs, shared)?;
        if let Some(total) = block.native_best {
            let key = (self.job.cell.workload.name.clone(), self.job.frames);
            let mut best = *shared.best.entry(key.clone()).or_insert(total);
            let mut tries = 1;
            let slow = |block: &Block, best: u64| {
                block.native_best.is_some_and(|total| total as f64 > best as f64 * SLOW)
            };
            while slow(&block, best) && tries < TRIES {
                tries += 1;
                self.blocks_repeated += 1;
                block = self.run(pairs, shared)?;
            }
            self.blocks_slow += u32::from(slow(&block, best));
            best = best.min(block.native_best.unwrap_or(u64::MAX));
            shared.best.insert(key, best);
        }
        self.pairs.append(&mut block.pairs);
        self.native_runs.append(&mut block.native_runs);
        self.add(block.verdict, block.runs, begun.elapsed());
        Ok(())
    }

    /// Keeps a run beside which native code was not run.
    pub fn keep(&mut self, run: Repetition, took: Duration) {
        self.add(Some(run.verdict), run.transcript.into_iter().collect(), took);
    }

    fn add(&mut self, verdict: Option<Verdict>, runs: Vec<Transcript>, took: Duration) {
        for mut run in runs {
            if self.first.is_none() {
                self.first = Some(run.clone());
            }
            run.frames.truncate(1);
            self.runs.push(run);
        }
        let verdicts = [self.verdict.take(), verdict].into_iter().flatten();
        self.verdict = verdicts.reduce(Verdict::precedence);
        self.spent += took;
    }

    fn run(&self, pairs: usize, shared: &mut Shared) -> Result<Block> {
        let mut block = Block::default();
        let mut native_took = Duration::ZERO;
        let mut took = Duration::ZERO;
        for pair in 0..pairs {
            let mut reference: Option<Vec<u64>> = None;
            if let Some(native) = &self.native {
                let fits = took.as_nanos() / (native_took.as_nanos().max(1) * NATIVE_SHARE as u128);
                let runs = u32::try_from(fits).unwrap_or(u32::MAX).clamp(1, NATIVE_RUNS);
                let begun = Instant::now();
                for _ in 0..runs {
                    shared.native_runs += 1;
                    let runner = shared.places.runner(&native.runner, shared.native_runs)?;
                    let mut run = passed(native, &runner)?;
                    let times = times(&run);
                    let total = times.iter().sum();
                    block.native_best = Some(block.native_best.map_or(total, |b| b.min(total)));
                    reference = Some(match reference {
                        None => times,
                        Some(best) => best.into_iter().zip(times).map(|(a, b)| a.min(b)).collect(),
                    });
                    run.frames.truncate(1);
                    block.native_runs.push(run);
                }
                native_took = begun.elapsed() / runs;
            }
            let runner = shared.places.runner(&self.job.runner, self.pairs.len() + pair)?;
            let begun = Instant::now();
            let Repetition { verdict, transcript } = once_by(&self.job, &runner)?;
            took = begun.elapsed();
            let passed = verdict.outcome == Outcome::Pass;
            let verdicts = [block.verdict.take(), Some(verdict)].into_iter().flatten();
            block.verdict = verdicts.reduce(Verdict::precedence);
            if let Some(run) = transcript {
                if let Some(reference) = reference.filter(|_| passed) {
                    block.pairs.push(Pair { reference, subject: times(&run) });
                }
                block.runs.push(run);
            }
            // Half a pair is none, and a cell that fails once is not asked again.
            if !passed {
                break;
            }
        }
        Ok(block)
    }
}

fn times(run: &Transcript) -> Vec<u64> {
    run.frames.iter().map(|frame| frame.elapsed).collect()
}

/// A run of native code, without which there is nothing to compare with.
fn passed(native: &Job<'_>, runner: &Runner) -> Result<Transcript> {
    let Repetition { verdict, transcript } = once_by(native, runner)?;
    if verdict.outcome != Outcome::Pass {
        let detail = verdict.detail.unwrap_or_default();
        bail!("{}: {} {detail}; nothing can be compared", native.cell.name(), verdict.outcome);
    }
    transcript.context("a run that passes has a transcript")
}
