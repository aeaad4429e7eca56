//! A guest that can be called: all that the run loop needs.

use crate::{Error, ErrorKind, Value};
use core::ffi::CStr;

/// One instance of a guest together with its host.
pub trait Session {
    /// The state behind the imports.
    type Host;
    /// A resolved `() -> ()` export of this instance.
    type Entry;

    /// Resolves an export of type `() -> ()`, once and outside of timed
    /// stretches.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Export`] with the name, when it is missing or has another
    /// type.
    fn entry(&mut self, name: &CStr) -> Result<Self::Entry, Error>;

    /// Calls a resolved export: no name is looked up and nothing allocated.
    ///
    /// # Errors
    ///
    /// A trap.
    fn call(&mut self, entry: &Self::Entry) -> Result<(), Error>;

    /// Lends the host. A closure, because some engines keep it in a cell.
    fn host<T>(&mut self, f: impl FnOnce(&mut Self::Host) -> T) -> T;

    /// Size in bytes of the memory that the guest exports as
    /// [`crate::MEMORY`] or imports from the host; `None` where it does
    /// neither, or has no memory of its own, as native code.
    fn memory_size(&mut self) -> Option<u64> {
        None
    }

    /// Lends the host together with the memory that it offers, between calls;
    /// `None` where it offers none.
    fn lend<T>(&mut self, f: impl FnOnce(&mut Self::Host, &mut [u8]) -> T) -> Option<T> {
        let _ = f;
        None
    }

    /// Sets (does not add to) the budget of the next call, in the engine's
    /// own units.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] where this config does not meter.
    fn set_fuel(&mut self, units: u64) -> Result<(), Error> {
        let _ = units;
        Err(Error::unmetered())
    }

    /// What is left of the budget.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] where this config does not meter, or does not
    /// tell.
    fn fuel_left(&mut self) -> Result<u64, Error> {
        Err(Error::unmetered())
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

/// Calls with values: for `run --invoke` and the contract tests.
pub trait Invoke: Session {
    /// Calls any export by name, writes its results to the front of `results`
    /// and returns how many there are. Not for timed stretches.
    ///
    /// # Errors
    ///
    /// A trap; [`ErrorKind::Export`] when the name is missing or the arguments
    /// do not fit; [`ErrorKind::Unsupported`] when a value has no counterpart
    /// in [`Value`] or `results` is too short.
    fn invoke(
        &mut self,
        name: &CStr,
        args: &[Value],
        results: &mut [Value],
    ) -> Result<usize, Error>;
}

/// The front of `results`, as many places as a function has results.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] when there are fewer.
pub fn places(results: &mut [Value], count: usize) -> Result<&mut [Value], Error> {
    results
        .get_mut(..count)
        .ok_or_else(|| Error::because(ErrorKind::Unsupported, "too few places for the results"))
}
