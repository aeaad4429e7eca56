//! What an engine does not tell about a module.
//!
//! This crate knows no engine, judges no module and changes none: what it cannot
//! read, it leaves to the engine to refuse in its own words.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod names;
mod survey;

pub use names::Names;
pub use survey::{Function, MemoryImport, Survey, check_arguments, check_entry, value_type};
pub use wasmparser::{FuncType, ValType as Type};
