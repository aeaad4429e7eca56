//! `workloads/<name>.md`: everything about one workload, per config.

use std::collections::BTreeSet;

use super::cell::{Cell, View, phase_median};
use super::main_table::{config_name, references};
use super::markdown::{Align, NONE, Table, generated};
use super::number::{percent, significant};
use super::{chart, frame_times_path, shown_lanes};
use crate::catalogue::{Catalogue, Config, Expectation, RuntimeEntry, Workload};
use crate::record::{Lane, Lanes, Record, phase, unit};
use crate::statistics::{Distribution, Spread, median};

/// How many of the first frames stand beside the later ones.
const FIRST_FRAMES: usize = 5;

/// A unit of samples and how it is shown.
struct Shown {
    unit: &'static str,
    divisor: f64,
    header: &'static str,
}

impl Shown {
    fn of(lane: Lane) -> Self {
        match lane {
            Lane::Host => Shown { unit: unit::NS, divisor: 1e6, header: "ms" },
            Lane::Emulated => {
                Shown { unit: unit::INSTRUCTIONS, divisor: 1e3, header: "thousand instructions" }
            }
            Lane::Device => Shown { unit: unit::CYCLES, divisor: 1e3, header: "thousand cycles" },
        }
    }

    fn value(&self, value: Option<f64>) -> String {
        value.map_or_else(|| NONE.to_owned(), |v| significant(v / self.divisor))
    }
}

type Row<'a> = (&'a RuntimeEntry, &'a Config, Cell<'a>);

pub(super) fn page(catalogue: &Catalogue, lanes: &Lanes, workload: &Workload) -> String {
    let mut text = generated();
    text += &format!("# {}\n\n", workload.title);
    text += &facts(workload);
    for frame in &workload.screens {
        let name = &workload.name;
        text += &format!("![Screen of frame {frame}](../img/{name}-{frame}.png)\n");
    }
    if !workload.screens.is_empty() {
        text.push('\n');
    }
    for lane in shown_lanes(lanes) {
        let view = View { catalogue, lanes, lane };
        let rows: Vec<Row<'_>> =
            view.configs().map(|(r, c)| (r, c, view.cell(r, c, workload))).collect();
        text += match lane {
            Lane::Host => "## On the host\n\n",
            Lane::Emulated => "## On the emulated badge\n\n",
            Lane::Device => "## On the badge\n\n",
        };
        if workload.is_timed() && rows.iter().any(|(_, _, cell)| cell.passed().is_some()) {
            if chart::frame_times(&view, workload).is_some() {
                text += &format!("![Frame times](../{})\n\n", frame_times_path(lane, workload));
            }
            text += &frame_times(&view, &rows, workload);
            text += &cold_start(lane, &rows);
        }
        text += &outcomes(&rows, workload);
    }
    let view = View { catalogue, lanes, lane: Lane::Host };
    text + &references(view.catalogue.runtimes.iter())
}

fn facts(workload: &Workload) -> String {
    let mut table = Table::new(&[("fact", Align::Left), ("value", Align::Left)]);
    table.row(["stresses", &workload.stresses]);
    table.row(["frames", &workload.frames.to_string()]);
    table.row(["calls of `update` per frame", &workload.calls_per_frame.to_string()]);
    let expected = match &workload.expectation {
        Expectation::Links => "every frame hash equal to native code".to_owned(),
        Expectation::Trap(trap) => {
            let kinds: Vec<_> = trap.kinds.iter().map(|k| format!("`{k}`")).collect();
            let place = match trap.frame {
                -1 => "in `start`".to_owned(),
                frame => format!("in frame {frame}"),
            };
            format!("trap {} {place}, all earlier frame hashes equal", kinds.join(" or "))
        }
    };
    table.row(["expected", &expected]);
    table.finish()
}

