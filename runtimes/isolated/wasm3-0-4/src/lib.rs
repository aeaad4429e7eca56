//! wasm3 0.4: an interpreter of threaded code, written in C.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

// One source for both versions, whose interfaces differ in what is in `version`
// and in the shim.
#[path = "../../../rust/wasm3/src/adapter.rs"]
mod adapter;
#[allow(unsafe_code)]
#[path = "../../../rust/wasm3/src/ffi.rs"]
mod ffi;
#[allow(unsafe_code)]
mod version;

pub use adapter::{Config, Instance, Module, Wasm3};
