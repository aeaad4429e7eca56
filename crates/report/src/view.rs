//! What is known of one cell: record, declared failure, or the reason why
//! there is neither.

use badge_catalogue::{Catalogue, Config, Outcome, RuntimeEntry, TrapKind, Workload};
use badge_records::statistics::{Estimate, NoRatio, mean_over_workloads, ratio_to_native};
use badge_records::{Lane, Lanes, Record, phase, unit};
use pybadge_board::CORE_HZ;
use serde::Serialize;

use crate::FLAGSHIP;
use crate::templates::{code, sentence};

/// One lane of everything there is.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) lanes: &'a Lanes,
    pub(crate) lane: Lane,
}

/// A runtime, or one of its configs.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Name<'a> {
    pub(crate) runtime: &'a str,
    pub(crate) title: &'a str,
    pub(crate) config: Option<&'a str>,
    /// Whether the config stands for the runtime.
    pub(crate) is_default: bool,
}

impl<'a> Name<'a> {
    pub(crate) fn runtime(runtime: &'a RuntimeEntry) -> Self {
        Name { runtime: &runtime.name, title: &runtime.title, config: None, is_default: false }
    }

    pub(crate) fn config(runtime: &'a RuntimeEntry, config: &'a Config) -> Self {
        Name { config: Some(&config.name), is_default: config.default, ..Self::runtime(runtime) }
    }

    /// `runtime/config`, as commands take it.
    pub(crate) fn label(&self) -> String {
        self.config.map_or_else(|| self.runtime.to_owned(), |c| format!("{}/{c}", self.runtime))
    }
}

/// What is known of one config × workload in one lane.
pub(crate) struct Cell<'a> {
    pub(crate) outcome: Outcome,
    /// Why it is not a pass, as Markdown.
    pub(crate) reason: Option<String>,
    pub(crate) record: Option<&'a Record>,
}

/// One config with a value for each workload.
#[derive(Serialize)]
pub(crate) struct MatrixRow<'a, T> {
    name: Name<'a>,
    cells: Vec<T>,
}

/// Every config with a value for each of some workloads.
#[derive(Serialize)]
pub(crate) struct Matrix<'a, T> {
    workloads: Vec<&'a str>,
    rows: Vec<MatrixRow<'a, T>>,
}

/// Passed and all of the timed workloads.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Passes {
    pub(crate) passed: usize,
    pub(crate) all: usize,
}

/// The unit in which a lane's times are shown.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Scale {
    pub(crate) unit: &'static str,
    pub(crate) divisor: f64,
    pub(crate) title: &'static str,
}

impl Scale {
    pub(crate) fn of(lane: Lane) -> Self {
        match lane {
            Lane::Host => Scale { unit: unit::NS, divisor: 1e6, title: "ms" },
            Lane::Emulated => {
                let title = "thousand instructions";
                Scale { unit: unit::INSTRUCTIONS, divisor: 1e3, title }
            }
            Lane::Device => Scale { unit: unit::CYCLES, divisor: 1e3, title: "thousand cycles" },
        }
    }

    /// Milliseconds: measured on a host and a badge, estimated on the emulated one.
    pub(crate) fn milliseconds(lane: Lane) -> Self {
        match lane {
            Lane::Host => Self::of(lane),
            Lane::Emulated | Lane::Device => {
                Scale { unit: unit::CYCLES, divisor: f64::from(CORE_HZ) / 1e3, title: "ms" }
            }
        }
    }
}

impl<'a> View<'a> {
    /// The configs that this lane can have, in the order of the tables.
    pub(crate) fn configs(&self) -> impl Iterator<Item = (&'a RuntimeEntry, &'a Config)> {
        let target = self.lane.target();
        self.catalogue.configs().filter(move |(_, c)| c.targets.contains(&target))
    }

