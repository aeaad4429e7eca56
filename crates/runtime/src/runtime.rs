//! An engine: from bytes to a session, phase by phase.

use crate::{Error, Host, Invoke};
use alloc::vec::Vec;

/// An engine in one configuration.
pub trait Runtime: Sized {
    /// Everything that distinguishes the configs of this runtime.
    type Config;
    /// A compiled module. It may borrow from the engine and the bytes, because
    /// wasm3 keeps pointers into both.
    type Module<'m>
    where
        Self: 'm;
    /// An instance with its host.
    type Session<'m, H: Host>: Invoke<Host = H>
    where
        Self: 'm;

    /// Name of the runtime, as its directory is called.
    const NAME: &'static str;
    /// Version of the engine that is linked, from the lock file.
    const VERSION: &'static str;

    /// The config of that name, `None` when there is no such config.
    fn config(name: &str) -> Option<Self::Config>;

    /// Creates the engine. Not part of any phase.
    ///
    /// # Errors
    ///
    /// When the engine refuses the config on this machine.
    fn new(config: &Self::Config) -> Result<Self, Error>;

    /// The phase `compile`.
    ///
    /// # Errors
    ///
    /// When the engine refuses the module, in the engine's words.
    fn compile<'m>(&'m self, bytes: &'m [u8]) -> Result<Self::Module<'m>, Error>;

    /// The phase `instantiate`, before entries are resolved.
    ///
    /// # Errors
    ///
    /// A missing import, a trap in a segment or in the start section, or
    /// memory that cannot be had.
    fn instantiate<'m, H: Host>(
        &'m self,
        module: &Self::Module<'m>,
        host: H,
    ) -> Result<Self::Session<'m, H>, Error>;
}

/// Where an artifact is going to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrepareTarget {
    /// The machine that prepares it.
    Host,
    /// A Cortex-M4F, 32-bit, little-endian.
    Pybadge,
}

/// The phase `prepare` of configs whose module is translated beforehand.
pub trait Prepare: Runtime {
    /// Translates a module into the bytes that [`Runtime::compile`] takes.
    ///
    /// # Errors
    ///
    /// When the engine refuses the module.
    fn prepare(config: &Self::Config, wasm: &[u8], target: PrepareTarget)
    -> Result<Vec<u8>, Error>;
}
