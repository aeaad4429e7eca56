//! How each config did in the specification's own test suite: one JSON object per
//! config and version in `results/data/specification/<runtime>.jsonl`.

use std::collections::BTreeMap;

use badge_catalogue::{Catalogue, Date, FileError};
use serde::{Deserialize, Serialize};

use crate::Sha256;

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

/// All records of the suite, by runtime, config and version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SuiteRecords(BTreeMap<(String, String, String), SuiteRecord>);

impl SuiteRecords {
    /// Reads a file and adds its records. `path_label` names it in errors.
    pub fn add(&mut self, path_label: &str, text: &str) -> Result<(), FileError> {
        for (line, content) in (1..).zip(text.lines()) {
            let record: SuiteRecord = serde_json::from_str(content)
                .map_err(|error| FileError::new(path_label, line, "", error))?;
            if let Some(twice) = self.insert(record) {
                let reason = format!("{}/{}: a second record", twice.runtime, twice.config);
                return Err(FileError::new(path_label, line, "version", reason));
            }
        }
        Ok(())
    }

    /// Adds a record; what stood in its place.
    pub fn insert(&mut self, record: SuiteRecord) -> Option<SuiteRecord> {
        let key = (record.runtime.clone(), record.config.clone(), record.version.clone());
        self.0.insert(key, record)
    }

    pub fn get(&self, runtime: &str, config: &str, version: &str) -> Option<&SuiteRecord> {
        self.0.get(&(runtime.to_owned(), config.to_owned(), version.to_owned()))
    }

    pub fn iter(&self) -> impl Iterator<Item = &SuiteRecord> {
        self.0.values()
    }

    /// The records of one runtime, one per line, sorted.
    pub fn format(&self, runtime: &str) -> Result<String, FileError> {
        let mut text = String::new();
        for record in self.0.values().filter(|record| record.runtime == runtime) {
            text += &serde_json::to_string(record)
                .map_err(|error| FileError::new(runtime, None, "", error))?;
            text.push('\n');
        }
        Ok(text)
    }

    /// Drops the records of configs that are no longer declared.
    pub fn retain_declared(&mut self, catalogue: &Catalogue) {
        self.0.retain(|_, record| {
            let runtime = catalogue.runtime(&record.runtime);
            runtime.is_some_and(|runtime| runtime.config(&record.config).is_some())
        });
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
