//! Why bytes are no payload.

use core::fmt;

/// Why bytes are no payload. Small, because the firmware carries it and shows
/// it on the badge's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadError {
    /// Fewer bytes than a header has, or than the header promises.
    Truncated {
        /// Bytes that are due.
        due: u32,
        /// Bytes that are there.
        found: u32,
    },
    /// The first bytes are not [`super::MAGIC`]: no payload was appended.
    Magic,
    /// Another version of the format.
    Format(u32),
    /// The length is too small for the request and its entries.
    Length(u32),
    /// The bytes are damaged.
    Crc {
        /// What the header says.
        due: u32,
        /// What the bytes give.
        found: u32,
    },
    /// Bytes that must be 0 are not.
    Reserved,
    /// No pass, or one that is not known.
    Passes(u8),
    /// A flag that is not known, or a value whose flag is not set.
    Flags,
    /// The span of the font reaches beyond the payload or into its entries.
    Font,
    /// There is no entry.
    Empty,
    /// The entry that is selected does not exist.
    Selection(u16),
    /// A span of this entry reaches beyond the payload.
    Outside(u16),
    /// A span of this entry begins before the end of the one before it.
    Overlap(u16),
    /// The artifact of this entry is not aligned.
    Alignment(u16),
    /// A name of this entry is empty, too long or no UTF-8.
    Name(u16),
    /// The trace of this entry has a broken item, or its frames do not
    /// increase.
    Trace(u16),
    /// Seed, frames or calls of this entry are 0.
    Zero(u16),
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Truncated { due, found } => {
                write!(f, "payload cut: {found} of {due} bytes are there")
            }
            Self::Magic => f.write_str("no payload behind the firmware"),
            Self::Format(version) => {
                write!(f, "payload of format {version}, not {}", super::FORMAT)
            }
            Self::Length(length) => write!(f, "payload length {length} is too small"),
            Self::Crc { due, found } => {
                write!(f, "payload damaged: CRC {found:08x}, not {due:08x}")
            }
            Self::Reserved => f.write_str("payload: reserved bytes are not 0"),
            Self::Passes(bits) => write!(f, "payload: passes {bits:#04x} are not known"),
            Self::Flags => f.write_str("payload: flags do not fit"),
            Self::Font => f.write_str("payload: the font lies elsewhere"),
            Self::Empty => f.write_str("payload: no entry"),
            Self::Selection(index) => write!(f, "payload: no entry {index} to select"),
            Self::Outside(entry) => write!(f, "payload: entry {entry} reaches beyond it"),
            Self::Overlap(entry) => write!(f, "payload: entry {entry} overlaps"),
            Self::Alignment(entry) => write!(f, "payload: entry {entry} is not aligned"),
            Self::Name(entry) => write!(f, "payload: entry {entry} has no good name"),
            Self::Trace(entry) => write!(f, "payload: entry {entry} has a broken trace"),
            Self::Zero(entry) => {
                write!(f, "payload: seed, frames or calls of entry {entry} are 0")
            }
        }
    }
}

impl core::error::Error for PayloadError {}
