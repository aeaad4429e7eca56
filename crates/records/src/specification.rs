//! How each config did in the specification's own test suite: one JSON object per
//! config and version in `results/data/specification/<runtime>.jsonl`.

use std::collections::BTreeMap;

use badge_catalogue::Date;
use serde::{Deserialize, Serialize};

use crate::{Entries, Entry, Sha256};

/// What came of one version of the suite on one config.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuiteRecord {
    pub runtime: String,
    pub config: String,
    /// Version of the standard: `1.0`, `2.0`, `3.0`.
    pub version: String,
    /// By script: how many assertions passed, failed and were not asked.
    pub scripts: BTreeMap<String, Counts>,
    /// By script, where one failed: the first that did.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub first: BTreeMap<String, FirstFailure>,
    /// Version of the engine as linked; unknown where the runner said nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// Hash over everything the answers depend on.
    pub inputs: Sha256,
    pub date: Date,
}

/// Assertions of a script: passed, failed, not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "(u32, u32, u32)", into = "(u32, u32, u32)")]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

impl From<(u32, u32, u32)> for Counts {
    fn from((passed, failed, skipped): (u32, u32, u32)) -> Self {
        Self { passed, failed, skipped }
    }
}

impl From<Counts> for (u32, u32, u32) {
    fn from(counts: Counts) -> Self {
        (counts.passed, counts.failed, counts.skipped)
    }
}

impl Counts {
    /// The sum of several.
    pub fn sum(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().fold(Self::default(), |sum, one| Self {
            passed: sum.passed + one.passed,
            failed: sum.failed + one.failed,
            skipped: sum.skipped + one.skipped,
        })
    }

    /// What passed of what was asked; `None` where nothing was.
    pub fn share(self) -> Option<f64> {
        let asked = self.passed + self.failed;
        (asked > 0).then(|| f64::from(self.passed) / f64::from(asked))
    }
}

/// An assertion that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstFailure {
    /// Line in the script, from 1.
    pub line: u32,
    pub expected: String,
    pub actual: String,
}

impl SuiteRecord {
    /// All scripts together.
    pub fn counts(&self) -> Counts {
        Counts::sum(self.scripts.values().copied())
    }
}

impl Entry for SuiteRecord {
    const DIRECTORY: &'static str = "specification";
    /// Runtime, config and version.
    type Key = (String, String, String);

    fn key(&self) -> Self::Key {
        (self.runtime.clone(), self.config.clone(), self.version.clone())
    }

    fn file(&self) -> &str {
        &self.runtime
    }

    fn config(&self) -> (&str, &str) {
        (&self.runtime, &self.config)
    }
}

/// All records of the suite.
pub type SuiteRecords = Entries<SuiteRecord>;

impl SuiteRecords {
    pub fn get(&self, runtime: &str, config: &str, version: &str) -> Option<&SuiteRecord> {
        self.at(&(runtime.to_owned(), config.to_owned(), version.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"runtime":"a","config":"b","version":"1.0","scripts":{"f32.wast":[5,1,2],"i32.wast":[3,0,0]},"first":{"f32.wast":{"line":7,"expected":"f32:1","actual":"f32:2"}},"inputs":"0000000000000000000000000000000000000000000000000000000000000000","date":"2026-11-29"}"#;

    #[test]
    fn what_is_read_is_written_to_the_same_bytes() {
        let mut records = SuiteRecords::default();
        records.add("test", LINE).unwrap();
        assert_eq!(records.format("a").unwrap(), format!("{LINE}\n"));
        let counts = records.get("a", "b", "1.0").unwrap().counts();
        assert_eq!(counts, Counts { passed: 8, failed: 1, skipped: 2 });
        assert_eq!(counts.share(), Some(8.0 / 9.0));
        assert!(records.add("test", LINE).is_err(), "twice");
        assert_eq!(Counts::default().share(), None);
    }
}
