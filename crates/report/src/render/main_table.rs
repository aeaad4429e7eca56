//! The main table: ten columns, one row per config, then one per system
//! without a runner, notes below.

use std::collections::BTreeMap;

use super::FLAGSHIP;
use super::cell::{View, frame_median, phase_median};
use super::markdown::{Align, NONE, Table, without_full_stop};
use super::notes::{Notes, marked};
use super::number::significant;
use crate::catalogue::{Config, Expectation, RuntimeEntry, Stated, Workload};
use crate::record::{phase, unit};
use crate::{Outcome, TrapKind};

/// Which rows a table has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    /// The configs, then the systems without a runner.
    All,
    /// The default config of each runtime, and how much there is besides.
    Head,
}

/// The table, how each cell is known, the notes, and the links. `base` leads
/// from the page to `results/`.
pub(super) fn block(view: &View<'_>, base: &str, rows: Rows) -> String {
    let mut notes = Notes::default();
    let mut table = Table::new(&[
        ("runtime/config version", Align::Left),
        ("language", Align::Left),
        ("archived", Align::Centre),
        ("stale", Align::Centre),
        ("micro", Align::Centre),
        ("passes", Align::Centre),
        (&format!("`{FLAGSHIP}`, × native (ms per frame)"), Align::Right),
        ("geometric mean, × native", Align::Right),
        ("first frame, ms", Align::Right),
        ("misbehaviour: endless loop stopped; guests contained", Align::Left),
    ]);
    let (shown, more): (Vec<_>, Vec<_>) =
        view.configs().partition(|(_, config)| rows == Rows::All || config.default);
    for (runtime, config) in &shown {
        table.row(row(view, runtime, config, &mut notes));
    }
    let target = view.lane.target();
    let unmeasured: Vec<&RuntimeEntry> = view
        .catalogue
        .runtimes
        .iter()
        .filter(|runtime| !runtime.configs.iter().any(|c| c.targets.contains(&target)))
        .collect();
    if rows == Rows::All {
        for runtime in &unmeasured {
            table.row(unmeasured_row(view, runtime, &mut notes));
        }
    }
    let mut text = table.finish();
    if rows == Rows::Head && !(more.is_empty() && unmeasured.is_empty()) {
        text += &format!(
            "One config of each runtime; [the whole table]({base}README.md) has {} more, and a row with the reason for each of {} systems without a runner.\n",
            more.len(),
            unmeasured.len()
        );
    }
    text += &format!(
        "Lower is faster; native code of the same guest is 1.00.\n\
         Upright cells are measured, *italic* ones are cited ([sources]({base}catalogue.md)), \
         {NONE} is none, with the reason in a note or on the [page of the workload]({base}README.md#workloads).\n\n"
    );
    let list = notes.list(view.catalogue.workloads.len());
    if !list.is_empty() {
        text += &format!("Notes:\n\n{list}\n");
    }
    let shown = |r: &&RuntimeEntry| {
        rows == Rows::All || r.configs.iter().any(|c| c.targets.contains(&target))
    };
    text + &references(view.catalogue.runtimes.iter().filter(shown))
}

fn row(view: &View<'_>, runtime: &RuntimeEntry, config: &Config, notes: &mut Notes) -> Vec<String> {
    let name = config_name(runtime, config);
    let version = view.version(runtime, config).map(|v| format!(" {v}")).unwrap_or_default();
    let mut cells = vec![format!("{name}{version}"), runtime.language.clone()];
    cells.extend(status_cells(runtime));
    cells.push(passes(view, runtime, config, &name, notes));
    cells.push(speed(view, runtime, config, &name, notes));
    cells.push(view.mean(runtime, config).map_or_else(|_| NONE.to_owned(), significant));
    cells.push(first_frame(view, runtime, config));
    cells.push(misbehaviour(view, runtime, config, &name, notes));
    cells
}

/// A system without a runner for this lane: only what is cited.
fn unmeasured_row(view: &View<'_>, runtime: &RuntimeEntry, notes: &mut Notes) -> Vec<String> {
    let name = link(runtime);
    let version = runtime.facts.version.as_deref().map(|v| format!(" *{v}*")).unwrap_or_default();
    let reason = match &runtime.not_obtainable {
        Some(not) => {
            format!("`{}`: {} ({})", not.outcome, without_full_stop(&not.reason), not.date)
        }
        None => format!("`{}`: no config has the target `{}`", Outcome::NotRun, view.lane.target()),
    };
    let mark = notes.mark(&reason, &name, None);
    let mut cells = vec![format!("{name}{version}"), runtime.language.clone()];
    cells.extend(status_cells(runtime));
    cells.push(marked(NONE, vec![mark]));
    cells.resize(10, NONE.to_owned());
    cells
}

/// `[name]`, or `[title][name]` where they differ.
pub(super) fn link(runtime: &RuntimeEntry) -> String {
    if runtime.title == runtime.name {
        format!("[{}]", runtime.name)
    } else {
        format!("[{}][{}]", runtime.title, runtime.name)
    }
}

/// The link with the name of the config.
pub(super) fn config_name(runtime: &RuntimeEntry, config: &Config) -> String {
    format!("{}/{}", link(runtime), config.name)
}

