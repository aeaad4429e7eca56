//! Stored observations: records with their provenance, lanes, machines, the
//! format of `results/data/`, and the statistics over them. Text in, text out:
//! nothing here reads a clock or a file.
#![forbid(unsafe_code)]
// Outside of this workspace nobody uses this crate; a name that says all has no comment.
#![allow(missing_docs)]

mod answers;
mod cartridges;
mod changes;
mod digest;
mod entries;
mod lane;
mod limits;
mod lines;
mod machine;
mod record;
mod samples;
mod specification;
pub mod statistics;
mod times;

pub use answers::{Answered, Answers, Departure, asked};
pub use badge_protocol::Memory;
pub use cartridges::{
    CartridgeRecord, CartridgeRecords, CartridgeRoom, CartridgeTimes, CollectionRecord,
    CollectionRecords,
};
pub use changes::{
    Change, Changed, Changes, FasterBounded, Repeatability, changes, faster_bounded,
};
pub use digest::Sha256;
pub use entries::{Entries, Entry};
pub use lane::{Lane, Lanes, Provenance};
pub use limits::{Compiled, Limit, LimitsRecord, LimitsRecords, Reach};
pub use lines::{format_lines, parse_lines};
pub use machine::{Machine, Machines};
pub use record::{Blob, Record, RecordedTrap};
pub use samples::{Baseline, Paired, Samples, Units, phase, unit};
pub use specification::{Counts, FirstFailure, SuiteRecord, SuiteRecords};
pub use times::{Times, Took};
