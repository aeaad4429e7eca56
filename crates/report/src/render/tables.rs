//! The smaller tables of the overview: outcomes, memory, misbehaving guests.

use super::cell::View;
use super::main_table::config_name;
use super::markdown::{Align, NONE, Table};
use super::number::mib;
use crate::Outcome;
use crate::catalogue::Workload;

/// The outcome of every cell of a lane, as the word it is stored under.
pub(super) fn outcomes(view: &View<'_>) -> String {
    let workloads: Vec<&Workload> = view.catalogue.workloads.iter().collect();
    let mut table = per_workload(&workloads, Align::Left);
    for (runtime, config) in view.configs() {
        let mut cells = vec![config_name(runtime, config)];
        cells.extend(workloads.iter().map(|w| match view.cell(runtime, config, w).outcome {
            outcome @ (Outcome::NotApplicable | Outcome::NotRun | Outcome::Pass) => {
                outcome.to_string()
            }
            outcome => format!("**{outcome}**"),
        }));
        table.row(cells);
    }
    table.finish()
}

/// Peak resident set per timed workload, MiB.
pub(super) fn peak_memory(view: &View<'_>) -> String {
    let workloads: Vec<&Workload> = view.catalogue.timed().collect();
    let mut table = per_workload(&workloads, Align::Right);
    for (runtime, config) in view.configs() {
        let mut cells = vec![config_name(runtime, config)];
        cells.extend(workloads.iter().map(|w| {
            let record = view.cell(runtime, config, w).passed();
            let peak = record.and_then(|r| r.memory.peak_rss_bytes);
            peak.map_or_else(|| NONE.to_owned(), mib)
        }));
        table.row(cells);
    }
    table.finish()
}

/// How each misbehaving guest ended.
pub(super) fn misbehaving(view: &View<'_>) -> String {
    let workloads: Vec<&Workload> = view.catalogue.misbehaving().collect();
    let mut table = per_workload(&workloads, Align::Left);
    for (runtime, config) in view.configs() {
        let mut cells = vec![config_name(runtime, config)];
        cells.extend(workloads.iter().map(|w| view.cell(runtime, config, w).containment()));
        table.row(cells);
    }
    table.finish()
}

/// A table with one column per workload, titled with links to their pages.
fn per_workload(workloads: &[&Workload], align: Align) -> Table {
    let mut header = vec![("runtime/config".to_owned(), Align::Left)];
    header.extend(workloads.iter().map(|w| (format!("[{0}](workloads/{0}.md)", w.name), align)));
    Table::new(&header)
}
