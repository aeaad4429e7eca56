//! Images for the badge: a firmware as cargo links it, the payload behind it,
//! and the UF2 file that is copied to the badge and loaded by the emulator.
//!
//! Nothing here knows what a payload asks for, or what becomes of an image.

mod build;
mod elf;
mod note;
mod uf2;

pub(crate) use build::{BY_HAND, CONSOLE, FEATURE, features};
pub use build::{Firmware, Firmwares};
pub use elf::{ElfError, Linked};
pub use note::{Entry as NoteEntry, Note};
pub use uf2::uf2;

use crate::halt::{Halt, Obstacle};
use crate::judge::Verdict;
use anyhow::{Context, Result};
use badge_catalogue::Outcome;
use badge_protocol::payload::{ImageId, PAYLOAD_ALIGNMENT, PayloadDraft};
use badge_records::Sha256;
use sha2::{Digest, Sha256 as Hasher};
use std::fmt;

pub use pybadge_board::{APPLICATION, APPLICATION_RAM as RAM};

/// A whole image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its id, which the badge says in every transcript.
    pub id: ImageId,
    /// The file for the badge.
    pub uf2: Vec<u8>,
    /// SHA-256 of that file.
    pub sha256: Sha256,
    /// Flash of the firmware without payload, in bytes.
    pub flash_bytes: u64,
    /// Flash of the payload, in bytes.
    pub payload_bytes: u64,
    /// RAM that is taken when the firmware is linked, in bytes.
    pub static_ram_bytes: u64,
}

/// An image is larger than the badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoesNotFit {
    /// What is too small.
    pub memory: Memory,
    /// By how many bytes.
    pub over: u64,
}

/// A memory of the badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// Flash of the application.
    Flash,
    /// RAM.
    Ram,
}

impl DoesNotFit {
    /// Flash that would be needed, where that is what is too small.
    #[must_use]
    pub fn flash_bytes(&self) -> Option<u64> {
        let size = u64::from(APPLICATION.end - APPLICATION.start);
        (self.memory == Memory::Flash).then_some(size + self.over)
    }
}

impl fmt::Display for DoesNotFit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (memory, range) = match self.memory {
            Memory::Flash => ("flash", APPLICATION),
            Memory::Ram => ("RAM", RAM),
        };
        let size = range.end - range.start;
        write!(f, "{} bytes over the {size} of {memory}", self.over)
    }
}

/// Puts a payload behind a firmware.
///
/// # Errors
///
/// When the draft is not what a payload may be. Being too large is the row's.
pub fn assemble(linked: &Linked, draft: &PayloadDraft) -> Result<Image, Halt> {
    let mut payload = draft.write().context("the payload")?;
    let mut bytes = linked.flash.clone();
    let flash_bytes = bytes.len() as u64;
    // As erased flash reads.
    bytes.resize(bytes.len().next_multiple_of(PAYLOAD_ALIGNMENT), 0xFF);
    let size = (APPLICATION.end - APPLICATION.start) as usize;
    let needed = bytes.len() + payload.len();
    if needed > size {
        let over = DoesNotFit { memory: Memory::Flash, over: (needed - size) as u64 };
        let verdict = Verdict::new(Outcome::DoesNotFit, format!("with the module: {over}"));
        return Err(Obstacle { verdict, flash_bytes: over.flash_bytes() }.into());
    }
    let mut hasher = Hasher::new();
    hasher.update(&bytes);
    hasher.update(&payload);
    let digest: [u8; 32] = hasher.finalize().into();
    let id = ImageId(std::array::from_fn(|index| digest[index]));
    id.stamp(&mut payload).context("the payload")?;
    bytes.extend_from_slice(&payload);
    let uf2 = uf2(APPLICATION.start, &bytes);
    Ok(Image {
        id,
        sha256: Sha256(Hasher::digest(&uf2).into()),
        uf2,
        flash_bytes,
        payload_bytes: payload.len() as u64,
        static_ram_bytes: linked.static_ram_bytes,
    })
}
