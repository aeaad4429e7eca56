//! The disk: 1,024 bytes that outlive a cartridge.

use crate::page::Page;
use core::fmt;

/// Most bytes that a disk holds.
pub const DISK_BYTES: usize = 1024;

/// Why the disk refuses a call; the cartridge traps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskError {
    /// The size is negative.
    NegativeSize,
    /// The bytes do not lie inside memory.
    OutsideMemory,
}

impl fmt::Display for DiskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NegativeSize => "a disk call with a negative size",
            Self::OutsideMemory => "a disk call whose bytes lie outside memory",
        })
    }
}

impl core::error::Error for DiskError {}

/// What a cartridge has stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disk {
    bytes: [u8; DISK_BYTES],
    len: usize,
    changed: bool,
}

impl Default for Disk {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Disk {
    /// A disk with the first 1,024 of these bytes.
    #[must_use]
    pub fn new(stored: &[u8]) -> Self {
        let mut disk = Self { bytes: [0; DISK_BYTES], len: 0, changed: false };
        disk.replace(stored);
        disk
    }

    /// What is stored.
    #[must_use]
    pub fn contents(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Whether other bytes were stored since this was asked last: writing the
    /// same again is no reason to wear flash.
    pub fn take_changed(&mut self) -> bool {
        core::mem::take(&mut self.changed)
    }

    fn replace(&mut self, stored: &[u8]) {
        let stored = stored.get(..DISK_BYTES).unwrap_or(stored);
        self.len = stored.len();
        self.bytes[..stored.len()].copy_from_slice(stored);
    }

    /// `diskr(ptr, size)`.
    pub(crate) fn read(&self, page: &mut Page, [at, size]: [i32; 2]) -> Result<i32, DiskError> {
        let size = usize::try_from(size).map_err(|_| DiskError::NegativeSize)?;
        let stored = self.contents();
        let stored = stored.get(..size).unwrap_or(stored);
        let target = page.get_mut(at.cast_unsigned() as usize..);
        target
            .and_then(|from| from.get_mut(..stored.len()))
            .ok_or(DiskError::OutsideMemory)?
            .copy_from_slice(stored);
        Ok(stored.len() as i32)
    }

    /// `diskw(ptr, size)`.
    pub(crate) fn write(&mut self, page: &Page, [at, size]: [i32; 2]) -> Result<i32, DiskError> {
        let size = usize::try_from(size).map_err(|_| DiskError::NegativeSize)?.min(DISK_BYTES);
        let from = page.get(at.cast_unsigned() as usize..);
        let bytes = from.and_then(|from| from.get(..size)).ok_or(DiskError::OutsideMemory)?;
        if self.contents() != bytes {
            self.replace(bytes);
            self.changed = true;
        }
        Ok(size as i32)
    }
}
