//! The section of the badge's own figures, one per lane, emulated or device.

use super::cell::{View, frame_median, phase_median};
use super::main_table::config_name;
use super::markdown::{Align, NONE, Table};
use super::notes::{Notes, marked};
use super::number::{integer, kib, significant};
use super::{FLAGSHIP, slowdown_picture, tables};
use crate::Outcome;
use crate::catalogue::{Config, RuntimeEntry};
use crate::record::{Lane, Record, phase, unit};

/// Clock of the PyBadge's SAMD51 as this firmware sets it, in Hz (data sheet
/// DS60001507, table 54-6: at most 120 MHz).
const CORE_HZ: f64 = 120e6;

/// One lane of the badge.
pub(super) fn section(view: &View<'_>) -> String {
    let mut text = match view.lane {
        Lane::Device => "## On the badge\n\nMeasured by the cycle counter of a real badge.\n".to_owned(),
        _ => "## On the emulated badge\n\n\
              Instructions are exact, cycles and everything in milliseconds or frames per second are estimates of the emulator, at 120 MHz.\n"
            .to_owned(),
    };
    text += "Frames per second count the guest and its host functions alone, without the transfer to the display, which runs beside them.\n\n";
    let mut notes = Notes::default();
    let mut table = Table::new(&[
        ("runtime/config", Align::Left),
        ("passes", Align::Centre),
        (&format!("`{FLAGSHIP}`, × native"), Align::Right),
        ("geometric mean, × native", Align::Right),
        ("instructions per frame, thousands", Align::Right),
        ("ms per frame", Align::Right),
        ("frames per second", Align::Right),
        ("first frame, ms", Align::Right),
        ("flash, KiB", Align::Right),
        ("static RAM, KiB", Align::Right),
        ("heap peak, KiB", Align::Right),
        ("stack, bytes", Align::Right),
    ]);
    for (runtime, config) in view.configs() {
        table.row(row(view, runtime, config, &mut notes));
    }
    text += &table.finish();
    let list = notes.list(view.catalogue.workloads.len());
    if !list.is_empty() {
        text += &format!("Notes:\n\n{list}\n");
    }
    text += &slowdown_picture(view);
    text += "Outcomes:\n\n";
    text += &tables::outcomes(view);
    text += "Misbehaving guests:\n\n";
    text += &tables::misbehaving(view);
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
    let flagship = view
        .catalogue
        .workload(FLAGSHIP)
        .map(|w| view.cell(runtime, config, w));
    let record = flagship.as_ref().and_then(|c| c.passed());
    // Sizes of an image are known where it ran, whatever came of it.
    let memory = flagship
        .as_ref()
        .and_then(|c| c.record)
        .map(|r| r.memory)
        .unwrap_or_default();
    let number = |value: Option<f64>| value.map_or_else(|| NONE.to_owned(), significant);
    let size = |value: Option<u64>| value.map_or_else(|| NONE.to_owned(), kib);
    let per_frame = |r: &Record, u| frame_median(r, u);
    let cycles = record
        .and_then(|r| per_frame(r, unit::CYCLES))
        .filter(|c| *c > 0.0);
    vec![
        name,
        marked(&format!("{passed}/{all}"), marks),
        number(view.ratio(runtime, config, FLAGSHIP).and_then(Result::ok)),
        number(view.mean(runtime, config).ok()),
        number(
            record
                .and_then(|r| per_frame(r, unit::INSTRUCTIONS))
                .map(|i| i / 1e3),
        ),
        number(cycles.map(|c| c / CORE_HZ * 1e3)),
        number(cycles.map(|c| CORE_HZ / c)),
        number(
            record
                .and_then(|r| phase_median(r, phase::FIRST_FRAME, unit::CYCLES))
                .map(|c| c / CORE_HZ * 1e3),
        ),
        size(memory.flash_bytes),
        size(memory.static_ram_bytes),
        size(memory.heap_peak_bytes),
        memory.stack_bytes.map_or_else(|| NONE.to_owned(), integer),
    ]
}
