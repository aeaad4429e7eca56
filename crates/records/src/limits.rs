//! How far each config goes, `limits/<runtime>.jsonl`: what was found by bisection, what
//! happens beyond it, how long modules of several sizes take to compile, and what a
//! config does where the standard leaves it free.

use std::collections::BTreeMap;
use std::fmt;

use badge_catalogue::Date;
use serde::{Deserialize, Serialize};

use crate::{Entries, Entry, Sha256};

/// What is driven to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    Recursion,
    Memory,
    Table,
    Functions,
    Instructions,
    Locals,
    Parameters,
    Operands,
    Branches,
    Nesting,
    Exports,
    Globals,
}

impl Limit {
    /// All, in the order of the page.
    pub const ALL: [Self; 12] = [
        Self::Recursion,
        Self::Memory,
        Self::Table,
        Self::Functions,
        Self::Instructions,
        Self::Locals,
        Self::Parameters,
        Self::Operands,
        Self::Branches,
        Self::Nesting,
        Self::Exports,
        Self::Globals,
    ];

    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Recursion => "recursion",
            Self::Memory => "memory",
            Self::Table => "table",
            Self::Functions => "functions",
            Self::Instructions => "instructions",
            Self::Locals => "locals",
            Self::Parameters => "parameters",
            Self::Operands => "operands",
            Self::Branches => "branches",
            Self::Nesting => "nesting",
            Self::Exports => "exports",
            Self::Globals => "globals",
        }
    }

    /// What is counted.
    pub fn title(self) -> &'static str {
        match self {
            Self::Recursion => "calls of a function by itself that are open at once",
            Self::Memory => "pages of 64 KiB of a memory whose last word is written",
            Self::Table => "elements of a table whose last one is called",
            Self::Functions => "functions of a module",
            Self::Instructions => "additions in one function",
            Self::Locals => "locals of a function",
            Self::Parameters => "parameters of a function",
            Self::Operands => "operands on the stack of a function",
            Self::Branches => "targets of a `br_table`",
            Self::Nesting => "blocks within each other",
            Self::Exports => "exports of a module, all of one function",
            Self::Globals => "globals of a module",
        }
    }

    /// The most that is tried: what a memory or a table can have, or more than a
    /// program would ask for.
    pub fn most(self) -> u64 {
        match self {
            Self::Recursion => 1 << 24,
            Self::Memory => 1 << 16,
            Self::Table => 1 << 26,
            Self::Functions | Self::Locals | Self::Exports | Self::Globals => 1 << 20,
            Self::Instructions => 1 << 22,
            Self::Parameters => 1 << 16,
            Self::Operands | Self::Branches | Self::Nesting => 1 << 20,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Where a limit lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reach {
    /// The most that worked; 0 where nothing did.
    pub works: u64,
    /// The least that did not; absent where all that was tried worked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fails: Option<u64>,
    /// What happened there, in the words of an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beyond: Option<String>,
    /// The engine's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// What compiling a module took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u64, u64)", into = "(u64, u64)")]
pub struct Compiled {
    /// Size of the module.
    pub bytes: u64,
    /// Nanoseconds from its bytes to an instance, the least of several runs.
    pub ns: u64,
}

impl From<(u64, u64)> for Compiled {
    fn from((bytes, ns): (u64, u64)) -> Self {
        Self { bytes, ns }
    }
}

impl From<Compiled> for (u64, u64) {
    fn from(Compiled { bytes, ns }: Compiled) -> Self {
        (bytes, ns)
    }
}

/// What is known of one config.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsRecord {
    pub runtime: String,
    pub config: String,
    pub limits: BTreeMap<Limit, Reach>,
    /// By size.
    pub compiled: Vec<Compiled>,
    /// By question, what was answered where the standard leaves it free.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub free: BTreeMap<String, String>,
    /// Questions that were answered otherwise when they were asked again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unstable: Vec<String>,
    /// Version of the engine as linked; unknown where the runner said nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// Identifier of the machine.
    pub machine: String,
    /// Hash over everything the answers depend on.
    pub inputs: Sha256,
    pub date: Date,
}

impl LimitsRecord {
    /// The power of the size with which the time grows between the second-smallest
    /// and the largest module, 1 where it is linear; `None` where too little was
    /// compiled. The smallest is left out, because it shows what a module costs that
    /// has nothing in it.
    pub fn growth(&self) -> Option<f64> {
        let (first, last) = (self.compiled.get(1)?, self.compiled.last()?);
        let sizes = last.bytes as f64 / first.bytes as f64;
        (sizes > 1.0 && first.ns > 0).then(|| (last.ns as f64 / first.ns as f64).ln() / sizes.ln())
    }
}

impl Entry for LimitsRecord {
    const DIRECTORY: &'static str = "limits";
    /// Runtime and config.
    type Key = (String, String);

    fn key(&self) -> Self::Key {
        (self.runtime.clone(), self.config.clone())
    }

    fn file(&self) -> &str {
        &self.runtime
    }

    fn config(&self) -> (&str, &str) {
        (&self.runtime, &self.config)
    }
}

/// All records of limits.
pub type LimitsRecords = Entries<LimitsRecord>;

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"runtime":"a","config":"b","limits":{"recursion":{"works":9,"fails":10,"beyond":"crash"},"memory":{"works":65536}},"compiled":[[100,5],[1000,10],[100000,100000]],"free":{"0/0":"i32:7"},"machine":"m","inputs":"0000000000000000000000000000000000000000000000000000000000000000","date":"2026-11-30"}"#;

    #[test]
    fn what_is_read_is_written_to_the_same_bytes() {
        let mut records = LimitsRecords::default();
        records.add("test", LINE).unwrap();
        assert_eq!(records.format("a").unwrap(), format!("{LINE}\n"));
        let record = records.iter().next().unwrap();
        assert!((record.growth().unwrap() - 2.0).abs() < 1e-9);
        assert!(records.add("test", LINE).is_err(), "twice");
    }

    #[test]
    fn words_are_those_of_the_file() {
        for limit in Limit::ALL {
            let word = serde_json::to_string(&limit).unwrap();
            assert_eq!(word, format!("\"{limit}\""));
        }
    }
}
