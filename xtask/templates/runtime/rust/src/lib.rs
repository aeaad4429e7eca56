//! {{name}}: to be written: what kind of engine it is.
//!
//! In the order of the other adapters, so that any two can be compared side by
//! side. Every part that is not written yet refuses and says what it has to do;
//! `cargo test --package adapter-{{name}}` lists them.
#![no_std]
#![forbid(unsafe_code)]

use badge_runtime::{Error, ErrorKind, Host, Invoke, Runtime, Session, Value};
use core::ffi::CStr;

// Config.

/// Everything that distinguishes the configs of {{name}}.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config;

/// The engine.
#[derive(Debug)]
pub struct {{type}};

/// A part of the adapter that is still to be written.
fn unwritten(part: &str) -> Error {
    Error::because(ErrorKind::Other, format_args!("not written yet: {part}"))
}

// Host functions: implement `badge_runtime::Registrar` for a linker of the
// engine, through its typed path, and `Caller` for a call in progress.
// `H::register(&mut linker)` in `instantiate` then hands every function over.
// `badge_runtime::by_arity` makes closures, `SharedHost`, `SliceCall` and
// `offers` serve engines without a typed path, `badge_c_host` those in C.

// Module.

/// A compiled module.
#[derive(Debug)]
pub struct Module;

impl Runtime for {{type}} {
    type Config = Config;
    type Module<'m> = Module;
    type Session<'m, H: Host> = Instance<H>;

    const NAME: &'static str = "{{name}}";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn config(name: &str) -> Option<Config> {
        (name == "default").then_some(Config)
    }

    fn new(_: &Config) -> Result<Self, Error> {
        Ok(Self)
    }

    fn compile(&self, _: &[u8]) -> Result<Module, Error> {
        Err(unwritten(
            "compile: decode, validate and translate the bytes; bytes that are no valid module \
             are ErrorKind::Invalid",
        ))
    }

    fn instantiate<H: Host>(&self, _: &Module, _: H) -> Result<Instance<H>, Error> {
        Err(unwritten(
            "instantiate: limit memory to its initial size, register the host functions, offer the \
             memory of H::MEMORY_PAGES after H::begin_memory has written to it or refuse with \
             no_memory_import, run the start section; a missing import is ErrorKind::Import",
        ))
    }
}

// Instance.

/// A resolved `() -> ()` export.
#[derive(Debug)]
pub struct Entry;

/// An instance with its host.
#[derive(Debug)]
pub struct Instance<H> {
    host: H,
}

impl<H: Host> Session for Instance<H> {
    type Host = H;
    type Entry = Entry;

    // Calls.

    fn entry(&mut self, _: &CStr) -> Result<Entry, Error> {
        Err(unwritten("entry: resolve an export of type () -> ()"))
    }

    fn call(&mut self, _: &Entry) -> Result<(), Error> {
        Err(unwritten(
            "call: through the handle alone, without a look-up; each trap of the engine has its \
             TrapKind",
        ))
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut H) -> T) -> T {
        f(&mut self.host)
    }

    // Memory.

    fn memory_size(&mut self) -> Option<u64> {
        // To be written: the size in bytes of the memory that is exported, or
        // imported from the host. The contract tests compare it.
        None
    }

    // `lend` where the engine imports the memory of a host.

    // Fuel and interrupts: `set_fuel`, `fuel_left` and `interrupter` where the
    // engine has them, claimed in tests/contract.rs.
}

impl<H: Host> Invoke for Instance<H> {
    fn invoke(&mut self, _: &CStr, _: &[Value], _: &mut [Value]) -> Result<usize, Error> {
        Err(unwritten(
            "invoke: any export by name, with its arguments checked and values converted",
        ))
    }
}

// Conversions of values and errors come last.
