//! Cited facts: archived, stale, micro, what others claim, where a document
//! is wrong, why a system is not run.

use serde::{Deserialize, Serialize};

use crate::error::{Fault, check_each, ensure};
use crate::{Date, read, words};

/// Whether a runtime is archived, stale, and known to run on a microcontroller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// Its authors declare it finished, read-only or superseded.
    pub archived: Stated,
    /// No sign of work in the twelve months before the date.
    pub stale: Stated,
    /// There is evidence of a build for, or a run on, a microcontroller.
    pub micro: Stated,
}

/// One cited yes or no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    pub value: bool,
    /// When the source was read.
    pub date: Date,
    #[serde(deserialize_with = "read::text")]
    pub source: String,
    /// The last sign of work; stated for `stale` alone.
    pub since: Option<Date>,
}

impl Stated {
    /// Days from the last sign of work to the day the source was read.
    pub fn age_in_days(&self) -> Option<i64> {
        Some(self.date.duration_since(self.since?).as_hours() / 24)
    }
}

/// Something others say of a runtime, with the place where they say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    #[serde(deserialize_with = "read::text")]
    pub text: String,
    /// Who makes it, and where.
    #[serde(deserialize_with = "read::text")]
    pub source: String,
    pub date: Date,
}

/// A statement of a document that is wrong, with the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// What is wrong, and what is right.
    #[serde(deserialize_with = "read::text")]
    pub text: String,
    #[serde(deserialize_with = "read::text")]
    pub evidence: String,
    /// When that was looked up.
    pub date: Date,
}

/// Documents that say different things of one system, and what is true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contradiction {
    /// What they disagree about, in a word or two.
    #[serde(deserialize_with = "read::text")]
    pub about: String,
    /// What each document says; at least two.
    pub says: Vec<Saying>,
    #[serde(deserialize_with = "read::text")]
    pub truth: String,
    #[serde(deserialize_with = "read::text")]
    pub evidence: String,
    /// When that was looked up.
    pub date: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saying {
    pub document: u16,
    #[serde(deserialize_with = "read::text")]
    pub text: String,
}

words! {
    /// What stands between a system and a runner.
    pub enum Hurdle("hurdle") {
        /// It can be had, and nobody has written a runner yet.
        NoRunner = "no-runner",
        /// No package registry carries it.
        SourceOnly = "source-only",
        /// A registry names it and does not hand it out, or not all of it.
        NotServed = "not-served",
        /// It cannot run the programs that are compared here.
        Unfit = "unfit",
        /// Nobody may use it: no licence is stated.
        Unlicensed = "unlicensed",
    }
}

/// Why a system is not run here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotObtainable {
    pub hurdle: Hurdle,
    #[serde(deserialize_with = "read::text")]
    pub reason: String,
    /// When it was last tried.
    pub date: Date,
}

/// Why an engine that was tried does not run on the badge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotOnBadge {
    #[serde(deserialize_with = "read::text")]
    pub reason: String,
    /// When it was last tried.
    pub date: Date,
}

impl Status {
    pub(crate) fn check(&self) -> Result<(), Fault> {
        for (key, stated) in [("archived", &self.archived), ("micro", &self.micro)] {
            let key = format!("status.{key}.since");
            ensure(stated.since.is_none(), key, "only status.stale has `since`")?;
        }
        let Stated { date, since, .. } = self.stale;
        let Some(since) = since.filter(|since| *since > date) else {
            return Ok(());
        };
        Err(Fault::new("status.stale.since", format!("{since} lies after `date` ({date})")))
    }
}

/// Checks that documents are named that a row lists, and that they disagree.
pub(crate) fn check_contradictions(
    contradictions: &[Contradiction],
    documents: &[u16],
) -> Result<(), Fault> {
    check_each("contradiction", contradictions, |_, contradiction| {
        for Saying { document, .. } in &contradiction.says {
            let reason = format!("document {document:03} is not in `documents`");
            ensure(documents.contains(document), "says", reason)?;
        }
        let several = contradiction.says.len() > 1;
        ensure(several, "says", "one saying contradicts nothing; use [[correction]]")
    })
}
