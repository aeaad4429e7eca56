//! All records, by lane.

use std::collections::{BTreeMap, BTreeSet};

use super::{Lane, Record, RecordError};
use crate::Provenance;

/// All records there are, by lane, then by runtime, config and workload.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lanes(BTreeMap<Lane, BTreeMap<(String, String, String), Record>>);

impl Lanes {
    /// Adds the records of one file.
    ///
    /// # Errors
    ///
    /// A record that belongs into another lane, or a cell that is there already.
    pub fn insert(
        &mut self,
        lane: Lane,
        path_label: &str,
        records: Vec<Record>,
    ) -> Result<(), RecordError> {
        for record in records {
            let wrong = |key: &str, reason: String| RecordError {
                file: path_label.to_owned(),
                line: 0,
                key: key.to_owned(),
                reason,
            };
            let cell = (record.runtime.clone(), record.config.clone(), record.workload.clone());
            let name = format!("{}/{} on {}", cell.0, cell.1, cell.2);
            if record.target != lane.target() {
                let reason = format!("{name} has `{}` in lane `{lane}`", record.target);
                return Err(wrong("target", reason));
            }
            if record.provenance != lane.provenance() && record.provenance != Provenance::None {
                let reason = format!("{name} has `{}` in lane `{lane}`", record.provenance);
                return Err(wrong("provenance", reason));
            }
            if self.0.entry(lane).or_default().insert(cell, record).is_some() {
                return Err(wrong("workload", format!("{name} occurs twice")));
            }
        }
        Ok(())
    }

    /// The record of one cell.
    #[must_use]
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
    #[must_use]
    pub fn machines(&self) -> BTreeSet<&str> {
        self.0.values().flat_map(BTreeMap::values).filter_map(|r| r.machine.as_deref()).collect()
    }
}
