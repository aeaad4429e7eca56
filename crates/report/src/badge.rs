//! The badge: its part of the overview, and the page `pybadge.md`, in one
//! section per lane, emulated or device.

use std::collections::BTreeMap;

use badge_catalogue::{Catalogue, Config, Group, NotOnBadge, Outcome, RuntimeEntry, Target};
use badge_records::statistics::Estimate;
use badge_records::{Lane, Lanes, Memory, Provenance, Record, phase, unit};
use pybadge_board::{APPLICATION, APPLICATION_RAM, CORE_HZ, WIRE_LIMIT, frames_per_second};
use serde::Serialize;

use crate::failures::{Failure, failures};
use crate::observations::Sentence;
use crate::room::room;
use crate::view::{Matrix, Name, Passes, Scale, View, frame_mean, phase_best};
use crate::{FLAGSHIP, LARGE};
use crate::{
    chart, first_picture_path, is_badge, memory_path, path_of, references, room_path, shown_lanes,
    slowdown_path,
};

/// Flash and RAM of an application.
pub(crate) const FLASH_BYTES: u64 = (APPLICATION.end - APPLICATION.start) as u64;
pub(crate) const RAM_BYTES: u64 = (APPLICATION_RAM.end - APPLICATION_RAM.start) as u64;

/// Frames a second that a game on this display is usually made for: the share of
/// the processor's time is that of a frame at this rate.
pub(crate) const GAME_RATE: f64 = 30.0;

#[derive(Serialize)]
pub(crate) struct BadgePage<'a> {
    lanes: Vec<BadgeLane<'a>>,
    seen: &'a [Sentence],
    wire_limit: f64,
    game_rate: f64,
    flash_bytes: u64,
    ram_bytes: u64,
    references: BTreeMap<&'a str, &'a str>,
    /// Engines that were tried and have no image.
    without_image: Vec<WithoutImage<'a>>,
}

/// An engine that was tried and has no image.
#[derive(Serialize)]
struct WithoutImage<'a> {
    name: Name<'a>,
    why: &'a NotOnBadge,
}

/// All that is known of one lane.
#[derive(Serialize)]
pub(crate) struct BadgeLane<'a> {
    lane: Lane,
    /// Of every config, the least processor time first.
    rows: Vec<Row<'a>>,
    failures: Vec<Failure<'a>>,
    room_chart: Option<String>,
    slowdown_chart: Option<String>,
    first_picture_chart: Option<String>,
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
#[derive(Clone, Serialize)]
pub(crate) struct Row<'a> {
    name: Name<'a>,
    version: Option<&'a str>,
    /// Whether there is an engine between the guest and the badge.
    is_sandboxed: bool,
    /// Whether it stands for its runtime: of the configs that pass most, the fastest.
    is_best: bool,
    #[serde(skip)]
    config: &'a Config,
    #[serde(skip)]
    runtime: &'a RuntimeEntry,
    about: &'a str,
    passes: Passes,
    /// Milliseconds of processor time for a mean frame, without the display.
    frame_ms: Option<f64>,
    /// As a share of a frame at [`GAME_RATE`].
    frame_share: Option<f64>,
    /// Milliseconds of processor time for a frame of the large workload, or the
    /// outcome where it does not pass.
    large_ms: Option<f64>,
    large_outcome: Outcome,
    endless_loop: Option<String>,
    /// The same for the runtime, by another of its configs if need be.
    loop_ends_somewhere: Option<String>,
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
#[derive(Clone, Serialize)]
struct MemoryUse {
    flash: Option<u64>,
    flash_share: Option<f64>,
    static_ram: Option<u64>,
    heap: Option<u64>,
    stack: Option<u64>,
    ram: Option<u64>,
    ram_share: Option<f64>,
}

/// The way to the first picture, by phase, in the lane's unit.
#[derive(Clone, Serialize)]
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
pub(crate) fn page<'a>(
    catalogue: &'a Catalogue,
    all: &'a Lanes,
    seen: &'a [Sentence],
) -> Option<BadgePage<'a>> {
    let lanes = lanes(catalogue, all);
    let on_badge = catalogue.runtimes.iter().filter(|runtime| runtime.runs_on(Target::Pybadge));
    (!lanes.is_empty()).then(|| BadgePage {
        lanes,
        seen,
        wire_limit: WIRE_LIMIT,
        game_rate: GAME_RATE,
        flash_bytes: FLASH_BYTES,
        ram_bytes: RAM_BYTES,
        references: references(on_badge),
        without_image: without_image(catalogue),
    })
}

fn without_image(catalogue: &Catalogue) -> Vec<WithoutImage<'_>> {
    let tried = catalogue.runtimes.iter().filter_map(|runtime| {
        Some(WithoutImage { name: Name::runtime(runtime), why: runtime.not_on_badge.as_ref()? })
    });
    tried.collect()
}

/// The lanes of the badge that hold records.
pub(crate) fn lanes<'a>(catalogue: &'a Catalogue, lanes: &'a Lanes) -> Vec<BadgeLane<'a>> {
    let shown = shown_lanes(lanes).into_iter().filter(is_badge);
    shown.map(|lane| BadgeLane::new(View { catalogue, lanes, lane })).collect()
}