/// Reference definitions for [`link`].
pub(super) fn references<'c>(runtimes: impl Iterator<Item = &'c RuntimeEntry>) -> String {
    let links: BTreeMap<_, _> = runtimes.map(|r| (&r.name, &r.reference)).collect();
    links.iter().map(|(name, reference)| format!("[{name}]: {reference}\n")).collect()
}

fn status_cells(runtime: &RuntimeEntry) -> [String; 3] {
    let yes_or_no = |s: &Stated| if s.value { "*yes*" } else { "*no*" }.to_owned();
    let status = &runtime.status;
    let stale = match (status.stale.value, status.stale.age_in_days()) {
        (true, Some(days)) => format!("*{}*", age(days)),
        _ => yes_or_no(&status.stale),
    };
    [yes_or_no(&status.archived), stale, yes_or_no(&status.micro)]
}

/// `2y`, or `8mo` below a year; whole ones, counted down.
fn age(days: i64) -> String {
    if days < 365 {
        return format!("{}mo", days * 12 / 365);
    }
    // 365.25 days in the mean; the first birthday may come a quarter day early.
    format!("{}y", (days * 100 / 36_525).max(1))
}

fn passes(
    view: &View<'_>,
    runtime: &RuntimeEntry,
    config: &Config,
    name: &str,
    notes: &mut Notes,
) -> String {
    let (passed, all) = view.passes(runtime, config);
    let marks = view.catalogue.timed().filter_map(|w| note(view, runtime, config, w, name, notes));
    let marks: Vec<_> = marks.collect();
    marked(&format!("{passed}/{all}"), marks)
}

/// Notes why a cell is not a pass.
fn note(
    view: &View<'_>,
    runtime: &RuntimeEntry,
    config: &Config,
    workload: &Workload,
    name: &str,
    notes: &mut Notes,
) -> Option<usize> {
    let cell = view.cell(runtime, config, workload);
    if cell.outcome == Outcome::Pass {
        return None;
    }
    let text = match cell.reason {
        Some(reason) => format!("`{}`: {reason}", cell.outcome),
        None => format!("`{}`", cell.outcome),
    };
    Some(notes.mark(&text, name, Some(&workload.name)))
}

fn speed(
    view: &View<'_>,
    runtime: &RuntimeEntry,
    config: &Config,
    name: &str,
    notes: &mut Notes,
) -> String {
    let Some(workload) = view.catalogue.workload(FLAGSHIP) else {
        return NONE.to_owned();
    };
    let Some(record) = view.cell(runtime, config, workload).passed() else {
        return NONE.to_owned();
    };
    let mut marks = Vec::new();
    let frames = record.frames.unwrap_or(0);
    if frames < workload.frames {
        let text = format!("only the first {frames} of {} frames are compared", workload.frames);
        marks.push(notes.mark(&text, name, Some(&workload.name)));
    }
    let per_frame = frame_median(record, unit::NS).map(|ns| significant(ns / 1e6));
    let content = match (view.ratio(runtime, config, FLAGSHIP), per_frame) {
        (Some(Ok(ratio)), Some(ms)) => format!("{} ({ms})", significant(ratio)),
        (Some(Ok(ratio)), None) => significant(ratio),
        (Some(Err(reason)), ms) => {
            marks.push(notes.mark(&format!("no ratio to native: {reason}"), name, Some(FLAGSHIP)));
            ms.map_or_else(|| NONE.to_owned(), |ms| format!("{NONE} ({ms})"))
        }
        (None, _) => NONE.to_owned(),
    };
    marked(&content, marks)
}

fn first_frame(view: &View<'_>, runtime: &RuntimeEntry, config: &Config) -> String {
    view.catalogue
        .workload(FLAGSHIP)
        .and_then(|w| view.cell(runtime, config, w).passed())
        .and_then(|record| phase_median(record, phase::FIRST_FRAME, unit::NS))
        .map_or_else(|| NONE.to_owned(), |ns| significant(ns / 1e6))
}

fn misbehaviour(
    view: &View<'_>,
    runtime: &RuntimeEntry,
    config: &Config,
    name: &str,
    notes: &mut Notes,
) -> String {
    let applicable: Vec<_> =
        view.catalogue.misbehaving().filter(|w| w.applies_to(&runtime.name)).collect();
    if applicable.is_empty() {
        return Outcome::NotApplicable.to_string();
    }
    let mut contained = 0;
    let mut marks = Vec::new();
    let mut parts = Vec::new();
    for workload in &applicable {
        let cell = view.cell(runtime, config, workload);
        contained += usize::from(cell.outcome == Outcome::Pass);
        if is_endless(workload) {
            parts.push(cell.containment());
        }
        marks.extend(note(view, runtime, config, workload, name, notes));
    }
    parts.push(format!("{contained}/{}", applicable.len()));
    marked(&parts.join("; "), marks)
}

/// Whether a guest never returns: only fuel or an interrupt ends it.
pub(super) fn is_endless(workload: &Workload) -> bool {
    match &workload.expectation {
        Expectation::Links => false,
        Expectation::Trap(trap) => {
            trap.kinds.iter().any(|k| matches!(k, TrapKind::OutOfFuel | TrapKind::Interrupted))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_whole_years_or_months() {
        assert_eq!(
            [39, 364, 365, 730, 731, 2200].map(age),
            ["1mo", "11mo", "1y", "1y", "2y", "6y"]
        );
    }
}
