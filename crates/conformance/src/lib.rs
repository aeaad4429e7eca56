//! One conformance suite for runners in every language: small modules in
//! `cases/`, and in `cases/cases.toml` what each is asked and must answer.
//!
//! This crate reads no file, starts no process and knows no engine.
#![forbid(unsafe_code)]
// Outside of this workspace nobody uses this crate; a name that says all has no comment.
#![allow(missing_docs)]

mod answer;
mod case;

pub use answer::Answer;
pub use case::{Case, Scope, Source, Suite};
