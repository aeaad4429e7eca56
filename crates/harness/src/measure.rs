//! Measuring: rounds over all cells in shuffled order, and the records that
//! come of them.

mod jobs;
mod record;
mod rounds;

pub use jobs::{Job, deadline, request};
pub use record::{Context, trap, unobserved};
pub use rounds::{once, once_within, rounds};

use crate::judge::Verdict;
use badge_protocol::Transcript;

/// One repetition of one cell.
#[derive(Debug)]
pub struct Repetition {
    /// How it was judged.
    pub verdict: Verdict,
    /// What the runner said, where it said everything.
    pub transcript: Option<Transcript>,
}
