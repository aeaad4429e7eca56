//! The badge: its part of the overview, and the page `pybadge.md`, in one
//! section per lane, emulated or device.

use std::collections::BTreeMap;

use badge_catalogue::{Catalogue, Config, Outcome, RuntimeEntry, Target};
use badge_records::statistics::Estimate;
use badge_records::{Lane, Lanes, Memory, Provenance, Record, phase, unit};
use pybadge_board::{APPLICATION, APPLICATION_RAM, CORE_HZ, WIRE_LIMIT, frames_per_second};
use serde::Serialize;

use crate::FLAGSHIP;
use crate::notes::Notes;
use crate::view::{Matrix, Name, Passes, Scale, View, frame_mean, phase_best};
use crate::{chart, is_badge, memory_path, path_of, references, shown_lanes, slowdown_path};

/// Flash and RAM of an application.
pub(crate) const FLASH_BYTES: u64 = (APPLICATION.end - APPLICATION.start) as u64;
pub(crate) const RAM_BYTES: u64 = (APPLICATION_RAM.end - APPLICATION_RAM.start) as u64;

#[derive(Serialize)]
pub(crate) struct BadgePage<'a> {
    lanes: Vec<BadgeLane<'a>>,
    wire_limit: f64,
    flash_bytes: u64,
    ram_bytes: u64,
    references: BTreeMap<&'a str, &'a str>,
}

/// All that is known of one lane.
#[derive(Serialize)]
pub(crate) struct BadgeLane<'a> {
    lane: Lane,
    rows: Vec<Row<'a>>,
    notes: Notes<'a>,
    all_workloads: usize,
    slowdown_chart: Option<String>,
    memory_chart: Option<String>,
    /// Frames per second of every config on every timed workload.
    rates: Matrix<'a, Option<f64>>,
    /// The unit that the lane knows exactly.
    scale: Scale,
    outcomes: Matrix<'a, Outcome>,
    misbehaving: Vec<MisbehavingRow<'a>>,
    /// Workloads with a picture of the display, the same for every config that passes.
    pictures: Vec<&'a str>,
}

/// One config on the flagship: what a reader looks for first, and the details.
#[derive(Serialize)]
struct Row<'a> {
    name: Name<'a>,
    passes: Passes,
    /// Frames per second of the pass that shows every frame.
    rate: Option<f64>,
    /// As a share of what the wire can carry.
    of_wire: Option<f64>,
    frame_instructions: Option<f64>,
    ratio: Option<Estimate>,
    mean: Option<Estimate>,
    memory: MemoryUse,
    first_frame: FirstFrame,
}

/// What a config takes of flash and RAM, in bytes and as a share of the budget.
#[derive(Serialize)]
struct MemoryUse {
    flash: Option<u64>,
    flash_share: Option<f64>,
    static_ram: Option<u64>,
    heap: Option<u64>,
    stack: Option<u64>,
    ram_share: Option<f64>,
}

/// The way to the first picture, by phase, in the lane's unit.
#[derive(Serialize)]
struct FirstFrame {
    compile: Option<f64>,
    instantiate: Option<f64>,
    start: Option<f64>,
    update: Option<f64>,
    together: Option<f64>,
    together_ms: Option<f64>,
}

/// What one misbehaving guest does to the badge.
#[derive(Serialize)]
struct MisbehavingRow<'a> {
    name: Name<'a>,
    workload: &'a str,
    ends: String,
    message: Option<&'a str>,
    /// The file name of what the display then shows.
    picture: Option<String>,
}

/// The page, `None` where there is no record of the badge.
pub(crate) fn page<'a>(catalogue: &'a Catalogue, all: &'a Lanes) -> Option<BadgePage<'a>> {
    let lanes = lanes(catalogue, all);
    let on_badge = catalogue.runtimes.iter().filter(|runtime| runtime.runs_on(Target::Pybadge));
    (!lanes.is_empty()).then(|| BadgePage {
        lanes,
        wire_limit: WIRE_LIMIT,
        flash_bytes: FLASH_BYTES,
        ram_bytes: RAM_BYTES,
        references: references(on_badge),
    })
}

/// The lanes of the badge that hold records.
pub(crate) fn lanes<'a>(catalogue: &'a Catalogue, lanes: &'a Lanes) -> Vec<BadgeLane<'a>> {
    let shown = shown_lanes(lanes).into_iter().filter(is_badge);
    shown.map(|lane| BadgeLane::new(View { catalogue, lanes, lane })).collect()
}

