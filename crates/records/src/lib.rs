//! Stored observations: records with their provenance, lanes, machines, the
//! format of `results/data/`, and the statistics over them. Text in, text out:
//! nothing here reads a clock or a file.
#![forbid(unsafe_code)]

mod digest;
mod lane;
mod lines;
mod machine;
mod record;
mod samples;
pub mod statistics;

pub use badge_protocol::Memory;
pub use digest::Sha256;
pub use lane::{Lane, Lanes, Provenance};
pub use lines::{RecordError, format_lines, parse_lines};
pub use machine::{Machine, Machines};
pub use record::{Blob, Record, RecordedTrap};
pub use samples::{Baseline, Samples, Units, phase, unit};
