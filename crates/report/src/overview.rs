//! `results/README.md`: the short answer, the tables of badge and host, what is
//! wrong, how to read all that, what is unfair, what is missing, and where it
//! comes from.

use std::collections::{BTreeMap, BTreeSet};

use badge_catalogue::{Config, Date, Outcome, RuntimeEntry, Workload};
use badge_records::statistics::GEOMETRIC_MEAN_WORKLOADS;
use badge_records::{Lane, Lanes, Machine, Machines, Record, Repeatability, Took};
use serde::Serialize;

use crate::answer::{ShortAnswer, short_answer};
use crate::badge::{self, BadgeLane};
use crate::failures::{Failure, failures};
use crate::host::{HostTable, Rows};
use crate::observations::Sentence;
use crate::view::{Matrix, Name, View};
use crate::{Sources, chart, first_picture_path, metering, path_of, references, slowdown_path};

/// Digits of a commit as people write it.
const SHORT_COMMIT: usize = 10;

#[derive(Serialize)]
pub(crate) struct Overview<'a> {
    answer: ShortAnswer<'a>,
    seen: &'a [Sentence],
    host: HostTable<'a>,
    failures: Vec<Failure<'a>>,
    chart: Option<String>,
    first_picture_chart: Option<String>,
    workloads: Vec<WorkloadRow<'a>>,
    outcomes: Matrix<'a, Outcome>,
    misbehaving: Matrix<'a, String>,
    peak_memory: Matrix<'a, Option<u64>>,
    has_conformance: bool,
    has_cartridges: bool,
    has_limits: bool,
    has_metering: bool,
    badge: Vec<BadgeLane<'a>>,
    mean_workloads: [&'static str; 6],
    speed_notes: Vec<SpeedNote<'a>>,
    without_runner: usize,
    open_cells: Vec<OpenCells>,
    provenance: Vec<ProvenanceRow<'a>>,
    machines: Vec<MachineRow<'a>>,
    repeatability: Option<&'a Repeatability>,
    times: Vec<TimeRow<'a>>,
    references: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct WorkloadRow<'a> {
    name: &'a str,
    stresses: &'a str,
    frames: u32,
    timed: bool,
}

#[derive(Serialize)]
struct SpeedNote<'a> {
    name: Name<'a>,
    note: &'a str,
}

/// Cells of a lane that have no record.
#[derive(Serialize)]
struct OpenCells {
    lane: Lane,
    open: usize,
    all: usize,
}

/// Where the records of a lane come from.
#[derive(Serialize)]
struct ProvenanceRow<'a> {
    lane: Lane,
    records: usize,
    from: Option<Date>,
    to: Option<Date>,
    toolchains: BTreeSet<&'a str>,
    sessions: BTreeSet<&'a str>,
    commits: BTreeSet<&'a str>,
}

#[derive(Serialize)]
struct MachineRow<'a> {
    id: &'a str,
    /// `None` where no description is stored.
    machine: Option<&'a Machine>,
}

/// How long a command took.
#[derive(Serialize)]
struct TimeRow<'a> {
    what: &'a str,
    #[serde(flatten)]
    took: &'a Took,
    #[serde(rename = "took")]
    minutes: String,
    cores: Option<u32>,
}

fn time_row<'a>(what: &'a str, took: &'a Took, machines: &Machines) -> TimeRow<'a> {
    TimeRow {
        what,
        took,
        minutes: format!("{}:{:02}", took.seconds / 60, took.seconds % 60),
        cores: machines.get(&took.machine).map(|machine| machine.cores),
    }
}

pub(crate) fn page<'a>(sources: &Sources<'a>, seen: &'a [Sentence]) -> Overview<'a> {
    let Sources { catalogue, lanes, machines, repeatability, times, .. } = *sources;
    let view = View { catalogue, lanes, lane: Lane::Host };
    let speed_note = |(runtime, config): (_, &'a Config)| {
        let note = config.speed_note.as_deref()?;
        Some(SpeedNote { name: Name::config(runtime, config), note })
    };
    let has_runner = |r: &&RuntimeEntry| r.not_obtainable.is_none();
    let workload = |w: &'a Workload| WorkloadRow {
        name: &w.name,
        stresses: &w.stresses,
        frames: w.frames,
        timed: w.is_timed(),
    };
    Overview {
        answer: short_answer(catalogue, lanes),
        seen,
        host: HostTable::new(view, Rows::All),
        failures: failures(&view),
        chart: path_of(slowdown_path(view.lane), chart::slowdown(&view)),
        first_picture_chart: path_of(first_picture_path(view.lane), chart::first_picture(&view)),
        workloads: catalogue.workloads.iter().map(workload).collect(),
        outcomes: view.outcomes(),
        misbehaving: view.matrix(catalogue.misbehaving(), |cell| cell.containment()),
        peak_memory: view
            .matrix(catalogue.timed(), |cell| cell.passed().and_then(|r| r.memory.peak_rss_bytes)),
        has_conformance: !catalogue.suite.cases.is_empty(),
        has_cartridges: !sources.cartridges.is_empty(),
        has_limits: !sources.limits.is_empty(),
        has_metering: metering::page(sources).is_some(),
        badge: badge::lanes(catalogue, lanes),
        mean_workloads: GEOMETRIC_MEAN_WORKLOADS,
        speed_notes: catalogue.configs().filter_map(speed_note).collect(),
        without_runner: catalogue.runtimes.iter().filter(|r| !has_runner(r)).count(),
        open_cells: Lane::ALL
            .iter()
            .map(|lane| open_cells(View { lane: *lane, ..view }))
            .filter(|cells| cells.open > 0)
            .collect(),
        provenance: lanes.present().map(|lane| provenance(lanes, lane)).collect(),
        machines: lanes
            .machines()
            .into_iter()
            .map(|id| MachineRow { id, machine: machines.get(id) })
            .collect(),
        repeatability,
        times: times.0.iter().map(|(what, took)| time_row(what, took, machines)).collect(),
        references: references(catalogue.runtimes.iter().filter(has_runner)),
    }
}

fn open_cells(view: View<'_>) -> OpenCells {
    let (mut open, mut all) = (0, 0);
    for (runtime, config) in view.configs() {
        for workload in &view.catalogue.workloads {
            let outcome = view.cell(runtime, config, workload).outcome;
            open += usize::from(outcome == Outcome::NotRun);
            all += usize::from(outcome != Outcome::NotApplicable);
        }
    }
    OpenCells { lane: view.lane, open, all }
}

fn provenance(lanes: &Lanes, lane: Lane) -> ProvenanceRow<'_> {
    let records: Vec<&Record> = lanes.records(lane).collect();
    ProvenanceRow {
        lane,
        records: records.len(),
        from: records.iter().map(|r| r.date).min(),
        to: records.iter().map(|r| r.date).max(),
        toolchains: records.iter().filter_map(|r| r.toolchain.as_deref()).collect(),
        sessions: records
            .iter()
            .filter_map(|r| Some(r.baseline.as_ref()?.session.as_str()))
            .collect(),
        commits: records
            .iter()
            .filter_map(|r| r.commit.as_deref())
            .map(|commit| commit.get(..SHORT_COMMIT).unwrap_or(commit))
            .collect(),
    }
}
