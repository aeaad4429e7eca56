//! Both sides on the host: what comes of every workload, and how long it takes.

use super::estimate::estimate_single;
use crate::halt::Obstacle;
use crate::judge::Verdict;
use crate::measure::{Job, Places, Repetition, once, once_by};
use crate::progress::{Progress, human};
use anyhow::Result;
use badge_catalogue::Outcome;
use badge_protocol::Transcript;
use badge_records::statistics::{Estimate, Pair, Side, estimate, quartiles};
use std::time::{Duration, Instant};

/// A cell of the host on both sides.
#[derive(Debug)]
pub struct HostRow {
    /// `runtime/config`.
    pub config: String,
    /// The workload.
    pub workload: String,
    /// How each side ends.
    pub verdicts: [Verdict; 2],
    /// How long each takes, where both pass.
    pub speed: Option<Speed>,
}

/// How long both sides take.
#[derive(Clone, Copy, Debug)]
pub struct Speed {
    /// How often both ran.
    pub pairs: usize,
    /// All calls of `update`.
    pub frames: Estimate,
    /// Everything up to the first picture.
    pub first: Estimate,
    /// Milliseconds of a frame on each side.
    pub frame_ms: [f64; 2],
    /// Milliseconds up to the first picture, the least of each side.
    pub first_ms: [f64; 2],
}

/// At least so many pairs, whatever they take: fewer have no halves to speak of.
const LEAST: usize = 5;

/// An interval this narrow needs no further pairs, once there are twice the least.
const NARROW: f64 = 0.004;

/// More than that help no cell.
const MOST: usize = 60;

/// Runs all cells; timed ones share what there is of time.
pub(super) fn run(
    pinned: &[Result<Job<'_>, Obstacle>],
    replaced: &[Result<Job<'_>, Obstacle>],
    budget: Duration,
) -> Result<Vec<HostRow>> {
    let until = Instant::now() + budget;
    let progress = Progress::new("comparing", pinned.len());
    let timed = |job: &Result<Job<'_>, Obstacle>| {
        job.as_ref().is_ok_and(|job| job.cell.workload.is_timed())
    };
    let mut left = pinned.iter().filter(|job| timed(job)).count();
    let mut rows = Vec::new();
    let places = Places::default();
    for pair in pinned.iter().zip(replaced) {
        let (a, b) = match pair {
            (Ok(a), Ok(b)) => (a, b),
            (a, b) => {
                rows.extend(unlike(a, b)?);
                progress.finish_quietly();
                continue;
            }
        };
        progress.begin(&a.cell.name());
        let begun = Instant::now();
        let mut verdicts = [once(a)?.verdict, once(b)?.verdict];
        let passes = |verdicts: &[Verdict; 2]| verdicts.iter().all(|v| v.outcome == Outcome::Pass);
        let mut speed = None;
        if a.cell.workload.is_timed() {
            let share = until.saturating_duration_since(begun) / left.max(1) as u32;
            left -= 1;
            if passes(&verdicts) {
                match pairs(a, b, share, &places)? {
                    Ok(pairs) => speed = speed_of(&pairs),
                    // It passes at times.
                    Err(failed) => verdicts = *failed,
                }
            }
        }
        let row = HostRow {
            config: a.cell.config_name(),
            workload: a.cell.workload.name.clone(),
            verdicts,
            speed,
        };
        let said = row.speed.map_or_else(
            || row.verdicts.each_ref().map(|v| v.outcome.word()).join(", "),
            |speed| format!("{:.3} of {} pairs", speed.frames.ratio, speed.pairs),
        );
        let took = human(begun.elapsed());
        progress.finish_step(&format!("{:<40} {said}, {took}", a.cell.name()));
        rows.push(row);
    }
    progress.finish();
    Ok(rows)
}

/// The row of a cell of which a side cannot be run at all.
fn unlike(
    pinned: &Result<Job<'_>, Obstacle>,
    replaced: &Result<Job<'_>, Obstacle>,
) -> Result<Option<HostRow>> {
    let Some(cell) = [pinned, replaced].into_iter().flatten().map(|job| job.cell).next() else {
        return Ok(None);
    };
    let verdict = |job: &Result<Job<'_>, Obstacle>| match job {
        Ok(job) => once(job).map(|repetition| repetition.verdict),
        Err(no) => Ok(no.verdict.clone()),
    };
    Ok(Some(HostRow {
        config: cell.config_name(),
        workload: cell.workload.name.clone(),
        verdicts: [verdict(pinned)?, verdict(replaced)?],
        speed: None,
    }))
}