    pub(crate) fn cell(
        &self,
        runtime: &'a RuntimeEntry,
        config: &Config,
        workload: &Workload,
    ) -> Cell<'a> {
        if !workload.applies_to(&runtime.name) {
            return Cell { outcome: Outcome::NotApplicable, reason: None, record: None };
        }
        let Some(record) = self.lanes.get(self.lane, &runtime.name, &config.name, &workload.name)
        else {
            let reason = Some("no record yet".to_owned());
            return Cell { outcome: Outcome::NotRun, reason, record: None };
        };
        let declared = runtime
            .known_failure(&config.name, &workload.name, self.lane.target())
            .filter(|f| f.admits(record.outcome))
            .map(|f| sentence(&f.reason).to_owned());
        let reason = match record.outcome {
            Outcome::Pass => None,
            _ => declared.or_else(|| record.detail.as_deref().map(code)),
        };
        Cell { outcome: record.outcome, reason, record: Some(record) }
    }

    pub(crate) fn flagship(&self, runtime: &'a RuntimeEntry, config: &Config) -> Option<Cell<'a>> {
        self.catalogue.workload(FLAGSHIP).map(|workload| self.cell(runtime, config, workload))
    }

    /// The value of every config on every one of the workloads.
    pub(crate) fn matrix<T>(
        &self,
        workloads: impl Iterator<Item = &'a Workload>,
        value: impl Fn(&Cell<'a>) -> T,
    ) -> Matrix<'a, T> {
        let workloads: Vec<&Workload> = workloads.collect();
        let row = |(runtime, config)| MatrixRow {
            name: Name::config(runtime, config),
            cells: workloads.iter().map(|w| value(&self.cell(runtime, config, w))).collect(),
        };
        Matrix {
            rows: self.configs().map(row).collect(),
            workloads: workloads.iter().map(|workload| workload.name.as_str()).collect(),
        }
    }

    pub(crate) fn outcomes(&self) -> Matrix<'a, Outcome> {
        self.matrix(self.catalogue.workloads.iter(), |cell| cell.outcome)
    }

    /// How many of the timed workloads a config passes.
    pub(crate) fn passes(&self, runtime: &'a RuntimeEntry, config: &'a Config) -> Passes {
        let passed = |w: &&Workload| self.cell(runtime, config, w).outcome == Outcome::Pass;
        let timed = || self.catalogue.timed();
        Passes { passed: timed().filter(passed).count(), all: timed().count() }
    }

    /// What ends a guest that never returns; `None` where nothing but the end of the
    /// process, or a reset, does.
    pub(crate) fn ends_loop(&self, runtime: &'a RuntimeEntry, config: &Config) -> Option<String> {
        let endless = self.catalogue.misbehaving().find(|w| w.is_endless())?;
        let cell = self.cell(runtime, config, endless);
        (cell.outcome == Outcome::Pass).then(|| cell.containment())
    }

    /// The same for a config, or else for the first config of its runtime that ends one:
    /// `by fuel in fuel`.
    pub(crate) fn ends_loop_somewhere(
        &self,
        runtime: &'a RuntimeEntry,
        config: &Config,
    ) -> Option<String> {
        self.ends_loop(runtime, config).or_else(|| {
            let others = self.configs().filter(|(other, _)| other.name == runtime.name);
            others.into_iter().find_map(|(_, other)| {
                Some(format!("{} in `{}`", self.ends_loop(runtime, other)?, other.name))
            })
        })
    }

    /// Time relative to native code; `None` where there is no record.
    pub(crate) fn ratio(
        &self,
        runtime: &'a RuntimeEntry,
        config: &Config,
        workload: &str,
    ) -> Option<Result<Estimate, NoRatio>> {
        let workload = self.catalogue.workload(workload)?;
        let record = self.cell(runtime, config, workload).record?;
        Some(ratio_to_native(record, self.lane.unit()))
    }

    /// The geometric mean of the ratios.
    pub(crate) fn mean(&self, runtime: &'a RuntimeEntry, config: &Config) -> Option<Estimate> {
        mean_over_workloads(|workload| self.ratio(runtime, config, workload)?.ok())
    }

    /// The version of a config's engine, as its records give it.
    pub(crate) fn version(&self, runtime: &RuntimeEntry, config: &Config) -> Option<&'a str> {
        self.catalogue.workloads.iter().find_map(|w| {
            self.lanes.get(self.lane, &runtime.name, &config.name, &w.name)?.version.as_deref()
        })
    }
}

impl<'a> Cell<'a> {
    /// The record, if its numbers may be shown.
    pub(crate) fn passed(&self) -> Option<&'a Record> {
        self.record.filter(|r| r.outcome.carries_timing())
    }

    /// How a misbehaving guest was stopped, in a few words.
    pub(crate) fn containment(&self) -> String {
        let kind = self.record.and_then(|r| r.trap).map(|t| t.kind);
        match (self.outcome, kind) {
            (Outcome::Pass, Some(TrapKind::OutOfFuel)) => "by fuel".into(),
            (Outcome::Pass, Some(TrapKind::Interrupted)) => "by interrupt".into(),
            (Outcome::Pass, Some(kind)) => format!("by a trap ({kind})"),
            (Outcome::Pass, None) => "by a trap".into(),
            (Outcome::Timeout, _) => "only by killing".into(),
            (outcome, _) => outcome.to_string(),
        }
    }
}

/// The smallest of the repetitions of a phase, in the unit.
pub(crate) fn phase_best(record: &Record, phase: &str, unit: &str) -> Option<f64> {
    record.samples.get(phase, unit).iter().min().map(|ticks| *ticks as f64)
}

/// The mean frame, in the unit.
pub(crate) fn frame_mean(record: &Record, unit: &str) -> Option<f64> {
    let updates = record.samples.get(phase::UPDATE, unit);
    (!updates.is_empty()).then(|| updates.iter().sum::<u64>() as f64 / updates.len() as f64)
}
