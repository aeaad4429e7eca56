//! The badge: its part of the overview, and the page `pybadge.md`, in one
//! section per lane, emulated or device.

mod first_frame;
mod memory;
mod misbehaving;
mod rate;

use super::cell::{View, frame_median};
use super::main_table::{config_name, references};
use super::markdown::{Align, NONE, Table, generated};
use super::notes::{Notes, marked};
use super::number::{percent, significant};
use super::{FLAGSHIP, shown_lanes, slowdown_picture, tables};
use crate::catalogue::{Catalogue, Config, RuntimeEntry};
use crate::record::{Lane, Lanes, Memory, unit};
use crate::{Outcome, Target};
use pybadge_board::WIRE_LIMIT;

pub(super) use memory::chart as memory_chart;

/// The lanes of the badge that hold records.
pub(super) fn lanes(lanes: &Lanes) -> Vec<Lane> {
    let shown = shown_lanes(lanes).into_iter();
    shown.filter(|lane| lane.target() == Target::Pybadge).collect()
}

/// The page, `None` where there is no record of the badge.
pub(super) fn page(catalogue: &Catalogue, all: &Lanes) -> Option<String> {
    let shown = lanes(all);
    if shown.is_empty() {
        return None;
    }
    let mut text = generated();
    text += "# On the PyBadge\n\n";
    text += "The same guests in firmware for the PyBadge: an ATSAMD51J19A at 120 MHz, with 496 KiB of flash for firmware and module and 192 KiB of RAM.\n";
    text += "Every frame must have the hash that native code has on a host, or the cell carries no number.\n\n";
    text += &how_it_is_known(&shown);
    for &lane in &shown {
        let view = View { catalogue, lanes: all, lane };
        text += &section(&view);
    }
    text += &references(catalogue.runtimes.iter().filter(|runtime| {
        let mut configs = runtime.configs.iter();
        configs.any(|config| config.targets.contains(&Target::Pybadge))
    }));
    Some(text)
}

/// The part of the overview: the table of a lane, and where the rest stands.
pub(super) fn overview(view: &View<'_>) -> String {
    let mut text = format!("## {}\n\n", title(view.lane));
    text += &table(view);
    text += "[The page of the badge](pybadge.md) has the rest: frame rates of every workload, the first frame by phase, memory against the budget, what a misbehaving guest does, pictures.\n\n";
    text
}

/// The same for the README of the repository, below a heading of its own.
pub(super) fn readme(view: &View<'_>) -> String {
    format!("\n### {}\n\n{}", title(view.lane), table(view).trim_end())
        + "\n\n[The page of the badge](results/pybadge.md) says how this is known, and has the rest.\n"
}

fn title(lane: Lane) -> &'static str {
    match lane {
        Lane::Device => "On the badge",
        _ => "On the emulated badge",
    }
}

fn how_it_is_known(shown: &[Lane]) -> String {
    let mut text = String::new();
    if shown.contains(&Lane::Emulated) {
        text += "**Emulated** means: run by the [emulator](../crates/pybadge-emulator/README.md) of this repository, which takes the very image that a badge takes.\n";
        text += "Its instruction counts are exact; cycles, and with them milliseconds and frames per second, are its estimate, within 20 % in absolute terms, never compared with a badge, and good for ratios: differences above 15 % mean something.\n\n";
    }
    if shown.contains(&Lane::Device) {
        text += "**Device** means: measured by the cycle counter of a real badge, taken in by `cargo xtask ingest`.\n\n";
    }
    text += &format!(
        "*Frames per second* are those of the pass that shows every frame as fast as it can, from start to start of 120 frames, the first two left out, which the display does not hold back yet; the transfer to the display runs beside the guest.\n\
         The wire to the display carries at most {:.1} frames a second: 160 × 128 pixels of 12 bits at 15 MHz.\n\
         *Instructions per frame* are those of one `update` in the pass that shows nothing, host functions included; the median frame.\n\n",
        WIRE_LIMIT
    );
    text
}

