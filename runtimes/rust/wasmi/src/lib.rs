//! wasmi: an interpreter that translates into a register machine.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

mod adapter;
mod version;

pub use adapter::{Config, Instance, Wasmi};
