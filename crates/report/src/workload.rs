//! `workloads/<name>.md`: everything about one workload, per config.

use std::collections::BTreeMap;

use badge_catalogue::{Config, Expectation, Outcome, RuntimeEntry, Workload};
use badge_records::statistics::{Distribution, Estimate, Part};
use badge_records::{Lane, Provenance, Record, phase};
use serde::Serialize;

use crate::view::{Cell, Name, Scale, View, phase_best};
use crate::{chart, frame_times_path, path_of, references};

/// How many of the first frames stand beside the later ones.
const FIRST_FRAMES: usize = 5;

#[derive(Serialize)]
pub(crate) struct WorkloadPage<'a> {
    name: &'a str,
    title: &'a str,
    stresses: &'a str,
    frames: u32,
    calls_per_frame: u32,
    /// The words of the trap kinds, where the guest must trap.
    traps: Option<Vec<&'static str>>,
    /// The frame of that trap; −1 is `start`.
    trap_frame: Option<i64>,
    screens: &'a [u32],
    first_frames: usize,
    lanes: Vec<LaneSection<'a>>,
    references: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct LaneSection<'a> {
    lane: Lane,
    scale: Scale,
    chart: Option<String>,
    /// The configs that pass.
    timed: Vec<TimedRow<'a>>,
    without_ratio: Vec<WithoutRatio<'a>>,
    outcomes: Vec<OutcomeRow<'a>>,
}

/// One config that passes; all times in the lane's unit.
#[derive(Serialize)]
struct TimedRow<'a> {
    name: Name<'a>,
    frames: Option<u32>,
    /// Whether only a prefix of the workload was run.
    capped: bool,
    ratio: Option<Estimate>,
    /// Pairs with native code, where the lane has such.
    pairs: Option<u32>,
    /// Over the first 60 frames, and over the last third.
    first_part: Option<Estimate>,
    settled: Option<Estimate>,
    p50: Option<u64>,
    p95: Option<u64>,
    p99: Option<u64>,
    max: Option<u64>,
    all_frames: Option<u64>,
    compile: Option<f64>,
    instantiate: Option<f64>,
    start: Option<f64>,
    first_frame: Option<f64>,
    first: Vec<Option<u64>>,
    later_p50: Option<u64>,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct WithoutRatio<'a> {
    name: Name<'a>,
    reason: String,
}

#[derive(Serialize)]
struct OutcomeRow<'a> {
    name: Name<'a>,
    outcome: Outcome,
    detail: String,
    provenance: Provenance,
    date: Option<badge_catalogue::Date>,
}

type Row<'a> = (&'a RuntimeEntry, &'a Config, Cell<'a>);

pub(crate) fn page<'a>(views: &[View<'a>], workload: &'a Workload) -> WorkloadPage<'a> {
    let trap = match &workload.expectation {
        Expectation::Links => None,
        Expectation::Trap(trap) => Some(trap),
    };
    let catalogue = views.first().map(|view| view.catalogue);
    WorkloadPage {
        name: &workload.name,
        title: &workload.title,
        stresses: &workload.stresses,
        frames: workload.frames,
        calls_per_frame: workload.calls_per_frame,
        traps: trap.map(|trap| trap.kinds.iter().map(|kind| kind.as_str()).collect()),
        trap_frame: trap.map(|trap| trap.frame),
        screens: &workload.screens,
        first_frames: FIRST_FRAMES,
        lanes: views.iter().map(|view| section(view, workload)).collect(),
        references: references(catalogue.iter().flat_map(|catalogue| &catalogue.runtimes)),
    }
}

fn section<'a>(view: &View<'a>, workload: &'a Workload) -> LaneSection<'a> {
    let cells = view.configs().map(|(r, c)| (r, c, view.cell(r, c, workload)));
    let rows: Vec<Row<'_>> = cells.collect();
    let path = frame_times_path(view.lane, &workload.name);
    let mut section = LaneSection {
        lane: view.lane,
        scale: Scale::of(view.lane),
        chart: workload
            .is_timed()
            .then(|| chart::frame_times(view, workload))
            .and_then(|chart| path_of(path, chart)),
        timed: Vec::new(),
        without_ratio: Vec::new(),
        outcomes: rows.iter().map(|row| outcome(row, workload)).collect(),
    };
    for (runtime, config, cell) in &rows {
        let name = Name::config(runtime, config);
        let Some(record) = cell.passed().filter(|_| workload.is_timed()) else {
            continue;
        };
        let ratio = view.ratio(runtime, config, &workload.name);
        if let Some(Err(reason)) = ratio {
            section.without_ratio.push(WithoutRatio { name, reason: reason.to_string() });
        }
        let ratio = ratio.and_then(Result::ok);
        section.timed.push(timed(name, record, ratio, workload, section.scale.unit));
    }
    section.without_ratio.sort();
    section
}

fn timed<'a>(
    name: Name<'a>,
    record: &Record,
    ratio: Option<Estimate>,
    workload: &Workload,
    unit: &str,
) -> TimedRow<'a> {
    let updates = record.samples.get(phase::UPDATE, unit);
    let frames = Distribution::of(updates);
    let later = updates.get(FIRST_FRAMES..).and_then(Distribution::of);
    let part = |part: Part| {
        let value = part.ratio(record)?;
        ratio.map(|ratio| ratio.scaled(value / ratio.ratio))
    };
    TimedRow {
        name,
        frames: record.frames,
        capped: record.frames.is_some_and(|frames| frames < workload.frames),
        ratio,
        pairs: record.baseline.as_ref().and_then(|b| Some(b.paired.as_ref()?.pairs)),
        first_part: part(Part::First),
        settled: part(Part::Settled),
        p50: frames.map(|d| d.p50),
        p95: frames.map(|d| d.p95),
        p99: frames.map(|d| d.p99),
        max: frames.map(|d| d.max),
        all_frames: (!updates.is_empty()).then(|| updates.iter().sum()),
        compile: phase_best(record, phase::COMPILE, unit),
        instantiate: phase_best(record, phase::INSTANTIATE, unit),
        start: phase_best(record, phase::START, unit),
        first_frame: phase_best(record, phase::FIRST_FRAME, unit),
        first: (0..FIRST_FRAMES).map(|i| updates.get(i).copied()).collect(),
        later_p50: later.map(|d| d.p50),
    }
}

fn outcome<'a>((runtime, config, cell): &Row<'a>, workload: &Workload) -> OutcomeRow<'a> {
    let stopped = match workload.expectation {
        Expectation::Trap(_) if cell.outcome == Outcome::Pass => cell.containment(),
        _ => String::new(),
    };
    OutcomeRow {
        name: Name::config(runtime, config),
        outcome: cell.outcome,
        detail: cell.reason.clone().unwrap_or(stopped),
        provenance: cell.record.map_or(Provenance::None, |r| r.provenance),
        date: cell.record.map(|r| r.date),
    }
}
