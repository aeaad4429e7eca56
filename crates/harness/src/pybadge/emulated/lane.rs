//! Cells of the emulated lane: run, judged, compared with the display.

use super::lcd;
use super::marks::Stage;
use super::run::{Bounds, Emulation, Ended, Event, HZ, Watch, Watcher, emulate};
use crate::judge::{Question, Verdict, judge};
use crate::parallel::each;
use crate::plan::Cell;
use crate::pybadge::request::Made;
use crate::runner::Observation;
use anyhow::{Context, Result};
use badge_catalogue::{Links, Outcome, Workload};
use badge_protocol::Transcript;
use badge_protocol::payload::Pass;
use badge_records::Sha256;
use pybadge_emulator::Badge;
use std::sync::Arc;

/// A cell that is going to be emulated.
#[derive(Debug)]
pub struct Job<'c> {
    /// The cell.
    pub cell: Cell<'c>,
    /// Its image.
    pub made: Made,
    /// The expected chain.
    pub links: Option<Links>,
    /// The frames that native code shows, from the first on; the display must
    /// show them too. `None` where they are not known.
    pub frames: Option<Arc<Vec<Vec<u8>>>>,
    /// What the cell depends on.
    pub inputs: Option<Sha256>,
}

/// What came of a job.
#[derive(Debug)]
pub struct Observed {
    /// How it was judged.
    pub verdict: Verdict,
    /// What the image did.
    pub emulation: Emulation,
    /// What the display showed of the frame that stands for the workload.
    pub picture: Option<Vec<u8>>,
}

/// How long an image may run: far above the slowest that passes, and for a
/// guest that is not meant to end by itself as long as a person would wait.
#[must_use]
pub fn bounds(workload: &Workload) -> Bounds {
    let (instructions, silence, cycles) = if workload.is_timed() {
        (60_000_000_000, 30 * HZ, 1_200 * HZ)
    } else {
        (4_000_000_000, 15 * HZ, 60 * HZ)
    };
    Bounds { instructions, silence, cycles }
}

/// Emulates jobs, as many at a time as `threads` says. `done` is called with
/// the index of each in the order in which they end.
///
/// # Errors
///
/// When an image is not started, or those of `done`.
pub fn emulate_all(
    jobs: &[Job<'_>],
    threads: usize,
    done: impl FnMut(usize, Observed) -> Result<()>,
) -> Result<()> {
    each(jobs, threads, once, done)
}

/// Emulates a job once and judges it.
///
/// # Errors
///
/// When the image is not started.
pub fn once(job: &Job<'_>) -> Result<Observed> {
    let mut display = Display {
        due: job.frames.as_deref().map(Vec::as_slice),
        kept: kept(job),
        shown: 0,
        difference: None,
        picture: None,
    };
    let bounds = bounds(job.cell.workload);
    let emulation =
        emulate(&job.made.image.uf2, &bounds, &mut display).with_context(|| job.cell.name())?;
    let verdict = verdict(job, &emulation).precedence(display.verdict(job, &emulation));
    Ok(Observed { verdict, emulation, picture: display.picture })
}

/// The frame whose picture stands for the workload.
fn kept(job: &Job<'_>) -> usize {
    let last = job.made.asked.entry.show_frames.saturating_sub(1);
    let wanted = job.cell.workload.screens.first().copied();
    wanted.unwrap_or(last).min(last) as usize
}

/// Compares what the display shows with the frames that are due.
struct Display<'d> {
    due: Option<&'d [Vec<u8>]>,
    /// The frame whose picture is kept.
    kept: usize,
    shown: usize,
    difference: Option<String>,
    picture: Option<Vec<u8>>,
}

/// The pass show stands behind measure.
const SHOW_RUN: usize = 1;

