//! From repetitions to a record. Numbers stay integers of the clock's unit.

use super::{Job, Repetition};
use crate::halt::Obstacle;
use crate::inputs;
use crate::judge::Verdict;
use crate::plan::Cell;
use crate::toolbox::Toolbox;
use badge_catalogue::{Date, Link, Outcome, Target};
use badge_protocol::{End, Phase, Transcript};
use badge_records::{
    Baseline, Memory, Provenance, Record, RecordedTrap, Samples, Sha256, phase, unit,
};
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

/// A sample below this many steps of the clock says nothing about the engine.
const RESOLUTIONS: u64 = 20;

impl Context {
    /// The record of a job; `baseline` is the native job of the same workload
    /// and session.
    #[must_use]
    pub fn record(&self, job: &Job<'_>, baseline: Option<&Job<'_>>) -> Record {
        let mut record = self.empty(&job.cell, Target::Host);
        let verdict = job
            .seen
            .iter()
            .map(|repetition| repetition.verdict.clone())
            .reduce(Verdict::precedence)
            .unwrap_or(Verdict {
                outcome: Outcome::NotRun,
                detail: Some("no repetition".to_owned()),
            });
        record.outcome = verdict.outcome;
        record.detail = verdict.detail;
        record.provenance = Provenance::Measured;
        record.inputs = job.inputs;
        record.module = Some(job.module.blob.clone());
        record.artifact = job.artifact.as_ref().map(|a| a.module.blob.clone());
        let transcripts: Vec<&Transcript> =
            job.seen.iter().filter_map(|repetition| repetition.transcript.as_ref()).collect();
        if let Some(last) = transcripts.last() {
            record.version = Some(last.hello.version.clone());
            record.frames = Some(last.done.frames);
            record.hash = Some(Link(last.done.link.0));
            record.trap = trap(last);
            record.memory = Memory {
                peak_rss_bytes: transcripts.iter().filter_map(|t| t.memory.peak_rss_bytes).max(),
                ..Memory::default()
            };
        }
        if record.outcome == Outcome::Pass && job.cell.workload.is_timed() {
            let (samples, remark) = samples(&transcripts, job);
            record.samples = samples;
            record.detail = record.detail.or(remark);
            record.baseline = baseline.and_then(|native| self.baseline(native, job));
        }
        record
    }

    fn baseline(&self, native: &Job<'_>, job: &Job<'_>) -> Option<Baseline> {
        let frames = job.cell.frames();
        let transcripts: Vec<&Transcript> = native
            .seen
            .iter()
            .filter(|repetition: &&Repetition| repetition.verdict.outcome == Outcome::Pass)
            .filter_map(|repetition| repetition.transcript.as_ref())
            .collect();
        let totals: Vec<u64> = transcripts.iter().map(|t| total(t, frames as usize)).collect();
        if totals.is_empty() {
            return None;
        }
        let mut start = Samples::default();
        keep(&mut start, phase::START, &phase_samples(&transcripts, Phase::Start), &transcripts);
        Some(Baseline {
            session: self.session.clone(),
            frames,
            start: start.0.remove(phase::START).unwrap_or_default(),
            update_total: [(unit::NS.to_owned(), totals)].into(),
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

fn total(transcript: &Transcript, frames: usize) -> u64 {
    let frames = transcript.frames.iter().take(frames);
    frames.map(|frame| frame.elapsed).sum()
}

fn phase_samples(transcripts: &[&Transcript], phase: Phase) -> Vec<u64> {
    transcripts.iter().filter_map(|t| t.phases.get(&phase)).map(|phase| phase.elapsed).collect()
}

/// Samples of all repetitions, and a remark where one was too short for the
/// clock.
fn samples(transcripts: &[&Transcript], job: &Job<'_>) -> (Samples, Option<String>) {
    let mut samples = Samples::default();
    let mut short = Vec::new();
    let mut add = |name: &'static str, values: Vec<u64>| {
        if !keep(&mut samples, name, &values, transcripts) {
            short.push(name);
        }
    };
    if let Some(artifact) = &job.artifact {
        add(phase::PREPARE, vec![artifact.elapsed]);
    }
    add(phase::COMPILE, phase_samples(transcripts, Phase::Compile));
    add(phase::INSTANTIATE, phase_samples(transcripts, Phase::Instantiate));
    add(phase::START, phase_samples(transcripts, Phase::Start));
    let all = usize::MAX;
    let totals: Vec<u64> = transcripts.iter().map(|t| total(t, all)).collect();
    let first: Vec<u64> = transcripts
        .iter()
        .map(|t| t.phases.values().map(|p| p.elapsed).sum::<u64>() + total(t, 1))
        .collect();
    add(phase::FIRST_FRAME, first);
    if let Some(median) = median_index(&totals) {
        let frames = &transcripts[median].frames;
        add(phase::UPDATE, frames.iter().map(|f| f.elapsed).collect());
        let fuel: Option<Vec<u64>> = frames.iter().map(|frame| frame.fuel).collect();
        if let Some(fuel) = fuel {
            samples.insert(phase::UPDATE, unit::FUEL, fuel);
        }
    }
    let mut add = |name: &'static str, values: Vec<u64>| {
        if !keep(&mut samples, name, &values, transcripts) {
            short.push(name);
        }
    };
    add(phase::UPDATE_TOTAL, totals);
    let remark = (!short.is_empty()).then(|| {
        format!("{}: below {RESOLUTIONS} steps of the clock, hence no number", short.join(", "))
    });
    (samples, remark)
}

/// Stores values unless one of them is too short for the clock; whether all
/// were long enough.
fn keep(samples: &mut Samples, name: &str, values: &[u64], transcripts: &[&Transcript]) -> bool {
    let resolution = transcripts.iter().map(|t| t.hello.resolution).max().unwrap_or(0);
    let Some(&shortest) = values.iter().min() else {
        return true;
    };
    if shortest < resolution.saturating_mul(RESOLUTIONS) {
        return false;
    }
    samples.insert(name, unit::NS, values.to_vec());
    true
}

/// Index of the median; of the smaller one where there are two.
fn median_index(values: &[u64]) -> Option<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by_key(|&index| values[index]);
    order.get(values.len().saturating_sub(1) / 2).copied()
}
