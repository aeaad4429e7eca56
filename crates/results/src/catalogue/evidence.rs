//! Cited facts: what others claim, where a document is wrong, why a system
//! cannot be had.

use super::CatalogueError;
use super::error::Blame;
use super::runtime_wire as wire;
use crate::{Date, Outcome};

/// Something others say of a runtime, with the place where they say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The claim, as text.
    pub text: String,
    /// Who makes it, and where.
    pub source: String,
    /// When it was read.
    pub date: Date,
}

/// A statement of a document that is wrong, with the evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What is wrong, and what is right.
    pub text: String,
    /// What shows it.
    pub evidence: String,
    /// When that was looked up.
    pub date: Date,
}

/// Documents that say different things of one system, and what is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// What they disagree about, in a word or two.
    pub about: String,
    /// The number of each document, and what it says; at least two.
    pub says: Vec<(u16, String)>,
    /// What is true.
    pub truth: String,
    /// What shows it.
    pub evidence: String,
    /// When that was looked up.
    pub date: Date,
}

/// Why a system is not run here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotObtainable {
    /// [`Outcome::NotObtainable`], or [`Outcome::NotRun`] for a system that can
    /// be had and for which nobody has written a runner yet.
    pub outcome: Outcome,
    /// The reason, as text.
    pub reason: String,
    /// When it was last tried.
    pub date: Date,
}

pub(super) fn claims(
    blame: Blame<'_>,
    tables: Vec<wire::ClaimTable>,
) -> Result<Vec<Claim>, CatalogueError> {
    let evidence = tables.into_iter().enumerate().map(|(i, table)| {
        let (text, source, date) =
            cited(blame, ["claim", "source"], i, table.text, table.source, table.date)?;
        Ok(Claim { text, source, date })
    });
    evidence.collect()
}

pub(super) fn corrections(
    blame: Blame<'_>,
    tables: Vec<wire::CorrectionTable>,
) -> Result<Vec<Correction>, CatalogueError> {
    let evidence = tables.into_iter().enumerate().map(|(i, table)| {
        let (text, evidence, date) =
            cited(blame, ["correction", "evidence"], i, table.text, table.evidence, table.date)?;
        Ok(Correction { text, evidence, date })
    });
    evidence.collect()
}

pub(super) fn contradictions(
    blame: Blame<'_>,
    tables: Vec<wire::ContradictionTable>,
    documents: &[u16],
) -> Result<Vec<Contradiction>, CatalogueError> {
    let all = tables.into_iter().enumerate().map(|(i, table)| {
        let key = |name: &str| format!("contradiction[{i}].{name}");
        let mut says = Vec::new();
        for saying in table.says {
            if !documents.contains(&saying.document) {
                return Err(blame.at(
                    key("says"),
                    format!("document {:03} is not in `documents`", saying.document),
                ));
            }
            says.push((saying.document, blame.text(key("says"), saying.text)?));
        }
        if says.len() < 2 {
            return Err(blame.at(key("says"), "one saying contradicts nothing; use [[correction]]"));
        }
        Ok(Contradiction {
            about: blame.text(key("about"), table.about)?,
            says,
            truth: blame.text(key("truth"), table.truth)?,
            evidence: blame.text(key("evidence"), table.evidence)?,
            date: table.date,
        })
    });
    all.collect()
}

fn cited(
    blame: Blame<'_>,
    [table, source_key]: [&str; 2],
    i: usize,
    text: String,
    source: String,
    date: Date,
) -> Result<(String, String, Date), CatalogueError> {
    let text = blame.text(format!("{table}[{i}].text"), text)?;
    let source = blame.text(format!("{table}[{i}].{source_key}"), source)?;
    Ok((text, source, date))
}

pub(super) fn not_obtainable(
    blame: Blame<'_>,
    table: wire::NotObtainableTable,
) -> Result<NotObtainable, CatalogueError> {
    let outcome = table.outcome.unwrap_or(Outcome::NotObtainable);
    if !matches!(outcome, Outcome::NotObtainable | Outcome::NotRun) {
        return Err(blame.at(
            "not_obtainable.outcome",
            format!("`{outcome}` must be `not-obtainable` or `not-run`"),
        ));
    }
    let reason = blame.text("not_obtainable.reason", table.reason)?;
    Ok(NotObtainable { outcome, reason, date: table.date })
}
