//! `results/README.md`: the main table first, then the smaller tables, how to
//! read them, what is unfair, what is missing, and where it all comes from.

use std::collections::BTreeSet;

use badge_catalogue::{Catalogue, Config, Date, Outcome, Workload};
use badge_records::statistics::GEOMETRIC_MEAN_WORKLOADS;
use badge_records::{Lane, Lanes, Machine, Machines, Record, Repeatability};
use serde::Serialize;

use crate::badge::{self, BadgeLane};
use crate::host::{HostTable, Rows};
use crate::view::{Matrix, Name, View};
use crate::{chart, path_of, slowdown_path};

/// Digits of a commit as people write it.
const SHORT_COMMIT: usize = 10;

#[derive(Serialize)]
pub(crate) struct Overview<'a> {
    host: HostTable<'a>,
    chart: Option<String>,
    workloads: Vec<WorkloadRow<'a>>,
    outcomes: Matrix<'a, Outcome>,
    misbehaving: Matrix<'a, String>,
    peak_memory: Matrix<'a, Option<u64>>,
    has_conformance: bool,
    badge: Vec<BadgeLane<'a>>,
    mean_workloads: [&'static str; 6],
    speed_notes: Vec<SpeedNote<'a>>,
    without_runner: Vec<Name<'a>>,
    open_cells: Vec<OpenCells>,
    provenance: Vec<ProvenanceRow<'a>>,
    machines: Vec<MachineRow<'a>>,
    repeatability: Option<&'a Repeatability>,
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

pub(crate) fn page<'a>(
    catalogue: &'a Catalogue,
    lanes: &'a Lanes,
    machines: &'a Machines,
    repeatability: Option<&'a Repeatability>,
) -> Overview<'a> {
    let view = View { catalogue, lanes, lane: Lane::Host };
    let speed_note = |(runtime, config): (_, &'a Config)| {
        let note = config.speed_note.as_deref()?;
        Some(SpeedNote { name: Name::config(runtime, config), note })
    };
    let without_runner = catalogue.runtimes.iter().filter(|r| r.not_obtainable.is_some());
    let workload = |w: &'a Workload| WorkloadRow {
        name: &w.name,
        stresses: &w.stresses,
        frames: w.frames,
        timed: w.is_timed(),
    };
    Overview {
        host: HostTable::new(view, Rows::All),
        chart: path_of(slowdown_path(view.lane), chart::slowdown(&view)),
        workloads: catalogue.workloads.iter().map(workload).collect(),
        outcomes: view.outcomes(),
        misbehaving: view.matrix(catalogue.misbehaving(), |cell| cell.containment()),
        peak_memory: view
            .matrix(catalogue.timed(), |cell| cell.passed().and_then(|r| r.memory.peak_rss_bytes)),
        has_conformance: !catalogue.suite.cases.is_empty(),
        badge: badge::lanes(catalogue, lanes),
        mean_workloads: GEOMETRIC_MEAN_WORKLOADS,
        speed_notes: catalogue.configs().filter_map(speed_note).collect(),
        without_runner: without_runner.map(Name::runtime).collect(),
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
