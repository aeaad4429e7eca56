//! Where observations come from; lanes are never mixed in one column.

use std::collections::{BTreeMap, BTreeSet};

use badge_catalogue::{FileError, Target, words};

use crate::lines::cell_name;
use crate::{Record, unit};

words! {
    /// Where observations come from. The word is also the directory below
    /// `results/data/`.
    pub enum Lane("lane") {
        Host = "host",
        Emulated = "emulated",
        Device = "device",
    }
}

words! {
    /// How a cell is known.
    pub enum Provenance("provenance") {
        Measured = "measured",
        Emulated = "emulated",
        Device = "device",
        /// Taken from a source that is named.
        Cited = "cited",
        /// Not known; the reason stands beside it.
        None = "none",
    }
}

impl Lane {
    pub fn target(self) -> Target {
        match self {
            Lane::Host => Target::Host,
            Lane::Emulated | Lane::Device => Target::Pybadge,
        }
    }

    /// How an observation in this lane is known.
    pub fn provenance(self) -> Provenance {
        match self {
            Lane::Host => Provenance::Measured,
            Lane::Emulated => Provenance::Emulated,
            Lane::Device => Provenance::Device,
        }
    }

    /// The unit that ratios are taken in: the one this lane knows exactly.
    /// Emulated instructions are exact, emulated cycles an estimate.
    pub fn unit(self) -> &'static str {
        match self {
            Lane::Host => unit::NS,
            Lane::Emulated => unit::INSTRUCTIONS,
            Lane::Device => unit::CYCLES,
        }
    }
}

/// All records there are, by lane, then by runtime, config and workload.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lanes(BTreeMap<Lane, BTreeMap<(String, String, String), Record>>);

impl Lanes {
    /// Adds the records of one file.
    pub fn insert(
        &mut self,
        lane: Lane,
        path_label: &str,
        records: Vec<Record>,
    ) -> Result<(), FileError> {
        for record in records {
            let name = cell_name(&record);
            let wrong = |key: &str, reason: String| FileError::new(path_label, None, key, reason);
            if record.target != lane.target() {
                let reason = format!("{name} has `{}` in lane `{lane}`", record.target);
                return Err(wrong("target", reason));
            }
            if record.provenance != lane.provenance() && record.provenance != Provenance::None {
                let reason = format!("{name} has `{}` in lane `{lane}`", record.provenance);
                return Err(wrong("provenance", reason));
            }
            let cell = (record.runtime.clone(), record.config.clone(), record.workload.clone());
            if self.0.entry(lane).or_default().insert(cell, record).is_some() {
                return Err(wrong("workload", format!("{name} occurs twice")));
            }
        }
        Ok(())
    }

    pub fn get(&self, lane: Lane, runtime: &str, config: &str, workload: &str) -> Option<&Record> {
        let cell = (runtime.to_owned(), config.to_owned(), workload.to_owned());
        self.0.get(&lane)?.get(&cell)
    }

    /// The records of one lane, sorted by runtime, config, workload.
    pub fn records(&self, lane: Lane) -> impl Iterator<Item = &Record> {
        self.0.get(&lane).into_iter().flat_map(BTreeMap::values)
    }

    /// The lanes that hold at least one record.
    pub fn present(&self) -> impl Iterator<Item = Lane> {
        self.0.iter().filter(|(_, records)| !records.is_empty()).map(|(lane, _)| *lane)
    }

    /// Identifiers of the machines that the records name.
    pub fn machines(&self) -> BTreeSet<&str> {
        self.0.values().flat_map(BTreeMap::values).filter_map(|r| r.machine.as_deref()).collect()
    }
}