/// What one run took.
struct Times {
    hz: u64,
    first: u64,
    frames: Vec<u64>,
}

/// Reference and subject.
type TimedPair = [Times; 2];

/// How both ended where one did not pass.
type Failed = Box<[Verdict; 2]>;

impl Times {
    fn of(transcript: &Transcript) -> Self {
        let frames: Vec<u64> = transcript.frames.iter().map(|frame| frame.elapsed).collect();
        let phases: u64 = transcript.phases.values().map(|phase| phase.elapsed).sum();
        let first = phases + frames.first().copied().unwrap_or_default();
        Self { hz: transcript.hello.hz, first, frames }
    }
}

/// Runs both in turn until the interval is narrow or the time is used up; which
/// of a pair runs first is drawn. A run that does not pass ends it with the
/// verdicts.
fn pairs(
    reference: &Job<'_>,
    subject: &Job<'_>,
    budget: Duration,
    places: &Places,
) -> Result<Result<Vec<TimedPair>, Failed>> {
    let begun = Instant::now();
    let mut pairs: Vec<TimedPair> = Vec::new();
    while pairs.len() < MOST {
        let enough = pairs.len() >= LEAST && begun.elapsed() >= budget
            || pairs.len() >= 2 * LEAST
                && pairs.len().is_multiple_of(LEAST)
                && estimate(&frames_of(&pairs)).is_some_and(|found| found.uncertainty() < NARROW);
        if enough {
            break;
        }
        let run = |job: &Job<'_>| once_by(job, &places.runner(&job.runner, pairs.len())?);
        let [a, b] = if fastrand::bool() {
            let a = run(reference)?;
            [a, run(subject)?]
        } else {
            let b = run(subject)?;
            [run(reference)?, b]
        };
        let timed = |run: &Repetition| match (&run.transcript, run.verdict.outcome) {
            (Some(transcript), Outcome::Pass) => Some(Times::of(transcript)),
            _ => None,
        };
        match (timed(&a), timed(&b)) {
            (Some(a), Some(b)) => pairs.push([a, b]),
            _ => return Ok(Err(Box::new([a.verdict, b.verdict]))),
        }
    }
    Ok(Ok(pairs))
}

fn frames_of(pairs: &[TimedPair]) -> Vec<Pair> {
    let pair = |[a, b]: &TimedPair| Pair { reference: a.frames.clone(), subject: b.frames.clone() };
    pairs.iter().map(pair).collect()
}

fn speed_of(pairs: &[TimedPair]) -> Option<Speed> {
    let frames = frames_of(pairs);
    let firsts: Vec<(u64, u64)> = pairs.iter().map(|[a, b]| (a.first, b.first)).collect();
    let [reference_hz, subject_hz] = pairs.first()?.each_ref().map(|times| times.hz as f64);
    let frame_ms = |side: Side, hz: f64| {
        let times = quartiles(&frames, side);
        times.iter().sum::<u64>() as f64 * 1e3 / hz / times.len().max(1) as f64
    };
    let least = |first: fn(&(u64, u64)) -> u64, hz: f64| {
        firsts.iter().map(first).min().map(|time| time as f64 * 1e3 / hz)
    };
    Some(Speed {
        pairs: pairs.len(),
        frames: estimate(&frames)?,
        first: estimate_single(&firsts)?,
        frame_ms: [
            frame_ms(|pair| &pair.reference, reference_hz),
            frame_ms(|pair| &pair.subject, subject_hz),
        ],
        first_ms: [least(|first| first.0, reference_hz)?, least(|first| first.1, subject_hz)?],
    })
}
