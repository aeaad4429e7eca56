//! From switching on to the first picture, by phase.

use super::number;
use crate::record::{Lane, Record, phase, unit};
use crate::render::FLAGSHIP;
use crate::render::cell::{View, phase_median};
use crate::render::main_table::config_name;
use crate::render::markdown::{Align, Table};
use pybadge_board::CORE_HZ;

/// The phases of the flagship's first frame.
pub(super) fn table(view: &View<'_>) -> String {
    let exact = view.lane == Lane::Emulated;
    let (unit, what) = if exact {
        (unit::INSTRUCTIONS, "thousand instructions, exact")
    } else {
        (unit::CYCLES, "thousand cycles")
    };
    let mut table = Table::new(&[
        ("runtime/config", Align::Left),
        ("compile", Align::Right),
        ("instantiate", Align::Right),
        ("start", Align::Right),
        ("first update", Align::Right),
        ("together", Align::Right),
        ("together, ms", Align::Right),
    ]);
    let Some(workload) = view.catalogue.workload(FLAGSHIP) else {
        return String::new();
    };
    for (runtime, config) in view.configs() {
        let record = view.cell(runtime, config, workload).passed();
        let thousands = |value: Option<f64>| number(value.map(|v| v / 1e3));
        let median = |phase| record.and_then(|r| phase_median(r, phase, unit));
        let milliseconds = record
            .and_then(|r| phase_median(r, phase::FIRST_FRAME, unit::CYCLES))
            .map(|cycles| cycles / f64::from(CORE_HZ) * 1e3);
        table.row([
            config_name(runtime, config),
            thousands(median(phase::COMPILE)),
            thousands(median(phase::INSTANTIATE)),
            thousands(median(phase::START)),
            thousands(record.and_then(|r| first_update(r, unit))),
            thousands(median(phase::FIRST_FRAME)),
            number(milliseconds),
        ]);
    }
    format!(
        "`{FLAGSHIP}`, {what}; milliseconds {}.\n\n{}",
        if exact { "estimated" } else { "measured" },
        table.finish()
    )
}

fn first_update(record: &Record, unit: &str) -> Option<f64> {
    let updates = record.samples.get(phase::UPDATE, unit);
    updates.first().map(|first| *first as f64)
}
