//! What a badge is asked: the payload that stands behind a firmware image in
//! flash. It is a request in a form that needs neither `std` nor an
//! allocator to be read, with the modules or artifacts it is about.
//!
//! All integers are little-endian. The payload begins at the first 256-byte
//! boundary behind the image; every offset counts from there.
//!
//! | bytes | header |
//! |---|---|
//! | 0 to 7 | [`MAGIC`] |
//! | 8 to 11 | [`FORMAT`] |
//! | 12 to 15 | length of the payload, header included |
//! | 16 to 19 | CRC-32 of everything behind the header |
//! | 20 to 23 | 0 |
//! | 24 to 31 | image id, which the CRC does not cover |
//!
//! | bytes | request |
//! |---|---|
//! | 32 | passes: bit 0 measure, bit 1 show, bit 2 play |
//! | 33 | bit 0: start playing after the self-check |
//! | 34, 35 | entry that is selected at first |
//! | 36, 37 | number of entries, at least 1 |
//! | 38, 39 | 0 |
//! | 40 to 47 | span of the font of a console of cartridges; empty in other firmware |
//!
//! From byte 48 on stand the entries, [`ENTRY_BYTES`] each and made of 32-bit
//! words; a span is an offset and a length in bytes.
//!
//! | word | entry |
//! |---|---|
//! | 0, 1 | span of the workload's or cartridge's name |
//! | 2, 3 | span of the config's name |
//! | 4, 5 | span of the trace, 8 bytes an item: frame, mask of buttons or of the first gamepad |
//! | 6, 7 | span of the artifact, at a multiple of 16; empty where the guest is linked in |
//! | 8 | seed |
//! | 9 | frames of the pass measure |
//! | 10 | calls per frame |
//! | 11 | frames of the pass show |
//! | 12 | bit 0: fuel, bit 1: interrupt, bit 2: self-check |
//! | 13 | milliseconds of the interrupt, else 0 |
//! | 14, 15 | fuel, low word first, else 0 |
//! | 16 | frames of the self-check, else 0 |
//! | 17 | link after them, else 0 |
//!
//! The span of the font and those of all entries follow each other in this order,
//! gaps allowed.

mod crc;
mod error;
mod read;
#[cfg(feature = "std")]
mod write;

pub use crc::crc32;
pub use error::PayloadError;
pub use read::{Entries, Entry, Payload, SelfCheck, Trace};
#[cfg(feature = "std")]
pub use write::{EntryDraft, PayloadDraft, WriteError};

use core::fmt;

/// The first bytes of a payload.
pub const MAGIC: [u8; 8] = *b"PYBADGE\x1a";

/// Version of this format.
pub const FORMAT: u32 = 2;

/// Bytes of the header, which the CRC does not cover.
pub const HEADER_BYTES: usize = 32;

/// Bytes of an entry.
pub const ENTRY_BYTES: usize = 72;

/// A payload begins at a multiple of this: the block of a UF2 file, so that
/// replacing a payload never touches a block of the firmware.
pub const PAYLOAD_ALIGNMENT: usize = 256;

/// An artifact begins at a multiple of this, which satisfies every engine.
pub const ARTIFACT_ALIGNMENT: usize = 16;

/// Longest name of a workload or config in bytes.
pub const MAX_NAME_BYTES: usize = 64;

pub(crate) const REQUEST_BYTES: usize = 16;
pub(crate) const FONT_AT: usize = HEADER_BYTES + 8;
pub(crate) const TRACE_ITEM_BYTES: usize = 8;
pub(crate) const ID_AT: usize = 24;

pub(crate) const PLAYS: u8 = 1;
pub(crate) const HAS_FUEL: u32 = 1;
pub(crate) const HAS_INTERRUPT: u32 = 1 << 1;
pub(crate) const HAS_SELF_CHECK: u32 = 1 << 2;

/// Which image this is: the first bytes of a SHA-256 over image and payload,
/// taken with these bytes zero. Printed as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImageId(pub [u8; 8]);

impl fmt::Display for ImageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl core::str::FromStr for ImageId {
    type Err = NoImageId;

    fn from_str(digits: &str) -> Result<Self, NoImageId> {
        let lower = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        if digits.len() != 16 || !digits.bytes().all(lower) {
            return Err(NoImageId);
        }
        let value = u64::from_str_radix(digits, 16).map_err(|_| NoImageId)?;
        Ok(Self(value.to_be_bytes()))
    }
}

/// The text is no image id of 16 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoImageId;

impl fmt::Display for NoImageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no image id of 16 lower-case hexadecimal digits")
    }
}

impl core::error::Error for NoImageId {}

/// A way to run a workload on the badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pass {
    /// Frame by frame with the display idle: the times of single calls.
    Measure,
    /// With the display, unpaced: the frame rate.
    Show,
    /// For a person, with real buttons.
    Play,
}

impl Pass {
    /// The word of the transcript.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Measure => "measure",
            Self::Show => "show",
            Self::Play => "play",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Measure => 1,
            Self::Show => 1 << 1,
            Self::Play => 1 << 2,
        }
    }
}

/// A set of passes, never empty in a payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passes(u8);

impl Passes {
    /// No pass.
    pub const NONE: Self = Self(0);

    const ALL_BITS: u8 = Pass::Measure.bit() | Pass::Show.bit() | Pass::Play.bit();

    /// The set with one more pass.
    #[must_use]
    pub const fn with(self, pass: Pass) -> Self {
        Self(self.0 | pass.bit())
    }

    /// Whether the pass is wanted.
    #[must_use]
    pub const fn contains(self, pass: Pass) -> bool {
        self.0 & pass.bit() != 0
    }

    #[cfg(feature = "std")]
    pub(crate) const fn bits(self) -> u8 {
        self.0
    }

    /// `None` for an empty set or an unknown bit.
    pub(crate) const fn of_bits(bits: u8) -> Option<Self> {
        if bits == 0 || bits & !Self::ALL_BITS != 0 { None } else { Some(Self(bits)) }
    }
}
