//! The hash chain: one link per call, each seeded by the one before.

use crate::events::Events;
use crate::{LEDS, Screen};
use core::fmt;
use core::str::FromStr;
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

/// The text is no link as [`Link`] prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoLink;

impl fmt::Display for NoLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no link of eight hexadecimal digits in lower case")
    }
}

impl core::error::Error for NoLink {}

impl FromStr for Link {
    type Err = NoLink;

    fn from_str(text: &str) -> Result<Self, NoLink> {
        let digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 8 || !text.bytes().all(digit) {
            return Err(NoLink);
        }
        u32::from_str_radix(text, 16).map(Self).map_err(|_| NoLink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_keep_their_leading_zeros_and_refuse_other_spellings() {
        assert_eq!("00ab12cd".parse(), Ok(Link(0x00ab_12cd)));
        for wrong in ["ab12cd", "00AB12CD", "0x00ab12", "+0ab12cd", ""] {
            assert_eq!(wrong.parse::<Link>(), Err(NoLink), "{wrong}");
        }
    }
}
