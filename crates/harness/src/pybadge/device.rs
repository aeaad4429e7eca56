//! What a real badge said, made into records of the lane `device`.
//!
//! Whole transcripts in, records out: nothing here reads a port or a file of
//! the badge's, and nothing is stored.

use crate::judge::{Question, Verdict, judge};
use crate::measure::trap;
use crate::pybadge::image::{Note, NoteEntry};
use crate::runner::Observation;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail, ensure};
use badge_catalogue::{Date, Link, Outcome, Target, Workload};
use badge_protocol::payload::{ImageId, Pass};
use badge_protocol::{BadgeHello, Transcript};
use badge_records::{Baseline, Lane, Lanes, Memory, Provenance, Record, Samples, phase, unit};
use std::collections::BTreeMap;

/// What an image said of one workload.
#[derive(Debug, Default)]
struct Said<'t> {
    measured: Option<&'t Transcript>,
    shown: Option<&'t Transcript>,
}

/// The records that a log's transcripts make. `stored` supplies the native
/// code of the same lane where the log has none.
///
/// # Errors
///
/// When an image is unknown, or says what it cannot know: nothing of the log
/// is to be believed then.
pub fn records(
    workspace: &Workspace,
    transcripts: &[Transcript],
    stored: &Lanes,
    native: &str,
    date: Date,
) -> Result<Vec<Record>> {
    ensure!(
        !transcripts.is_empty(),
        "there is no whole transcript in it: flash with --trace, and keep everything from the start to the end"
    );
    let mut said: BTreeMap<(ImageId, String), Said<'_>> = BTreeMap::new();
    for transcript in transcripts {
        let hello = badge_hello(transcript)?;
        let said = said.entry((hello.image, hello.workload.clone())).or_default();
        // A badge that was started again says it again; the last one counts.
        match hello.pass {
            Pass::Show => said.shown = Some(transcript),
            _ => said.measured = Some(transcript),
        }
    }
    let mut records = Vec::new();
    for ((image, workload), said) in &said {
        let name = format!("image {image}, workload {workload}");
        let record = record(workspace, *image, workload, said, date).context(name)?;
        records.push(record);
    }
    let natives: Vec<Record> =
        records.iter().filter(|record| record.runtime == native).cloned().collect();
    for record in &mut records {
        let baseline = natives
            .iter()
            .find(|native| native.workload == record.workload)
            .or_else(|| native_of(workspace, stored, native, &record.workload));
        if record.outcome == Outcome::Pass && !record.samples.is_empty() {
            record.baseline = baseline.and_then(|native| compare(native, record.frames?));
        }
    }
    Ok(records)
}

fn badge_hello(transcript: &Transcript) -> Result<&BadgeHello> {
    let hello = &transcript.hello;
    let badge = hello.badge.as_ref();
    let badge = badge.context("a transcript names no image: it is not from a badge")?;
    ensure!(
        hello.unit == unit::CYCLES,
        "image {} counts {} instead of cycles",
        badge.image,
        hello.unit
    );
    Ok(badge)
}

fn record(
    workspace: &Workspace,
    image: ImageId,
    workload: &str,
    said: &Said<'_>,
    date: Date,
) -> Result<Record> {
    let Some(note) = Note::find(workspace, image)? else {
        bail!(
            "the image is unknown here: only numbers of images that this checkout has built are taken (`cargo xtask flash RUNTIME --trace`)"
        );
    };
    let entry = note.entries.iter().find(|entry| entry.workload == workload);
    let entry = entry.context("the image has no such workload")?;
    let Some(workload) = workspace.catalogue.workload(workload) else {
        bail!(
            "numbers of a module of your own are not stored, for there is nothing to compare them with"
        );
    };
    let Some(measured) = said.measured else {
        bail!("the pass measure is missing: keep everything from the start to the end");
    };
    let links = workspace.links(workload)?;
    let judged = |transcript: &Transcript, frames: u32| -> Result<Verdict> {
        let hello = &transcript.hello;
        ensure!(
            hello.runtime == note.runtime && hello.config == note.config,
            "{}/{} answered, the image is of {}/{}",
            hello.runtime,
            hello.config,
            note.runtime,
            note.config
        );
        let question = Question {
            runtime: &note.runtime,
            config: &note.config,
            workload: Some(workload),
            frames,
            links: links.as_ref(),
        };
        let answered = Observation::Answered(Box::new(transcript.clone()));
        Ok(judge(&question, &answered))
    };
    let mut verdict = judged(measured, entry.frames)?;
    if let Some(shown) = said.shown
        && verdict.outcome == Outcome::Pass
    {
        let shown = judged(shown, entry.show_frames)?;
        if shown.outcome != Outcome::Pass {
            let detail = shown.detail.unwrap_or_default();
            verdict = Verdict::new(shown.outcome, format!("pass show: {detail}"));
        }
    }
    Ok(build(&note, entry, workload, said, measured, verdict, date))
}

