//! Measuring: native code and a config in pairs, block by block in shuffled
//! order, and the records that come of them.

mod effort;
mod jobs;
mod lane;
mod pairs;
mod places;
mod record;
mod repeatability;
mod run;

pub use effort::Effort;
pub use jobs::{Job, deadline, request};
pub use lane::measure;
pub use pairs::{Measurement, Shared};
pub use places::Places;
pub use record::{Context, trap, unobserved};
pub use repeatability::{experiment, named};
pub use run::{Repetition, once, once_by, once_within};
