//! wasm3: an interpreter of threaded code, written in C.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

mod adapter;
#[allow(unsafe_code)]
mod ffi;
#[allow(unsafe_code)]
mod version;

pub use adapter::{Config, Instance, Module, Wasm3};
