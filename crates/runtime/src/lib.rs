//! The common runtime trait: what every WebAssembly engine of this comparison
//! implements, and nothing else.
//!
//! Two layers. [`Session`] is all that the run loop needs: code that is linked
//! into the runner (native, wasm2c) implements only this. [`Runtime`] makes
//! sessions from modules, each phase apart, so that each can be timed alone.
//!
//! This crate knows no engine, no clock, no transport and no `std`. There are
//! no trait objects: an adapter is monomorphised together with the host
//! functions, so that no call in a timed stretch is dispatched.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod convert;
mod error;
mod host;
mod runtime;
mod session;
mod shared;
mod trap;
mod value;
mod wasmtime_api;

pub use error::{Error, ErrorKind};
pub use host::{
    Caller, GuestMemory, GuestMemoryMut, Host, HostFunc, HostTrap, Params, Registrar, Results,
    SliceMemory, SliceMemoryMut, no_memory_import, offers_memory,
};
pub use runtime::{Prepare, PrepareTarget, Runtime};
pub use session::{Invoke, Session, places};
pub use shared::{Answer, MAX_PARAMS, Offer, SharedHost, SliceCall, offers};
pub use trap::TrapKind;
pub use value::{Value, ValueType};

/// Name of the module that all imports of a guest belong to: some engines
/// accept no other.
pub const IMPORT_MODULE: &core::ffi::CStr = c"env";

/// Name of the memory that a guest exports, or imports from the host.
pub const MEMORY: &core::ffi::CStr = c"memory";

/// A name as engines in Rust take it. Names are those of the badge or come from
/// UTF-8; any other is no export of a valid module.
#[must_use]
pub fn text(name: &core::ffi::CStr) -> &str {
    name.to_str().unwrap_or_default()
}

/// Size of a WebAssembly page in bytes (core specification, 4.2.8).
pub const PAGE_BYTES: u64 = 65_536;
