//! What a misbehaving guest does to the badge.

use crate::record::Lane;
use crate::render::cell::View;
use crate::render::main_table::config_name;
use crate::render::markdown::{Align, NONE, Table, code};
use crate::{Outcome, Provenance};

/// One row per config and guest: outcome, reason, and what the badge shows
/// afterwards.
pub(super) fn table(view: &View<'_>) -> String {
    let mut table = Table::new(&[
        ("runtime/config", Align::Left),
        ("guest", Align::Left),
        ("ends", Align::Left),
        ("in its words", Align::Left),
        ("the badge then shows", Align::Left),
    ]);
    let mut any = false;
    for (runtime, config) in view.configs() {
        for workload in view.catalogue.misbehaving() {
            let cell = view.cell(runtime, config, workload);
            let Some(record) = cell.record else {
                continue;
            };
            any = true;
            let seen = record.provenance == Provenance::Emulated && view.lane == Lane::Emulated;
            let picture = format!(
                "![screen](img/pybadge-{}-{}-{}.png)",
                runtime.name, config.name, workload.name
            );
            let words = record.detail.as_deref();
            let ends = match cell.outcome {
                // The firmware watches its guest, and starts anew.
                Outcome::Timeout => "only by a reset".to_owned(),
                _ => cell.containment(),
            };
            table.row([
                config_name(runtime, config),
                format!("[{0}](workloads/{0}.md)", workload.name),
                ends,
                words.map_or_else(|| NONE.to_owned(), code),
                if seen { picture } else { NONE.to_owned() },
            ]);
        }
    }
    if any { table.finish() } else { "None was run.\n\n".to_owned() }
}
