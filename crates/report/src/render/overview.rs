//! `results/README.md`: the main table first, then the smaller tables, how to
//! read them, what is unfair, what is missing, and where it all comes from.

use std::collections::BTreeSet;

use super::cell::View;
use super::main_table::{self, config_name, link};
use super::markdown::{Align, NONE, Table, generated};
use super::number::{integer, mib};
use super::{pybadge, slowdown_picture, tables};
use crate::Outcome;
use crate::catalogue::Catalogue;
use crate::record::{Lane, Lanes, Machines, Record};
use crate::statistics::GEOMETRIC_MEAN_WORKLOADS;

pub(super) fn page(catalogue: &Catalogue, lanes: &Lanes, machines: &Machines) -> String {
    let view = View { catalogue, lanes, lane: Lane::Host };
    let mut text = generated();
    text += "# Results\n\n";
    text += "The same guests on every WebAssembly runtime that can be had, on a host.\n";
    text += "Every frame of every guest must show the same pixels as the native build of that guest, or the cell carries no number.\n\n";
    text += &main_table::block(&view, "", main_table::Rows::All);
    text += "\n## Speed\n\n";
    text += &slowdown_picture(&view);
    text += "## Workloads\n\n";
    text += &workloads(catalogue);
    text += "## Outcomes\n\nEvery config on every workload; what is not a pass is explained in the notes of the main table.\n\n";
    text += &tables::outcomes(&view);
    text += "## Misbehaving guests\n\nHow each config ends a guest that would not end by itself or leaves its memory.\n\n";
    text += &tables::misbehaving(&view);
    if !catalogue.probes.is_empty() {
        text += "What runtimes do with modules that trap, lack something or are no modules stands on the page of [conduct](conduct.md).\n\n";
    }
    text +=
        "## Memory\n\nPeak resident set of the runner's process, MiB, after the last frame.\n\n";
    text += &tables::peak_memory(&view);
    for lane in pybadge::lanes(lanes) {
        text += &pybadge::overview(&View { lane, ..view });
    }
    text += &how_to_read();
    text += &unfair(catalogue);
    text += &not_measured(catalogue, lanes);
    text += &provenance(lanes, machines);
    text
}

fn workloads(catalogue: &Catalogue) -> String {
    let mut table = Table::new(&[
        ("workload", Align::Left),
        ("stresses", Align::Left),
        ("frames", Align::Right),
        ("timed", Align::Centre),
    ]);
    for w in &catalogue.workloads {
        let timed = if w.is_timed() { "yes" } else { "no" };
        table.row([
            format!("[{0}](workloads/{0}.md)", w.name),
            w.stresses.clone(),
            integer(w.frames.into()),
            timed.to_owned(),
        ]);
    }
    table.finish()
}

fn how_to_read() -> String {
    let mean: Vec<_> = GEOMETRIC_MEAN_WORKLOADS.iter().map(|w| format!("`{w}`")).collect();
    format!(
        "## How to read the numbers\n\n\
         * *× native* is the median over the repetitions of the time of all frames, divided by the same median of native code, both over the same frames and from the same session.\n\
         * *ms per frame* is the median frame of the median repetition.\n\
         * *Geometric mean* is taken over {}, and absent unless all of them pass.\n\
         * *First frame* is compile, instantiate, `start` and the first `update` together, because engines move work between these phases; it is the median over the repetitions.\n\
         * *Passes* counts the timed workloads whose whole chain of frame hashes equals the native one.\n\
         * Percentiles are by nearest rank: an element of the samples, never an interpolation.\n\
         * A repetition is a process of its own; no frame is dropped as warm-up.\n\
         * Stored are raw integers; rounding to three significant digits happens on these pages alone.\n\n",
        mean.join(", ")
    )
}

