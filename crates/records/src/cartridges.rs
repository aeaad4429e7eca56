//! What came of the cartridges of this repository: one JSON object per line of
//! `results/data/cartridges/<target>.jsonl`.

use std::collections::BTreeMap;

use badge_catalogue::{Date, FileError, Outcome, Target};
use serde::{Deserialize, Serialize};

use crate::Sha256;

/// One cartridge on one config. The fields stand in the order of the keys in the
/// file; an unknown one is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartridgeRecord {
    pub runtime: String,
    pub config: String,
    /// Its directory below `workloads/cartridges`.
    pub cartridge: String,
    pub target: Target,
    /// A pass is a run whose last link is the recorded one.
    pub outcome: Outcome,
    /// What there is to say about the outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Version of the engine as linked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Size of the module.
    pub module_bytes: u64,
    /// Ticks of a run, in each of which the cartridge updates once.
    pub ticks: u32,
    /// Times; only of a pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<CartridgeTimes>,
    /// Memory on the badge; only of a pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<CartridgeRoom>,
    /// Identifier of the machine; absent on the emulated badge, which is the same
    /// everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
    /// Hash over everything that the record follows from.
    pub inputs: Sha256,
    pub date: Date,
}

/// Times of a cartridge. On the host each tick's is the lower quartile over the
/// repetitions; on the emulated badge one run says all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartridgeTimes {
    /// Runs that the times come from.
    pub repetitions: u32,
    /// Nanoseconds of all updates together.
    pub updates_ns: u64,
    /// Nanoseconds of the update that takes longest.
    pub longest_ns: u64,
    /// Nanoseconds from the bytes of the module to the first picture.
    pub first_ns: u64,
    /// Exact instructions of all updates together; known on the emulated badge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<u64>,
    /// Nanoseconds from picture to picture with the display, as fast as it goes, in
    /// the mean; known on the badge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_ns: Option<u64>,
}

/// What a cartridge uses of the badge and leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartridgeRoom {
    /// The most heap in use.
    pub heap_bytes: u64,
    /// Heap that was never in use.
    pub heap_left_bytes: u64,
    /// Flash behind the image.
    pub flash_left_bytes: u64,
}

impl CartridgeRecord {
    /// Nanoseconds of a mean update.
    pub fn update_ns(&self) -> Option<f64> {
        let times = self.times.as_ref()?;
        (self.ticks > 0).then(|| times.updates_ns as f64 / f64::from(self.ticks))
    }

    /// Whether both say the same of the same inputs, on whatever day.
    pub fn same_observation(&self, other: &Self) -> bool {
        Self { date: other.date, ..self.clone() } == *other
    }
}

/// Target, runtime, config and cartridge.
type Key = (Target, String, String, String);

/// All records of cartridges.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CartridgeRecords(BTreeMap<Key, CartridgeRecord>);

impl CartridgeRecords {
    /// Reads a file and adds its records. `path_label` names it in errors.
    pub fn add(&mut self, path_label: &str, text: &str) -> Result<(), FileError> {
        for (line, content) in (1..).zip(text.lines()) {
            let record: CartridgeRecord = serde_json::from_str(content)
                .map_err(|error| FileError::new(path_label, line, "", error))?;
            if record.times.is_some() != (record.outcome == Outcome::Pass) {
                let reason = "a pass has times, and nothing else has";
                return Err(FileError::new(path_label, line, "times", reason));
            }
            if let Some(twice) = self.insert(record) {
                let reason = format!("{}/{}: a second record", twice.runtime, twice.config);
                return Err(FileError::new(path_label, line, "cartridge", reason));
            }
        }
        Ok(())
    }

    /// Adds a record; what stood in its place.
    pub fn insert(&mut self, record: CartridgeRecord) -> Option<CartridgeRecord> {
        let CartridgeRecord { target, runtime, config, cartridge, .. } = &record;
        self.0.insert((*target, runtime.clone(), config.clone(), cartridge.clone()), record)
    }

    pub fn get(
        &self,
        target: Target,
        runtime: &str,
        config: &str,
        cartridge: &str,
    ) -> Option<&CartridgeRecord> {
        self.0.get(&(target, runtime.to_owned(), config.to_owned(), cartridge.to_owned()))
    }

