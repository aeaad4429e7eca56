//! The hash chain: one link per call, each seeded by the one before.

use crate::events::Events;
use crate::{LEDS, Screen};
use core::fmt;
use xxhash_rust::xxh32::Xxh32;

/// One link of the chain, printed as eight hexadecimal digits. XXH32, because
/// it costs a Cortex-M4 about 23,000 instructions a frame where a byte-wise
/// FNV costs about 184,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Link(pub u32);

impl Link {
    /// What stands before the link of `start`.
    pub const ORIGIN: Self = Self(0);

    pub(crate) fn next(self, screen: &Screen, leds: &[u32; LEDS], events: &Events) -> Self {
        let mut hash = Xxh32::new(self.0);
        hash.update(&screen.0);
        for led in leds {
            hash.update(&led.to_le_bytes());
        }
        hash.update(&events.hash.to_le_bytes());
        hash.update(&events.count.to_le_bytes());
        Self(hash.digest())
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}
