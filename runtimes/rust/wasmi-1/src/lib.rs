//! wasmi 1.1: an interpreter that translates into a register machine.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

// One source for both versions, whose interfaces differ in what is in `version`.
#[path = "../../wasmi/src/adapter.rs"]
mod adapter;
mod version;

pub use adapter::{Config, Instance, Wasmi};