impl Watcher for Display<'_> {
    fn event(&mut self, event: Event, badge: &mut Badge) -> Watch {
        if let Event::Leave(Stage::Present, SHOW_RUN, frame) = event {
            self.shown += 1;
            if frame == self.kept {
                self.picture = lcd::frame(&badge.screen()).ok();
            }
            if self.difference.is_none()
                && let Some(due) = self.due.and_then(|due| due.get(frame))
            {
                let difference = match lcd::frame(&badge.screen()) {
                    Ok(shown) => lcd::difference(&shown, due),
                    Err(foreign) => Some(foreign.to_string()),
                };
                self.difference = difference.map(|words| format!("frame {frame}: {words}"));
            }
        }
        Watch::On
    }
}

impl Display<'_> {
    /// Whether the display showed what it should, if it was used at all.
    fn verdict(&self, job: &Job<'_>, emulation: &Emulation) -> Verdict {
        let due = job.made.asked.entry.show_frames as usize;
        if emulation.serial.transcripts.len() <= SHOW_RUN {
            return Verdict::pass();
        }
        match &self.difference {
            Some(words) => Verdict::new(Outcome::Mismatch, format!("display: {words}")),
            None if self.shown < due => Verdict::new(
                Outcome::Crash,
                format!("marks: the display showed {} of {due} frames", self.shown),
            ),
            None => Verdict::pass(),
        }
    }
}

/// Judges what an image said, as a run on the host is judged.
#[must_use]
pub fn verdict(job: &Job<'_>, emulation: &Emulation) -> Verdict {
    let entry = &job.made.asked.entry;
    let measured = pass(job, emulation, Pass::Measure, 0, entry.frames);
    let fine = matches!(measured.outcome, Outcome::Pass | Outcome::Unverified);
    if !fine || !job.cell.workload.is_timed() {
        return measured;
    }
    let marked = emulation.runs.first().map_or(0, |run| run.count(Stage::Update));
    if marked != entry.frames as usize {
        let detail = format!("marks: {marked} updates instead of {}", entry.frames);
        return Verdict::new(Outcome::Crash, detail);
    }
    let shown = pass(job, emulation, Pass::Show, SHOW_RUN, entry.show_frames);
    if shown.outcome != measured.outcome {
        let detail = shown.detail.unwrap_or_default();
        return Verdict::new(shown.outcome, format!("pass show: {detail}"));
    }
    measured
}

/// Judges one pass as a run on the host is judged.
fn pass(job: &Job<'_>, emulation: &Emulation, pass: Pass, index: usize, frames: u32) -> Verdict {
    let observation = match emulation.serial.transcripts.get(index) {
        Some(transcript) => match of_this_image(job, transcript, pass) {
            Ok(()) => Observation::Answered(Box::new(transcript.clone())),
            Err(reason) => Observation::Crashed(reason),
        },
        None => match &emulation.ended {
            Ended::TooLong(reason) => Observation::TimedOut(reason.clone()),
            Ended::Broke(reason) => Observation::Crashed(reason.clone()),
            Ended::Finished | Ended::Enough => Observation::Crashed(format!(
                "protocol: the firmware finished {}",
                emulation.serial.progress()
            )),
        },
    };
    let question = Question {
        runtime: &job.cell.runtime.name,
        config: &job.cell.config.name,
        // A module of the user's own has no twin to compare with.
        workload: job.links.as_ref().map(|_| job.cell.workload),
        frames,
        links: job.links.as_ref(),
    };
    judge(&question, &observation)
}

fn of_this_image(job: &Job<'_>, transcript: &Transcript, pass: Pass) -> Result<(), String> {
    let Some(said) = &transcript.hello.badge else {
        return Err("protocol: hello names no image".to_owned());
    };
    let id = job.made.image.id;
    if said.image != id {
        return Err(format!("protocol: image {} answered for {id}", said.image));
    }
    if said.workload != job.cell.workload.name || said.pass != pass {
        return Err(format!(
            "protocol: {} of {} where {} of {} is due",
            said.pass.as_str(),
            said.workload,
            pass.as_str(),
            job.cell.workload.name
        ));
    }
    Ok(())
}
