//! The SAMD51 and its board in software.
#![forbid(unsafe_code)]

mod badge;
mod core;
mod soc;

pub use crate::core::{Limits, Lockup, Registers, Statistics, Stimulus, Stop, UnknownAccess};
pub use badge::Badge;
