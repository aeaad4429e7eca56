//! Frames per second with the display.

use super::number;
use crate::catalogue::Workload;
use crate::record::{Record, phase, unit};
use crate::render::cell::View;
use crate::render::main_table::config_name;
use crate::render::markdown::{Align, Table};
use pybadge_board::WIRE_LIMIT;

/// Frames per second of the pass that shows every frame.
pub(super) fn of(record: &Record) -> Option<f64> {
    pybadge_board::frames_per_second(record.samples.get(phase::SHOW, unit::CYCLES))
}

/// Every config on every timed workload.
pub(super) fn table(view: &View<'_>) -> String {
    let workloads: Vec<&Workload> = view.catalogue.timed().collect();
    let mut header = vec![("runtime/config".to_owned(), Align::Left)];
    header.extend(
        workloads.iter().map(|w| (format!("[{0}](workloads/{0}.md)", w.name), Align::Right)),
    );
    let mut table = Table::new(&header);
    for (runtime, config) in view.configs() {
        let mut cells = vec![config_name(runtime, config)];
        cells.extend(workloads.iter().map(|w| {
            let record = view.cell(runtime, config, w).passed();
            number(record.and_then(of))
        }));
        table.row(cells);
    }
    format!("At most {WIRE_LIMIT:.1}, the limit of the wire.\n\n{}", table.finish())
}
