//! What the benches of adapters share.
//!
//! [`phases()`] times each phase with Criterion, for whoever changes an
//! adapter or an engine's version. [`pair()`] measures what the seam costs: an
//! adapter against code written by hand for the same engine.
//!
//! Neither feeds the table: records come from runners, one process each.
//! This crate knows no engine.
#![forbid(unsafe_code)]

mod lent;
mod modules;
mod pair;
mod phases;

pub use pair::{Embedding, pair};
pub use phases::phases;
