//! What is known about the runtimes, and how it is shown: the catalogue
//! (`runtime.toml`, `workload.toml`), the records of `results/data/`, the
//! statistics over them and the pages rendered from both.
//!
//! Everything here is a pure function: text in, text out. This crate opens no
//! file, reads no clock, starts no process, and names no runtime.
#![forbid(unsafe_code)]

mod words;

pub mod catalogue;
pub mod date;
pub mod digest;
pub mod outcome;
pub mod record;
pub mod render;
pub mod statistics;
pub mod target;

pub use catalogue::{Catalogue, CatalogueError, RuntimeEntry, Workload};
pub use date::Date;
pub use digest::{Link, Sha256};
pub use outcome::{Outcome, Provenance, TrapKind};
pub use record::{Lane, Lanes, Machine, Machines, Record, RecordError};
pub use target::Target;
