//! wasm2c: modules that were translated to C beforehand and are linked into
//! the runner.
//!
//! There is nothing to load, so only [`Session`] is implemented. The build
//! script translates every module of a directory and says how it is found.
#![no_std]
#![deny(unsafe_code)]

#[allow(unsafe_code)]
mod ffi;

use badge::Badge;
use badge_runtime::{Error, Session, TrapKind};
use core::ffi::CStr;
use ffi::{Guest, Trap};

pub use ffi::Handle;

/// The one config of this build: bounds checks and optimisation are chosen when
/// the guests are compiled.
pub const CONFIG: &str = match (cfg!(feature = "guard-pages"), cfg!(feature = "size")) {
    (false, false) => "o2",
    (false, true) => "os",
    (true, false) => "guard",
    (true, true) => "guard-os",
};

/// A translated workload. One per process.
#[derive(Debug)]
pub struct Wasm2c {
    guest: Guest,
}

impl Wasm2c {
    /// Instantiates the workload of that name; `None` if it is not linked in,
    /// or if this process has run one already.
    ///
    /// # Errors
    ///
    /// A trap in a segment or in the start section.
    #[must_use]
    pub fn new(workload: &str, badge: Badge) -> Option<Result<Self, Error>> {
        let guest = Guest::new(workload, badge)?;
        Some(guest.map(|guest| Self { guest }).map_err(trap))
    }
}

impl Session for Wasm2c {
    type Host = Badge;
    type Entry = Handle;

    fn entry(&mut self, name: &CStr) -> Result<Handle, Error> {
        self.guest.export(name).ok_or_else(|| Error::no_export(name))
    }

    #[inline]
    fn call(&mut self, entry: &Handle) -> Result<(), Error> {
        self.guest.call(*entry).map_err(trap)
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut Badge) -> T) -> T {
        f(self.guest.cell().host())
    }

    fn memory_size(&mut self) -> Option<u64> {
        Some(self.guest.cell().memory_size())
    }
}

impl badge_runner::Linked for Wasm2c {
    type Session = Self;

    const NAME: &'static str = "wasm2c";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn session(config: &str, workload: &str, badge: Badge) -> Option<Self> {
        // The modules of the workloads have no start section, and their
        // segments lie inside memory: a trap here has no place in a transcript.
        (config == CONFIG).then(|| Self::new(workload, badge)?.ok()).flatten()
    }
}

/// `wasm_rt_trap_t` of wasm2c 1.0.32, and the trap of `c/guest.h`.
const TRAPS: &[(i32, TrapKind, &str)] = &[
    (1, TrapKind::MemoryOutOfBounds, "out-of-bounds access in linear memory or a table"),
    (2, TrapKind::IntegerOverflow, "integer overflow on divide or truncation"),
    (3, TrapKind::IntegerDivideByZero, "integer divide by zero"),
    (4, TrapKind::InvalidConversion, "conversion from NaN to integer"),
    (5, TrapKind::Unreachable, "unreachable instruction executed"),
    (6, TrapKind::Unknown, "invalid call_indirect, for any reason"),
    (7, TrapKind::Unknown, "exception thrown and not caught"),
    (8, TrapKind::StackExhausted, "call stack exhausted"),
    (64, TrapKind::Host, "a host function refused its arguments"),
];

fn trap(Trap(code): Trap) -> Error {
    match TRAPS.iter().find(|(known, ..)| *known == code) {
        Some((_, kind, text)) => Error::trap(*kind, text),
        None => Error::trap(TrapKind::Unknown, format_args!("trap {code}")),
    }
}