impl<'a> BadgeLane<'a> {
    fn new(view: View<'a>) -> Self {
        let rows = rows(&view);
        let timed = || view.catalogue.timed();
        let passes =
            |workload| view.configs().any(|(r, c)| view.cell(r, c, workload).passed().is_some());
        let pictures = timed().filter(|w| view.lane == Lane::Emulated && passes(w));
        BadgeLane {
            lane: view.lane,
            failures: failures(&view),
            room_chart: room(&rows).map(|_| room_path(view.lane)),
            rows,
            slowdown_chart: path_of(slowdown_path(view.lane), chart::slowdown(&view)),
            first_picture_chart: path_of(
                first_picture_path(view.lane),
                chart::first_picture(&view),
            ),
            memory_chart: path_of(memory_path(view.lane), chart::memory(&view)),
            rates: view.matrix(timed(), |cell| cell.passed().and_then(rate)),
            scale: Scale::of(view.lane),
            outcomes: view.outcomes(),
            misbehaving: misbehaving(&view),
            pictures: pictures.map(|workload| workload.name.as_str()).collect(),
        }
    }
}

/// Every config, the least processor time first; those without last.
pub(crate) fn rows<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> =
        view.configs().map(|(runtime, config)| row(view, runtime, config)).collect();
    let key = |row: &Row<'_>| row.frame_ms.unwrap_or(f64::INFINITY);
    rows.sort_by(|a, b| key(a).total_cmp(&key(b)));
    let mut most: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        let most = most.entry(row.name.runtime).or_default();
        *most = row.passes.passed.max(*most);
    }
    for row in &mut rows {
        // The first row with that many takes them.
        let passes = row.frame_ms.and(most.get(row.name.runtime).copied());
        row.is_best = passes == Some(row.passes.passed);
        if row.is_best {
            most.remove(row.name.runtime);
        }
    }
    rows
}

fn row<'a>(view: &View<'a>, runtime: &'a RuntimeEntry, config: &'a Config) -> Row<'a> {
    let flagship = view.flagship(runtime, config);
    let record = flagship.as_ref().and_then(|cell| cell.passed());
    let rate = record.and_then(rate);
    // Sizes of an image are known where it ran, whatever came of it.
    let memory = flagship.and_then(|cell| cell.record).map(|r| r.memory).unwrap_or_default();
    let share = |used: Option<u64>, budget: u64| used.map(|used| used as f64 / budget as f64);
    let exact = Scale::of(view.lane).unit;
    let best = |phase| record.and_then(|r| phase_best(r, phase, exact));
    let cycles = record.and_then(|r| phase_best(r, phase::FIRST_FRAME, unit::CYCLES));
    let frame_ms = record.and_then(frame_ms);
    let large = view.catalogue.workload(LARGE).map(|w| view.cell(runtime, config, w));
    Row {
        name: Name::config(runtime, config),
        version: view.version(runtime, config),
        is_sandboxed: runtime.facts.group != Some(Group::Baseline),
        is_best: false,
        config,
        runtime,
        about: &config.about,
        passes: view.passes(runtime, config),
        frame_ms,
        frame_share: frame_ms.map(|ms| ms * GAME_RATE / 1e3),
        large_ms: large.as_ref().and_then(|cell| cell.passed().and_then(self::frame_ms)),
        large_outcome: large.map_or(Outcome::NotRun, |cell| cell.outcome),
        endless_loop: view.ends_loop(runtime, config),
        loop_ends_somewhere: view.ends_loop_somewhere(runtime, config),
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
            ram: ram(&memory),
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

/// Milliseconds of processor time for a mean frame.
fn frame_ms(record: &Record) -> Option<f64> {
    frame_mean(record, unit::CYCLES).map(|cycles| cycles / f64::from(CORE_HZ) * 1e3)
}

impl<'a> Row<'a> {
    pub(crate) fn name(&self) -> Name<'a> {
        self.name
    }

    pub(crate) fn config(&self) -> &'a Config {
        self.config
    }

    pub(crate) fn runtime(&self) -> &'a RuntimeEntry {
        self.runtime
    }

    /// Whether it stands for its runtime.
    pub(crate) fn is_best(&self) -> bool {
        self.is_best
    }

    pub(crate) fn label(&self) -> String {
        self.name.label()
    }

    pub(crate) fn is_sandboxed(&self) -> bool {
        self.is_sandboxed
    }

    pub(crate) fn frame_ms(&self) -> Option<f64> {
        self.frame_ms
    }

    /// Whether a frame leaves time at [`GAME_RATE`].
    pub(crate) fn keeps_up(&self) -> bool {
        self.frame_share.is_some_and(|share| share < 1.0)
    }

    pub(crate) fn large_ms(&self) -> Option<f64> {
        self.large_ms
    }

    pub(crate) fn mean(&self) -> Option<f64> {
        self.mean.map(|mean| mean.ratio)
    }

    pub(crate) fn flash(&self) -> Option<u64> {
        self.memory.flash
    }

    pub(crate) fn ram(&self) -> Option<u64> {
        self.memory.ram
    }

    pub(crate) fn ends_loops(&self) -> bool {
        self.endless_loop.is_some()
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