/// Percentiles of the configs that pass.
fn frame_times(view: &View<'_>, rows: &[Row<'_>], workload: &Workload) -> String {
    let shown = Shown::of(view.lane);
    let header = |what: &str| (format!("{what}, {}", shown.header), Align::Right);
    let mut table = Table::new(&[
        ("runtime/config".to_owned(), Align::Left),
        ("frames".to_owned(), Align::Right),
        ("× native".to_owned(), Align::Right),
        header("p50"),
        header("p95"),
        header("p99"),
        header("max"),
        header("all frames"),
        ("spread of repetitions, %".to_owned(), Align::Right),
    ]);
    let mut without_ratio = BTreeSet::new();
    for (runtime, config, cell) in rows {
        let Some(record) = cell.passed() else {
            continue;
        };
        let ratio = match view.ratio(runtime, config, &workload.name) {
            Some(Ok(ratio)) => significant(ratio),
            Some(Err(reason)) => {
                without_ratio.insert(format!("{}: {reason}", config_name(runtime, config)));
                NONE.to_owned()
            }
            None => NONE.to_owned(),
        };
        let d = Distribution::of(record.samples.get(phase::UPDATE, shown.unit));
        let value = |f: fn(Distribution) -> u64| shown.value(d.map(|d| f(d) as f64));
        let totals = record.samples.get(phase::UPDATE_TOTAL, shown.unit);
        let spread = Spread::of(totals).and_then(Spread::relative);
        table.row([
            config_name(runtime, config),
            frames(record, workload),
            ratio,
            value(|d| d.p50),
            value(|d| d.p95),
            value(|d| d.p99),
            value(|d| d.max),
            shown.value(median(totals)),
            spread.map_or_else(|| NONE.to_owned(), percent),
        ]);
    }
    let mut text = table.finish();
    if !without_ratio.is_empty() {
        text += "No ratio to native:\n\n";
        for line in without_ratio {
            text += &format!("* {line}\n");
        }
        text.push('\n');
    }
    text
}

fn frames(record: &Record, workload: &Workload) -> String {
    match record.frames {
        Some(n) if n < workload.frames => format!("first {n}"),
        Some(n) => n.to_string(),
        None => NONE.to_owned(),
    }
}

/// The phases before the first frame, and the first frames beside the later ones.
fn cold_start(lane: Lane, rows: &[Row<'_>]) -> String {
    let shown = Shown::of(lane);
    let mut header = vec![("runtime/config".to_owned(), Align::Left)];
    for what in ["compile", "instantiate", "start", "first frame"] {
        header.push((format!("{what}, {}", shown.header), Align::Right));
    }
    header.extend((0..FIRST_FRAMES).map(|i| (format!("frame {i}"), Align::Right)));
    header.push((format!("p50 of frames {FIRST_FRAMES} and later"), Align::Right));
    let mut table = Table::new(&header);
    for (runtime, config, cell) in rows {
        let Some(record) = cell.passed() else {
            continue;
        };
        let mut cells = vec![config_name(runtime, config)];
        for name in [phase::COMPILE, phase::INSTANTIATE, phase::START, phase::FIRST_FRAME] {
            cells.push(shown.value(phase_median(record, name, shown.unit)));
        }
        let updates = record.samples.get(phase::UPDATE, shown.unit);
        cells.extend((0..FIRST_FRAMES).map(|i| shown.value(updates.get(i).map(|v| *v as f64))));
        let later = updates.get(FIRST_FRAMES..).and_then(Distribution::of);
        cells.push(shown.value(later.map(|d| d.p50 as f64)));
        table.row(cells);
    }
    format!(
        "The way to the first picture, and the first frames beside the later ones:\n\n{}",
        table.finish()
    )
}

fn outcomes(rows: &[Row<'_>], workload: &Workload) -> String {
    let mut table = Table::new(&[
        ("runtime/config", Align::Left),
        ("outcome", Align::Left),
        ("detail", Align::Left),
        ("known", Align::Left),
        ("date", Align::Left),
    ]);
    for (runtime, config, cell) in rows {
        let stopped = match workload.expectation {
            Expectation::Trap(_) if cell.outcome == crate::Outcome::Pass => cell.containment(),
            _ => String::new(),
        };
        table.row([
            config_name(runtime, config),
            cell.outcome.to_string(),
            cell.reason.clone().unwrap_or(stopped),
            cell.record.map_or(crate::Provenance::None, |r| r.provenance).to_string(),
            cell.record.map_or_else(|| NONE.to_owned(), |r| r.date.to_string()),
        ]);
    }
    table.finish()
}
