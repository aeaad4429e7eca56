//! What is known of one cell: record, declared failure, or the reason why
//! there is neither.

use super::markdown::{code, without_full_stop};
use crate::catalogue::{Config, RuntimeEntry, Workload};
use crate::record::{Lane, Lanes, Record, phase};
use crate::statistics::{NoMean, NoRatio, mean_over_workloads, median, ratio_to_native};
use crate::{Catalogue, Outcome, TrapKind};

/// One lane of everything there is.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) lanes: &'a Lanes,
    pub(super) lane: Lane,
}

/// What is known of one config × workload in one lane.
pub(super) struct Cell<'a> {
    pub(super) outcome: Outcome,
    /// Why it is not a pass, as Markdown.
    pub(super) reason: Option<String>,
    pub(super) record: Option<&'a Record>,
}

impl<'a> View<'a> {
    /// The configs that this lane can have, in the order of the tables.
    pub(super) fn configs(&self) -> impl Iterator<Item = (&'a RuntimeEntry, &'a Config)> {
        let target = self.lane.target();
        self.catalogue.configs().filter(move |(_, c)| c.targets.contains(&target))
    }

    pub(super) fn cell(
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
            .map(|f| without_full_stop(&f.reason).to_owned());
        let reason = match record.outcome {
            Outcome::Pass => None,
            _ => declared.or_else(|| record.detail.as_deref().map(code)),
        };
        Cell { outcome: record.outcome, reason, record: Some(record) }
    }

    /// Passed and all timed workloads that apply.
    pub(super) fn passes(&self, runtime: &'a RuntimeEntry, config: &Config) -> (usize, usize) {
        let cells: Vec<_> =
            self.catalogue.timed().map(|w| self.cell(runtime, config, w).outcome).collect();
        (cells.iter().filter(|o| **o == Outcome::Pass).count(), cells.len())
    }

    /// Time relative to native code; `None` where there is no record.
    pub(super) fn ratio(
        &self,
        runtime: &'a RuntimeEntry,
        config: &Config,
        workload: &str,
    ) -> Option<Result<f64, NoRatio>> {
        let workload = self.catalogue.workload(workload)?;
        let record = self.cell(runtime, config, workload).record?;
        Some(ratio_to_native(record, self.lane.unit()))
    }

    /// The geometric mean of the ratios.
    pub(super) fn mean(&self, runtime: &'a RuntimeEntry, config: &Config) -> Result<f64, NoMean> {
        mean_over_workloads(|workload| self.ratio(runtime, config, workload))
    }

    /// The version of a config's engine, as its records give it.
    pub(super) fn version(&self, runtime: &RuntimeEntry, config: &Config) -> Option<&'a str> {
        self.catalogue.workloads.iter().find_map(|w| {
            self.lanes.get(self.lane, &runtime.name, &config.name, &w.name)?.version.as_deref()
        })
    }
}

impl<'a> Cell<'a> {
    /// The record, if its numbers may be shown.
    pub(super) fn passed(&self) -> Option<&'a Record> {
        self.record.filter(|r| r.outcome.carries_timing())
    }

    /// How a misbehaving guest was stopped, in a few words.
    pub(super) fn containment(&self) -> String {
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

/// Median of the repetitions of a phase, in the unit.
pub(super) fn phase_median(record: &Record, phase: &str, unit: &str) -> Option<f64> {
    median(record.samples.get(phase, unit))
}

/// Median frame, in the unit.
pub(super) fn frame_median(record: &Record, unit: &str) -> Option<f64> {
    median(record.samples.get(phase::UPDATE, unit))
}
