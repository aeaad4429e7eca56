//! A guest that can be called: all that the run loop needs.

use crate::{Error, ErrorKind, Value};
use core::ffi::CStr;

/// One instance of a guest together with its host.
pub trait Session {
    /// The state behind the imports.
    type Host;

    /// Whether `memory`, `start` and `update` exist and have the right types.
    /// Part of the phase `instantiate`: the handles are resolved there.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Export`] with the name of what is missing.
    fn ready(&mut self) -> Result<(), Error>;

    /// Calls the exported `start`.
    ///
    /// # Errors
    ///
    /// A trap, or [`ErrorKind::Export`] when [`Session::ready`] fails.
    fn start(&mut self) -> Result<(), Error>;

    /// Calls the exported `update`.
    ///
    /// # Errors
    ///
    /// A trap, or [`ErrorKind::Export`] when [`Session::ready`] fails.
    fn update(&mut self) -> Result<(), Error>;

    /// Lends the host. A closure, because some engines keep it in a cell.
    fn host<T>(&mut self, f: impl FnOnce(&mut Self::Host) -> T) -> T;

    /// Size of the guest's memory in bytes.
    fn memory_size(&mut self) -> u64;

    /// Sets (does not add to) the budget of the next call, in the engine's
    /// own units.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] where this config does not meter.
    fn set_fuel(&mut self, units: u64) -> Result<(), Error> {
        let _ = units;
        Err(Error::because(ErrorKind::Unsupported, "this config does not meter"))
    }

    /// What is left of the budget.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] where this config does not meter, or does not
    /// tell.
    fn fuel_left(&mut self) -> Result<u64, Error> {
        Err(Error::because(ErrorKind::Unsupported, "this config does not meter"))
    }

    /// Something that another thread may call to end a call in progress with
    /// the trap kind `interrupted`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] where this config cannot be interrupted.
    fn interrupter(&mut self) -> Result<impl Fn() + Send + 'static, Error> {
        Err::<fn(), _>(Error::because(ErrorKind::Unsupported, "this config cannot be interrupted"))
    }
}

/// Other entries than `start` and `update`: for `run --invoke`, the contract
/// tests and the pair benchmark.
pub trait Lookup: Session {
    /// A resolved `() -> ()` export.
    type Entry;

    /// Resolves an export of type `() -> ()`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Export`].
    fn entry(&mut self, name: &CStr) -> Result<Self::Entry, Error>;

    /// Calls a resolved export.
    ///
    /// # Errors
    ///
    /// A trap.
    fn call_entry(&mut self, entry: &Self::Entry) -> Result<(), Error>;

    /// Calls any export by name, writes its results to the front of `results`
    /// and returns how many there are. Not for timed stretches.
    ///
    /// # Errors
    ///
    /// A trap; [`ErrorKind::Export`] when the name is missing or the arguments
    /// do not fit; [`ErrorKind::Unsupported`] when a value has no counterpart
    /// in [`Value`] or `results` is too short.
    fn call(&mut self, name: &CStr, args: &[Value], results: &mut [Value]) -> Result<usize, Error>;
}