fn build(
    note: &Note,
    entry: &NoteEntry,
    workload: &Workload,
    said: &Said<'_>,
    measured: &Transcript,
    verdict: Verdict,
    date: Date,
) -> Record {
    let timed = verdict.outcome == Outcome::Pass && workload.is_timed();
    let (samples, remark) =
        if timed { samples(measured, said.shown) } else { (Samples::default(), None) };
    let deepest = |of: fn(&badge_protocol::Memory) -> Option<u64>| {
        let all = [said.measured, said.shown];
        all.into_iter().flatten().filter_map(|t| of(&t.memory)).max()
    };
    Record {
        runtime: note.runtime.clone(),
        config: note.config.clone(),
        version: Some(measured.hello.version.clone()),
        workload: workload.name.clone(),
        target: Target::Pybadge,
        outcome: verdict.outcome,
        provenance: Provenance::Device,
        detail: verdict.detail.or(remark),
        trap: trap(measured),
        module: entry.module.clone(),
        artifact: entry.artifact.clone(),
        frames: Some(measured.done.frames),
        hash: Some(Link(measured.done.link.0)),
        samples,
        baseline: None,
        memory: Memory {
            heap_peak_bytes: deepest(|m| m.heap_peak_bytes),
            stack_bytes: deepest(|m| m.stack_bytes),
            static_ram_bytes: deepest(|m| m.static_ram_bytes).or(Some(note.static_ram_bytes)),
            flash_bytes: deepest(|m| m.flash_bytes).or(Some(note.flash_bytes)),
            ..Memory::default()
        },
        image: Some(note.sha256),
        emulator: None,
        toolchain: Some(note.toolchain.clone()),
        machine: None,
        // An image that was made to be looked at depends on nothing.
        inputs: entry.inputs,
        date,
        commit: note.commit.clone(),
    }
}

/// A stretch below this many steps of the counter says nothing.
const RESOLUTIONS: u64 = 20;

/// Cycles by phase, and a remark where one was too short for the counter.
fn samples(measured: &Transcript, shown: Option<&Transcript>) -> (Samples, Option<String>) {
    let mut samples = Samples::default();
    let mut short = Vec::new();
    let shortest = measured.hello.resolution.saturating_mul(RESOLUTIONS);
    let mut add = |name: &'static str, values: Vec<u64>| {
        if values.iter().any(|value| *value < shortest) {
            short.push(name);
        } else if !values.is_empty() {
            samples.insert(name, unit::CYCLES, values);
        }
    };
    for (name, phase) in [
        (phase::COMPILE, badge_protocol::Phase::Compile),
        (phase::INSTANTIATE, badge_protocol::Phase::Instantiate),
        (phase::START, badge_protocol::Phase::Start),
    ] {
        let elapsed = measured.phases.get(&phase).map(|line| line.elapsed);
        add(name, elapsed.into_iter().collect());
    }
    let updates: Vec<u64> = measured.frames.iter().map(|frame| frame.elapsed).collect();
    let before: u64 = measured.phases.values().map(|line| line.elapsed).sum();
    add(phase::UPDATE_TOTAL, vec![updates.iter().sum()]);
    if let Some(first) = updates.first() {
        add(phase::FIRST_FRAME, vec![before + first]);
    }
    add(phase::UPDATE, updates);
    if let Some(shown) = shown {
        add(phase::SHOW, shown.frames.iter().map(|frame| frame.elapsed).collect());
    }
    let fuel: Option<Vec<u64>> = measured.frames.iter().map(|frame| frame.fuel).collect();
    if let Some(fuel) = fuel.filter(|fuel| !fuel.is_empty()) {
        samples.insert(phase::UPDATE, unit::FUEL, fuel);
    }
    let remark = (!short.is_empty()).then(|| {
        format!("{}: below {RESOLUTIONS} steps of the counter, hence no number", short.join(", "))
    });
    (samples, remark)
}

/// Cycles of a badge are counted from its own clock, so that sessions agree.
const SESSION: &str = "badge";

fn compare(native: &Record, frames: u32) -> Option<Baseline> {
    let updates = native.samples.get(phase::UPDATE, unit::CYCLES);
    let total: u64 = updates.get(..frames as usize)?.iter().sum();
    Some(Baseline {
        session: SESSION.to_owned(),
        frames,
        start: native.samples.0.get(phase::START).cloned().unwrap_or_default(),
        update_total: [(unit::CYCLES.to_owned(), vec![total])].into(),
        paired: None,
    })
}

fn native_of<'s>(
    workspace: &Workspace,
    stored: &'s Lanes,
    native: &str,
    workload: &str,
) -> Option<&'s Record> {
    let runtime = workspace.catalogue.runtime(native)?;
    let config = runtime.configs.iter().find(|config| config.default)?;
    stored.get(Lane::Device, native, &config.name, workload)
}
