//! What came of the cartridges of this repository, `cartridges/<target>.jsonl`, and of
//! collections of other people's, `collections/<target>.jsonl`.

use std::collections::BTreeMap;

use badge_catalogue::{Date, Outcome, Target};
use serde::{Deserialize, Serialize};

use crate::{Entries, Entry, Sha256};

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

impl Entry for CartridgeRecord {
    const DIRECTORY: &'static str = "cartridges";
    /// Target, runtime, config and cartridge.
    type Key = (Target, String, String, String);

    fn key(&self) -> Self::Key {
        let Self { target, runtime, config, cartridge, .. } = self;
        (*target, runtime.clone(), config.clone(), cartridge.clone())
    }

    fn file(&self) -> &str {
        self.target.word()
    }

    fn config(&self) -> (&str, &str) {
        (&self.runtime, &self.config)
    }

    fn check(&self) -> Result<(), (&'static str, String)> {
        if self.times.is_some() == (self.outcome == Outcome::Pass) {
            return Ok(());
        }
        Err(("times", "a pass has times, and nothing else has".to_owned()))
    }
}

/// All records of cartridges.
pub type CartridgeRecords = Entries<CartridgeRecord>;

impl CartridgeRecords {
    pub fn get(
        &self,
        target: Target,
        runtime: &str,
        config: &str,
        cartridge: &str,
    ) -> Option<&CartridgeRecord> {
        self.at(&(target, runtime.to_owned(), config.to_owned(), cartridge.to_owned()))
    }

    /// Those of a target.
    pub fn of(&self, target: Target) -> impl Iterator<Item = &CartridgeRecord> {
        self.iter().filter(move |record| record.target == target)
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

impl Entry for CollectionRecord {
    const DIRECTORY: &'static str = "collections";
    /// Collection, ticks, runtime, config and target.
    type Key = (String, u32, String, String, Target);

    fn key(&self) -> Self::Key {
        let Self { collection, ticks, runtime, config, target, .. } = self;
        (collection.clone(), *ticks, runtime.clone(), config.clone(), *target)
    }

    fn file(&self) -> &str {
        self.target.word()
    }

    fn config(&self) -> (&str, &str) {
        (&self.runtime, &self.config)
    }
}

/// All records of collections.
pub type CollectionRecords = Entries<CollectionRecord>;

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
        assert_eq!(records.format("host").unwrap(), text);
        assert_eq!(records.format("pybadge").unwrap(), "");
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
