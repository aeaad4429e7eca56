//! From repetitions to a record. Numbers stay integers of the clock's unit.

use super::Measurement;
use crate::halt::Obstacle;
use crate::inputs;
use crate::judge::Verdict;
use crate::plan::Cell;
use crate::toolbox::Toolbox;
use badge_catalogue::{Date, Link, Outcome, Target};
use badge_protocol::{End, Phase, Transcript};
use badge_records::statistics::{Pair, estimate, median, medians, minima, quartiles};
use badge_records::{
    Baseline, Memory, Paired, Provenance, Record, RecordedTrap, Samples, Sha256, phase, unit,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What all records of a session share.
#[derive(Clone, Debug)]
pub struct Context {
    /// Session id, with the seed of the order.
    pub session: String,
    /// The tools of this machine.
    pub tools: Arc<Toolbox>,
    /// The Rust toolchain, which builds most runners.
    pub toolchain: String,
    /// Id of the machine.
    pub machine: String,
    /// Day of the session.
    pub date: Date,
    /// Commit of this repository.
    pub commit: Option<String>,
}

/// An interval without end is written as this one.
const MAX_RATIO: f64 = 1e9;

/// A sample below this many steps of the clock says nothing about the engine.
const RESOLUTIONS: u64 = 20;

impl Context {
    /// The record of a cell that was measured.
    #[must_use]
    pub fn record(&self, cell: &Measurement<'_>) -> Record {
        let job = &cell.job;
        let mut record = self.empty(&job.cell, Target::Host);
        let verdict = cell.verdict.clone().unwrap_or(Verdict {
            outcome: Outcome::NotRun,
            detail: Some("no repetition".to_owned()),
        });
        record.outcome = verdict.outcome;
        record.detail = verdict.detail;
        record.provenance = Provenance::Measured;
        record.inputs = job.inputs;
        record.module = Some(job.module.blob.clone());
        record.artifact = job.artifact.as_ref().map(|a| a.module.blob.clone());
        if let Some(last) = cell.runs.last() {
            record.version = Some(last.hello.version.clone());
            record.frames = Some(last.done.frames);
            record.hash = Some(Link(last.done.link.0));
            record.trap = trap(last);
            record.memory = Memory {
                peak_rss_bytes: cell.runs.iter().filter_map(|t| t.memory.peak_rss_bytes).max(),
                ..Memory::default()
            };
        }
        if record.outcome == Outcome::Pass && job.cell.workload.is_timed() {
            let (samples, remark) = samples(cell);
            record.detail = record.detail.or(remark);
            if !samples.get(phase::UPDATE, unit::NS).is_empty() {
                record.baseline = self.baseline(cell);
            }
            record.samples = samples;
        }
        record
    }

    fn baseline(&self, cell: &Measurement<'_>) -> Option<Baseline> {
        let estimate = estimate(&cell.pairs)?;
        let ppm = |ratio: f64| (ratio.min(MAX_RATIO) * 1e6).round() as u64;
        let reference: fn(&Pair) -> &[u64] = |pair| &pair.reference;
        let mut start = Samples::default();
        keep(&mut start, phase::START, &phase_samples(&cell.native_runs, Phase::Start), cell);
        Some(Baseline {
            session: self.session.clone(),
            frames: cell.job.frames,
            start: start.0.remove(phase::START).unwrap_or_default(),
            update_total: BTreeMap::new(),
            paired: Some(Paired {
                pairs: cell.pairs.len() as u32,
                update: quartiles(&cell.pairs, reference),
                update_min: minima(&cell.pairs, reference),
                update_median: medians(&cell.pairs, reference),
                low_ppm: ppm(estimate.low),
                high_ppm: ppm(estimate.high),
                blocks_repeated: cell.blocks_repeated,
                blocks_slow: cell.blocks_slow,
            }),
        })
    }

    /// A record that says nothing yet. The emulated badge is the same on every
    /// machine.
    #[must_use]
    pub fn empty(&self, cell: &Cell<'_>, target: Target) -> Record {
        Record {
            runtime: cell.runtime.name.clone(),
            config: cell.config.name.clone(),
            version: None,
            workload: cell.workload.name.clone(),
            target,
            outcome: Outcome::NotRun,
            provenance: Provenance::None,
            detail: None,
            trap: None,
            module: None,
            artifact: None,
            frames: None,
            hash: None,
            samples: Samples::default(),
            baseline: None,
            memory: Memory::default(),
            image: None,
            emulator: None,
            toolchain: Some(inputs::toolchain(cell, &self.toolchain, &self.tools)),
            machine: (target == Target::Host).then(|| self.machine.clone()),
            inputs: None,
            date: self.date,
            commit: self.commit.clone(),
        }
    }
}

/// The record of a cell of which nothing was observed, and why.
#[must_use]
pub fn unobserved(
    context: &Context,
    cell: &Cell<'_>,
    target: Target,
    inputs: Option<Sha256>,
    obstacle: &Obstacle,
) -> Record {
    let Obstacle { verdict, flash_bytes } = obstacle;
    Record {
        outcome: verdict.outcome,
        detail: verdict.detail.clone(),
        inputs,
        // How large an image would be is known without a run.
        memory: Memory { flash_bytes: *flash_bytes, ..Memory::default() },
        ..context.empty(cell, target)
    }
}

/// The trap that a transcript ends with.
#[must_use]
pub fn trap(transcript: &Transcript) -> Option<RecordedTrap> {
    match &transcript.end {
        Some(End::Trap(trap)) => {
            Some(RecordedTrap { kind: trap.kind, frame: trap.frame.map_or(-1, i64::from) })
        }
        _ => None,
    }
}

fn phase_samples(runs: &[Transcript], phase: Phase) -> Vec<u64> {
    runs.iter().filter_map(|run| run.phases.get(&phase)).map(|phase| phase.elapsed).collect()
}

/// Samples of all repetitions, and a remark where one was too short for the
/// clock.
fn samples(cell: &Measurement<'_>) -> (Samples, Option<String>) {
    let mut samples = Samples::default();
    let mut short = Vec::new();
    let mut add = |name: &'static str, values: Vec<u64>| {
        if !keep(&mut samples, name, &values, cell) {
            short.push(name);
        }
    };
    if let Some(artifact) = &cell.job.artifact {
        add(phase::PREPARE, vec![artifact.elapsed]);
    }
    add(phase::COMPILE, phase_samples(&cell.runs, Phase::Compile));
    add(phase::INSTANTIATE, phase_samples(&cell.runs, Phase::Instantiate));
    add(phase::START, phase_samples(&cell.runs, Phase::Start));
    let first = cell.runs.iter().map(|run| {
        let update = run.frames.first().map_or(0, |frame| frame.elapsed);
        run.phases.values().map(|phase| phase.elapsed).sum::<u64>() + update
    });
    add(phase::FIRST_FRAME, first.collect());
    let subject: fn(&Pair) -> &[u64] = |pair| &pair.subject;
    let updates = quartiles(&cell.pairs, subject);
    // Times of frames so short would be steps of the clock.
    if median(&updates).is_some_and(|frame| frame < shortest(cell) as f64) {
        short.push(phase::UPDATE);
    } else {
        samples.insert(phase::UPDATE, unit::NS, updates);
        samples.insert(phase::UPDATE_MIN, unit::NS, minima(&cell.pairs, subject));
        samples.insert(phase::UPDATE_MEDIAN, unit::NS, medians(&cell.pairs, subject));
        let frames = cell.first.iter().flat_map(|run| &run.frames);
        let fuel: Option<Vec<u64>> = frames.map(|frame| frame.fuel).collect();
        if let Some(fuel) = fuel.filter(|fuel| !fuel.is_empty()) {
            samples.insert(phase::UPDATE, unit::FUEL, fuel);
        }
    }
    let remark = (!short.is_empty()).then(|| {
        format!("{}: below {RESOLUTIONS} steps of the clock, hence no number", short.join(", "))
    });
    (samples, remark)
}

/// The shortest stretch that the clock of a cell's runner measures well, in ns.
fn shortest(cell: &Measurement<'_>) -> u64 {
    let resolution = cell.runs.iter().map(|run| run.hello.resolution).max().unwrap_or(0);
    resolution.saturating_mul(RESOLUTIONS)
}

/// Stores values unless one of them is too short for the clock; whether all
/// were long enough.
fn keep(samples: &mut Samples, name: &str, values: &[u64], cell: &Measurement<'_>) -> bool {
    match values.iter().min() {
        Some(&least) if least < shortest(cell) => false,
        Some(_) => {
            samples.insert(name, unit::NS, values.to_vec());
            true
        }
        None => true,
    }
}