fn unfair(catalogue: &Catalogue) -> String {
    let mut text = "## What is unfair\n\n".to_owned();
    text += "* Host functions are native code in every config: a workload that draws much hides the engine.\n";
    text += "* Engines that compile in the background or on demand pay in the early frames; the pages of the workloads show these beside the later ones.\n";
    text += "* Configs with fuel or interrupts do more work than those without; they are configs of their own for that reason.\n";
    text += "* Peak memory of a runner in a virtual machine contains that machine.\n\n";
    let notes: Vec<_> = catalogue
        .configs()
        .filter_map(|(r, c)| Some((config_name(r, c), c.speed_note.as_deref()?)))
        .collect();
    if !notes.is_empty() {
        let mut table =
            Table::new(&[("runtime/config", Align::Left), ("in particular", Align::Left)]);
        for (name, note) in notes {
            table.row([name.as_str(), note]);
        }
        text += &table.finish();
    }
    text
}

fn not_measured(catalogue: &Catalogue, lanes: &Lanes) -> String {
    let mut text = "## What was not measured\n\n".to_owned();
    let listed: Vec<_> =
        catalogue.runtimes.iter().filter(|r| r.not_obtainable.is_some()).map(link).collect();
    if !listed.is_empty() {
        text += &format!(
            "* Systems without a runner, for the reasons in the notes of the main table: {}.\n",
            listed.join(", ")
        );
    }
    for lane in Lane::ALL.iter().copied() {
        let view = View { catalogue, lanes, lane };
        let cells = view
            .configs()
            .flat_map(|(r, c)| catalogue.workloads.iter().map(move |w| view.cell(r, c, w).outcome));
        let (mut open, mut all) = (0_u64, 0_u64);
        for outcome in cells {
            open += u64::from(outcome == Outcome::NotRun);
            all += u64::from(outcome != Outcome::NotApplicable);
        }
        if open > 0 {
            text += &format!(
                "* Lane `{lane}`: {} of {} cells have no record.\n",
                integer(open),
                integer(all)
            );
        }
    }
    text += "* Power consumption, and the time the display takes on a real badge.\n\n";
    text
}

fn provenance(lanes: &Lanes, machines: &Machines) -> String {
    let mut text = "## Provenance\n\n".to_owned();
    let mut table = Table::new(&[
        ("lane", Align::Left),
        ("records", Align::Right),
        ("from", Align::Left),
        ("to", Align::Left),
        ("toolchains", Align::Left),
        ("sessions", Align::Left),
        ("commits", Align::Left),
    ]);
    for lane in lanes.present() {
        let records: Vec<&Record> = lanes.records(lane).collect();
        let dates: BTreeSet<_> = records.iter().map(|r| r.date).collect();
        let day = |d: Option<&crate::Date>| d.map_or_else(|| NONE.to_owned(), ToString::to_string);
        table.row([
            lane.to_string(),
            integer(records.len() as u64),
            day(dates.first()),
            day(dates.last()),
            distinct(records.iter().filter_map(|r| r.toolchain.as_deref())),
            distinct(records.iter().filter_map(|r| Some(r.baseline.as_ref()?.session.as_str()))),
            distinct(records.iter().filter_map(|r| r.commit.as_deref().map(short))),
        ]);
    }
    text += &table.finish();
    let used = lanes.machines();
    if !used.is_empty() {
        let mut table = Table::new(&[
            ("machine", Align::Left),
            ("processor", Align::Left),
            ("cores", Align::Right),
            ("memory, MiB", Align::Right),
            ("kernel", Align::Left),
            ("toolchains", Align::Left),
        ]);
        for id in used {
            let Some(m) = machines.get(id) else {
                table.row([id, NONE, NONE, NONE, NONE, "no description stored"]);
                continue;
            };
            let toolchains: Vec<_> =
                m.toolchains.iter().map(|(name, version)| format!("{name} {version}")).collect();
            table.row([
                id.to_owned(),
                m.cpu.clone(),
                m.cores.to_string(),
                mib(m.memory_bytes),
                m.kernel.clone(),
                toolchains.join(", "),
            ]);
        }
        text += &table.finish();
    }
    text += "The records themselves are in [data](data/), one JSON object per line.\n";
    text
}

/// The distinct values, sorted, or a dash.
fn distinct<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let values: BTreeSet<_> = values.collect();
    if values.is_empty() {
        return NONE.to_owned();
    }
    values.into_iter().collect::<Vec<_>>().join(", ")
}

/// A commit as people write it.
fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}
