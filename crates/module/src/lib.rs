//! What an engine does not tell about a module, and memory that cannot grow.
//!
//! This crate knows no engine and judges no module: what it cannot read, it
//! leaves as it is, so that the engine refuses it in its own words.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod freeze;
mod survey;

pub use freeze::freeze;
pub use survey::{Function, Survey};
pub use wasmparser::{FuncType, ValType as Type};