    /// Drops what is not among these.
    pub fn retain(&mut self, mut keep: impl FnMut(&CartridgeRecord) -> bool) {
        self.0.retain(|_, record| keep(record));
    }

    /// Those of a target.
    pub fn of(&self, target: Target) -> impl Iterator<Item = &CartridgeRecord> {
        self.0.values().filter(move |record| record.target == target)
    }

    /// The records of a target, one per line, sorted.
    pub fn format(&self, target: Target) -> Result<String, FileError> {
        lines(self.of(target), target.word())
    }
}

/// How many cartridges of a collection of other people's one config played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollectionRecord {
    /// Where the cartridges come from.
    pub collection: String,
    pub target: Target,
    pub runtime: String,
    pub config: String,
    /// How many there are.
    pub cartridges: u32,
    /// Ticks that each was played.
    pub ticks: u32,
    /// How many came to their end.
    pub ran: u32,
    /// How many of these showed something else than most configs.
    pub differ: u32,
    /// How many of these make 60 updates a second.
    pub at_60: u32,
    /// How many make 30.
    pub at_30: u32,
    /// Size of the largest that ran.
    pub largest_bytes: u64,
    /// By outcome, how many did not.
    pub failed: BTreeMap<String, u32>,
    pub date: Date,
}

/// All records of collections.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CollectionRecords(BTreeMap<(String, Target, u32, String, String), CollectionRecord>);

impl CollectionRecords {
    /// Reads a file. `path_label` names it in errors.
    pub fn parse(path_label: &str, text: &str) -> Result<Self, FileError> {
        let mut records = Self::default();
        for (line, content) in (1..).zip(text.lines()) {
            let record = serde_json::from_str(content)
                .map_err(|error| FileError::new(path_label, line, "", error))?;
            records.insert(record);
        }
        Ok(records)
    }

    /// Adds a record in place of an old one.
    pub fn insert(&mut self, record: CollectionRecord) {
        let CollectionRecord { collection, target, ticks, runtime, config, .. } = record.clone();
        self.0.insert((collection, target, ticks, runtime, config), record);
    }

    pub fn iter(&self) -> impl Iterator<Item = &CollectionRecord> {
        self.0.values()
    }

    /// One line each, sorted.
    pub fn format(&self) -> Result<String, FileError> {
        lines(self.iter(), "collections")
    }
}

fn lines(records: impl Iterator<Item = impl Serialize>, label: &str) -> Result<String, FileError> {
    let mut text = String::new();
    for record in records {
        text += &serde_json::to_string(&record)
            .map_err(|error| FileError::new(label, None, "", error))?;
        text.push('\n');
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(outcome: &str, times: &str) -> String {
        let inputs = Sha256([7; 32]);
        format!(
            r#"{{"runtime":"a","config":"b","cartridge":"c","target":"host","outcome":"{outcome}","module_bytes":9,"ticks":600{times},"inputs":"{inputs}","date":"2026-01-01"}}"#
        )
    }

    const TIMES: &str =
        r#","times":{"repetitions":3,"updates_ns":1200,"longest_ns":5,"first_ns":7}"#;

    #[test]
    fn what_is_written_is_what_was_read() {
        let text = line("pass", TIMES) + "\n";
        let mut records = CartridgeRecords::default();
        records.add("host.jsonl", &text).unwrap();
        assert_eq!(records.format(Target::Host).unwrap(), text);
        assert_eq!(records.format(Target::Pybadge).unwrap(), "");
        let record = records.get(Target::Host, "a", "b", "c").unwrap();
        assert_eq!(record.update_ns(), Some(2.0));
    }

    #[test]
    fn times_without_a_pass_and_a_second_record_are_refused() {
        let refused = |text: &str| {
            let error = CartridgeRecords::default().add("host.jsonl", text).unwrap_err();
            error.to_string()
        };
        assert!(refused(&line("trap", TIMES)).contains("times"));
        assert!(refused(&line("pass", "")).contains("times"));
        let twice = format!("{}\n{}", line("trap", ""), line("trap", ""));
        assert!(refused(&twice).contains("a second record"));
    }
}
