//! From an emulation to a record.

use super::lane::{Job, Observed};
use super::marks::{Stage, Stretch};
use crate::measure::{Context, trap};
use badge_catalogue::{Link, Outcome, Target};
use badge_protocol::Transcript;
use badge_records::{Baseline, Memory, Provenance, Record, Samples, phase, unit};

/// The record of a job. `native` is the record of native code on the same
/// workload in this lane.
#[must_use]
pub fn record(
    context: &Context,
    job: &Job<'_>,
    observed: &Observed,
    native: Option<&Record>,
) -> Record {
    let image = &job.made.image;
    let asked = &job.made.asked;
    let mut record = Record {
        outcome: observed.verdict.outcome,
        detail: observed.verdict.detail.clone(),
        provenance: Provenance::Emulated,
        module: Some(asked.module.blob.clone()),
        artifact: asked.artifact.as_ref().map(|a| a.module.blob.clone()),
        image: Some(image.sha256),
        inputs: job.inputs,
        memory: Memory {
            flash_bytes: Some(image.flash_bytes),
            static_ram_bytes: Some(image.static_ram_bytes),
            ..Memory::default()
        },
        ..context.empty(&job.cell, Target::Pybadge)
    };
    let transcripts = &observed.emulation.serial.transcripts;
    if let Some(measured) = transcripts.first() {
        record.version = Some(measured.hello.version.clone());
        record.frames = Some(measured.done.frames);
        record.hash = Some(Link(measured.done.link.0));
        record.trap = trap(measured);
        add_memory(&mut record.memory, transcripts);
    }
    if record.outcome == Outcome::Pass && job.cell.workload.is_timed() {
        record.samples = samples(observed);
        record.baseline = native.and_then(|native| baseline(native, record.frames?));
    }
    record
}

/// What the firmware knows of its memory; the deepest of its passes.
fn add_memory(memory: &mut Memory, transcripts: &[Transcript]) {
    let said = |of: fn(&badge_protocol::Memory) -> Option<u64>| {
        transcripts.iter().filter_map(|t| of(&t.memory)).max()
    };
    memory.heap_peak_bytes = said(|m| m.heap_peak_bytes);
    memory.stack_bytes = said(|m| m.stack_bytes);
    memory.static_ram_bytes = said(|m| m.static_ram_bytes).or(memory.static_ram_bytes);
    memory.flash_bytes = said(|m| m.flash_bytes).or(memory.flash_bytes);
}

fn samples(observed: &Observed) -> Samples {
    let mut samples = Samples::default();
    let Some(marks) = observed.emulation.runs.first() else {
        return samples;
    };
    let mut add = |name: &str, stretches: &[Stretch]| {
        if !stretches.is_empty() {
            let of = |value: fn(&Stretch) -> u64| stretches.iter().map(value).collect();
            samples.insert(name, unit::INSTRUCTIONS, of(Stretch::instructions));
            samples.insert(name, unit::CYCLES, of(Stretch::cycles));
        }
    };
    let mut first = Vec::new();
    for (name, stage) in [
        (phase::COMPILE, Stage::Compile),
        (phase::INSTANTIATE, Stage::Instantiate),
        (phase::START, Stage::Start),
    ] {
        let stretches: Vec<Stretch> = marks.of(stage).take(1).collect();
        add(name, &stretches);
        first.extend(stretches);
    }
    let updates: Vec<Stretch> = marks.of(Stage::Update).collect();
    add(phase::UPDATE, &updates);
    first.extend(updates.first());
    for (name, stretches) in [(phase::UPDATE_TOTAL, &updates), (phase::FIRST_FRAME, &first)] {
        let sum = |value: fn(&Stretch) -> u64| vec![stretches.iter().map(value).sum()];
        samples.insert(name, unit::INSTRUCTIONS, sum(Stretch::instructions));
        samples.insert(name, unit::CYCLES, sum(Stretch::cycles));
    }
    let [measured, rest @ ..] = &observed.emulation.serial.transcripts[..] else {
        return samples;
    };
    let fuel: Option<Vec<u64>> = measured.frames.iter().map(|frame| frame.fuel).collect();
    if let Some(fuel) = fuel.filter(|fuel| !fuel.is_empty()) {
        samples.insert(phase::UPDATE, unit::FUEL, fuel);
    }
    if let [shown, ..] = rest
        && !shown.frames.is_empty()
    {
        let elapsed = shown.frames.iter().map(|frame| frame.elapsed).collect();
        samples.insert(phase::SHOW, unit::CYCLES, elapsed);
    }
    samples
}

/// The lane is deterministic: every session would measure the same.
const SESSION: &str = "deterministic";

/// What native code took for the same frames.
fn baseline(native: &Record, frames: u32) -> Option<Baseline> {
    let mut update_total = badge_records::Units::new();
    for unit in [unit::INSTRUCTIONS, unit::CYCLES] {
        let updates = native.samples.get(phase::UPDATE, unit);
        let same = updates.get(..frames as usize)?;
        update_total.insert(unit.to_owned(), vec![same.iter().sum()]);
    }
    let start = native.samples.0.get(phase::START).cloned();
    Some(Baseline {
        session: SESSION.to_owned(),
        frames,
        start: start.unwrap_or_default(),
        update_total,
        paired: None,
    })
}
