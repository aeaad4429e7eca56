//! Cited facts: what others claim, where a document is wrong, why a system
//! cannot be had.

use crate::Date;

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

/// Why a system cannot be run here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotObtainable {
    /// The reason, as text.
    pub reason: String,
    /// When it was last tried.
    pub date: Date,
}