/// All that is known of one lane.
fn section(view: &View<'_>) -> String {
    let mut text = format!("## {}\n\n", title(view.lane));
    text += &table(view);
    text += &slowdown_picture(view);
    text += "### Frames per second\n\n";
    text += &rate::table(view);
    text += "### First frame\n\n";
    text += &first_frame::table(view);
    text += "### Memory\n\n";
    text += &memory::section(view);
    text += "### Outcomes\n\n";
    text += &tables::outcomes(view);
    text += "### Misbehaving guests\n\n";
    text += &misbehaving::table(view);
    text += &pictures(view);
    text
}

/// One row per config: what a reader looks for first.
fn table(view: &View<'_>) -> String {
    let mut notes = Notes::default();
    let (cycles, frames) = match view.lane {
        Lane::Emulated => ("emulated, estimated", "emulated, exact"),
        _ => ("device", "device"),
    };
    let mut table = Table::new(&[
        ("runtime/config", Align::Left),
        ("passes", Align::Centre),
        (&format!("`{FLAGSHIP}`, frames per second ({cycles})"), Align::Right),
        ("of the wire limit, %", Align::Right),
        (&format!("`{FLAGSHIP}`, thousand instructions per frame ({frames})"), Align::Right),
        ("× native", Align::Right),
        ("geometric mean, × native", Align::Right),
        ("flash, KiB", Align::Right),
        ("heap peak, KiB", Align::Right),
    ]);
    for (runtime, config) in view.configs() {
        table.row(row(view, runtime, config, &mut notes));
    }
    let mut text = table.finish();
    let list = notes.list(view.catalogue.workloads.len());
    if !list.is_empty() {
        text += &format!("Notes:\n\n{list}\n");
    }
    text
}

fn row(view: &View<'_>, runtime: &RuntimeEntry, config: &Config, notes: &mut Notes) -> Vec<String> {
    let name = config_name(runtime, config);
    let (passed, all) = view.passes(runtime, config);
    let mut marks = Vec::new();
    for workload in view.catalogue.timed() {
        let cell = view.cell(runtime, config, workload);
        if cell.outcome != Outcome::Pass {
            let reason = cell.reason.map(|r| format!(": {r}")).unwrap_or_default();
            let text = format!("`{}`{reason}", cell.outcome);
            marks.push(notes.mark(&text, &name, Some(&workload.name)));
        }
    }
    let flagship = view.catalogue.workload(FLAGSHIP).map(|w| view.cell(runtime, config, w));
    let record = flagship.as_ref().and_then(|c| c.passed());
    // Sizes of an image are known where it ran, whatever came of it.
    let memory: Memory =
        flagship.as_ref().and_then(|c| c.record).map(|r| r.memory).unwrap_or_default();
    let rate = record.and_then(rate::of);
    vec![
        name,
        marked(&format!("{passed}/{all}"), marks),
        number(rate),
        rate.map_or_else(|| NONE.to_owned(), |rate| percent(rate / WIRE_LIMIT)),
        number(record.and_then(|r| frame_median(r, unit::INSTRUCTIONS)).map(|i| i / 1e3)),
        number(view.ratio(runtime, config, FLAGSHIP).and_then(Result::ok)),
        number(view.mean(runtime, config).ok()),
        memory::size(memory.flash_bytes),
        memory::size(memory.heap_peak_bytes),
    ]
}

/// What the display shows of each workload: the same for every config that
/// passes, or it would not pass.
fn pictures(view: &View<'_>) -> String {
    if view.lane != Lane::Emulated {
        return String::new();
    }
    let mut text = String::new();
    for workload in view.catalogue.timed() {
        let passes = view.configs().any(|(r, c)| view.cell(r, c, workload).passed().is_some());
        if passes {
            text += &format!("![{0}](img/pybadge-{0}.png)\n", workload.name);
        }
    }
    if text.is_empty() {
        return text;
    }
    format!(
        "### Pictures\n\nDecoded from the bits on the wire to the emulated display.\n\n{text}\n"
    )
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| NONE.to_owned(), significant)
}