impl<'a> BadgeLane<'a> {
    fn new(view: View<'a>) -> Self {
        let mut notes = Notes::default();
        let rows = view.configs().map(|(runtime, config)| row(&view, runtime, config, &mut notes));
        let timed = || view.catalogue.timed();
        let passes =
            |workload| view.configs().any(|(r, c)| view.cell(r, c, workload).passed().is_some());
        let pictures = timed().filter(|w| view.lane == Lane::Emulated && passes(w));
        BadgeLane {
            lane: view.lane,
            rows: rows.collect(),
            notes,
            all_workloads: view.catalogue.workloads.len(),
            slowdown_chart: path_of(slowdown_path(view.lane), chart::slowdown(&view)),
            memory_chart: path_of(memory_path(view.lane), chart::memory(&view)),
            rates: view.matrix(timed(), |cell| cell.passed().and_then(rate)),
            scale: Scale::of(view.lane),
            outcomes: view.outcomes(),
            misbehaving: misbehaving(&view),
            pictures: pictures.map(|workload| workload.name.as_str()).collect(),
        }
    }
}

fn row<'a>(
    view: &View<'a>,
    runtime: &'a RuntimeEntry,
    config: &'a Config,
    notes: &mut Notes<'a>,
) -> Row<'a> {
    let flagship = view.flagship(runtime, config);
    let record = flagship.as_ref().and_then(|cell| cell.passed());
    let rate = record.and_then(rate);
    // Sizes of an image are known where it ran, whatever came of it.
    let memory = flagship.and_then(|cell| cell.record).map(|r| r.memory).unwrap_or_default();
    let share = |used: Option<u64>, budget: u64| used.map(|used| used as f64 / budget as f64);
    let exact = Scale::of(view.lane).unit;
    let best = |phase| record.and_then(|r| phase_best(r, phase, exact));
    let cycles = record.and_then(|r| phase_best(r, phase::FIRST_FRAME, unit::CYCLES));
    Row {
        name: Name::config(runtime, config),
        passes: view.passes(runtime, config, view.catalogue.timed(), notes),
        rate,
        of_wire: rate.map(|rate| rate / WIRE_LIMIT),
        frame_instructions: record.and_then(|r| frame_mean(r, unit::INSTRUCTIONS)),
        ratio: view.ratio(runtime, config, FLAGSHIP).and_then(Result::ok),
        mean: view.mean(runtime, config),
        memory: MemoryUse {
            flash: memory.flash_bytes,
            flash_share: share(memory.flash_bytes, FLASH_BYTES),
            static_ram: memory.static_ram_bytes,
            heap: memory.heap_peak_bytes,
            stack: memory.stack_bytes,
            ram_share: share(ram(&memory), RAM_BYTES),
        },
        first_frame: FirstFrame {
            compile: best(phase::COMPILE),
            instantiate: best(phase::INSTANTIATE),
            start: best(phase::START),
            update: record
                .and_then(|r| r.samples.get(phase::UPDATE, exact).first())
                .map(|first| *first as f64),
            together: best(phase::FIRST_FRAME),
            together_ms: cycles.map(|cycles| cycles / f64::from(CORE_HZ) * 1e3),
        },
    }
}

/// RAM at its fullest; `None` where the image never ran.
pub(crate) fn ram(memory: &Memory) -> Option<u64> {
    Some(memory.static_ram_bytes? + memory.heap_peak_bytes? + memory.stack_bytes?)
}

/// Frames per second of the pass that shows every frame.
fn rate(record: &Record) -> Option<f64> {
    frames_per_second(record.samples.get(phase::SHOW, unit::CYCLES))
}

/// One row per config and guest that was run.
fn misbehaving<'a>(view: &View<'a>) -> Vec<MisbehavingRow<'a>> {
    let mut rows = Vec::new();
    for (runtime, config) in view.configs() {
        for workload in view.catalogue.misbehaving() {
            let cell = view.cell(runtime, config, workload);
            let Some(record) = cell.record else {
                continue;
            };
            let shown = record.provenance == Provenance::Emulated && view.lane == Lane::Emulated;
            rows.push(MisbehavingRow {
                name: Name::config(runtime, config),
                workload: &workload.name,
                ends: match cell.outcome {
                    // The firmware watches its guest, and starts anew.
                    Outcome::Timeout => "only by a reset".to_owned(),
                    _ => cell.containment(),
                },
                message: record.detail.as_deref(),
                picture: shown.then(|| {
                    format!("pybadge-{}-{}-{}.png", runtime.name, config.name, workload.name)
                }),
            });
        }
    }
    rows
}
