//! The workloads as machine code: the oracle, whose pictures every runtime
//! must match, and the baseline that every ratio is over.
//!
//! Same source and same profile as the modules. There is no sandbox and no
//! module to load, so only [`Session`] is implemented. The guests call the
//! badge through C symbols, which [`imports`] defines.
#![no_std]

mod imports;

use badge::Badge;
use badge_runtime::{Error, Session, text};
use core::ffi::CStr;

/// A linked-in workload.
#[derive(Clone, Copy)]
struct Guest {
    name: &'static str,
    start: fn(),
    update: fn(),
}

macro_rules! guests {
    ($($name:literal => $package:ident,)*) => {
        /// The workloads that are linked in.
        const GUESTS: &[Guest] = &[$(
            #[cfg(any(guest = "*", guest = $name))]
            Guest {
                name: $name,
                start: $package::start,
                update: $package::update,
            }
        ),*];
    };
}

// The dependencies on workloads, as build.rs lists them.
include!(concat!(env!("OUT_DIR"), "/guests.rs"));

/// A workload running as machine code. One per process: guests keep their
/// state in statics.
pub struct Native {
    guest: Guest,
}

impl core::fmt::Debug for Native {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Native").field("guest", &self.guest.name).finish()
    }
}

impl Native {
    /// The workload of that name; `None` if there is none, or if this process
    /// has run one already.
    #[must_use]
    pub fn new(workload: &str, badge: Badge) -> Option<Self> {
        let guest = GUESTS.iter().find(|guest| guest.name == workload)?;
        imports::install(badge).then_some(Self { guest: *guest })
    }
}

impl Session for Native {
    type Host = Badge;
    type Entry = fn();

    fn entry(&mut self, name: &CStr) -> Result<fn(), Error> {
        match text(name) {
            "start" => Ok(self.guest.start),
            "update" => Ok(self.guest.update),
            _ => Err(Error::no_export(name)),
        }
    }

    #[inline]
    fn call(&mut self, entry: &fn()) -> Result<(), Error> {
        entry();
        Ok(())
    }

    fn host<T>(&mut self, f: impl FnOnce(&mut Badge) -> T) -> T {
        imports::with(f)
    }
}

impl badge_runner::Linked for Native {
    type Session = Self;

    const NAME: &'static str = "native";
    const VERSION: &'static str = env!("ENGINE_VERSION");

    fn session(config: &str, workload: &str, badge: Badge) -> Option<Self> {
        // They differ in the profile, not here.
        matches!(config, "default" | "fast" | "small").then(|| Self::new(workload, badge)).flatten()
    }
}
