//! UF2 images, by the rules of the badge's bootloader (adafruit/uf2-samdx1,
//! `src/fat.c` and `inc/uf2format.h`).

use pybadge_board::{APPLICATION, UF2_FAMILY, UF2_PAYLOAD as PAYLOAD};
use std::fmt;

const BLOCK: usize = 512;
const MAGIC_START: [u32; 2] = [0x0a32_4655, 0x9e5d_5157];
const MAGIC_END: u32 = 0x0ab1_6f30;
const NOT_MAIN_FLASH: u32 = 0x0000_0001;
const FAMILY_PRESENT: u32 = 0x0000_2000;

/// Why an image was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImageError {
    /// The length of a UF2 file is a multiple of 512 bytes, not zero.
    Length {
        /// Bytes given.
        bytes: usize,
    },
    /// No block is one that the bootloader accepts.
    NoBlocks {
        /// What is wrong with the first block.
        first: BlockError,
    },
    /// The bootloader still waits for blocks and would not start the image.
    Incomplete {
        /// Blocks accepted.
        seen: u32,
        /// Blocks that the file announces.
        announced: u32,
    },
    /// A raw image does not lie within the flash of applications.
    Range {
        /// First address.
        address: u32,
        /// Bytes given.
        bytes: usize,
    },
}

/// Why the bootloader ignores a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlockError {
    /// One of the three magic numbers is wrong.
    Magic,
    /// The block is not meant for flash.
    NotMainFlash,
    /// Another family of chips.
    Family(u32),
    /// The payload is not 256 bytes.
    PayloadSize(u32),
    /// The address is not a multiple of 256, or not within the application.
    Address(u32),
}

impl fmt::Display for BlockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Magic => write!(f, "its magic numbers are wrong"),
            Self::NotMainFlash => write!(f, "it is not meant for flash"),
            Self::Family(family) => {
                write!(f, "its family is {family:#010x}, not {UF2_FAMILY:#010x}")
            }
            Self::PayloadSize(size) => write!(f, "its payload is {size} bytes, not {PAYLOAD}"),
            Self::Address(address) => write!(
                f,
                "its address {address:#x} is not a multiple of 256 from {:#x} to {:#x}",
                APPLICATION.start, APPLICATION.end
            ),
        }
    }
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { bytes } => {
                write!(
                    f,
                    "a UF2 image is made of blocks of {BLOCK} bytes; this one has {bytes} bytes"
                )
            }
            Self::NoBlocks { first } => {
                write!(f, "the bootloader takes no block of the image; of the first, {first}")
            }
            Self::Incomplete { seen, announced } => write!(
                f,
                "the image announces {announced} blocks and holds {seen}; the bootloader would wait for the rest"
            ),
            Self::Range { address, bytes } => write!(
                f,
                "{bytes} bytes at {address:#x} do not lie between {:#x} and {:#x}",
                APPLICATION.start, APPLICATION.end
            ),
        }
    }
}

impl std::error::Error for ImageError {}

/// One accepted block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block<'a> {
    pub(crate) address: u32,
    pub(crate) payload: &'a [u8],
    number: u32,
    count: u32,
}

fn word(block: &[u8], index: usize) -> u32 {
    block
        .get(4 * index..4 * index + 4)
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, u32::from_le_bytes)
}

impl<'a> Block<'a> {
    fn parse(block: &'a [u8]) -> Result<Self, BlockError> {
        if [word(block, 0), word(block, 1)] != MAGIC_START || word(block, 127) != MAGIC_END {
            return Err(BlockError::Magic);
        }
        let (flags, address, size) = (word(block, 2), word(block, 3), word(block, 4));
        if flags & NOT_MAIN_FLASH != 0 {
            return Err(BlockError::NotMainFlash);
        }
        if flags & FAMILY_PRESENT != 0 && word(block, 7) != UF2_FAMILY {
            return Err(BlockError::Family(word(block, 7)));
        }
        if size as usize != PAYLOAD {
            return Err(BlockError::PayloadSize(size));
        }
        if address % PAYLOAD as u32 != 0 || !APPLICATION.contains(&address) {
            return Err(BlockError::Address(address));
        }
        let payload = &block[32..32 + PAYLOAD];
        Ok(Self { address, payload, number: word(block, 5), count: word(block, 6) })
    }
}

/// The blocks that the bootloader writes, in the order of the file.
pub(crate) fn blocks(image: &[u8]) -> Result<Vec<Block<'_>>, ImageError> {
    if image.is_empty() || !image.len().is_multiple_of(BLOCK) {
        return Err(ImageError::Length { bytes: image.len() });
    }
    let mut accepted = Vec::new();
    let mut first = None;
    for block in image.chunks_exact(BLOCK) {
        match Block::parse(block) {
            Ok(block) => accepted.push(block),
            Err(error) => first = first.or(Some(error)),
        }
    }
    let Some(announced) = accepted.first().map(|block: &Block<'_>| block.count) else {
        return Err(ImageError::NoBlocks { first: first.unwrap_or(BlockError::Magic) });
    };
    let mut seen: Vec<u32> =
        accepted.iter().map(|block| block.number).filter(|&number| number < announced).collect();
    seen.sort_unstable();
    seen.dedup();
    let seen = seen.len() as u32;
    if seen != announced || announced == 0 {
        return Err(ImageError::Incomplete { seen, announced });
    }
    Ok(accepted)
}
