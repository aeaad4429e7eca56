//! The last two blocks of flash, for what outlives power: erased block by block,
//! written sixteen bytes at a time (SAM D5x data sheet, chapter "NVMCTRL").

use crate::pac;
use crate::registers::{cmcc, nvmctrl};
use core::ptr;
pub use pybadge_board::{BLOCK_BYTES, STORAGE};

/// Bytes that are written at once.
pub const QUAD_BYTES: usize = 16;

/// What a command stands behind in CTRLB.
const KEY: u16 = 0xa5 << 8;
const ERASE_BLOCK: u16 = 0x01;
const WRITE_QUAD: u16 = 0x04;
const CLEAR_BUFFER: u16 = 0x15;

/// The storage; an image that reaches into it must not use it.
pub struct Storage(());

impl Storage {
    pub(crate) const fn new() -> Self {
        Self(())
    }

    /// All of it.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: flash, which is readable, and changed by the exclusive methods
        // below alone.
        unsafe {
            core::slice::from_raw_parts(
                ptr::with_exposed_provenance(STORAGE.start as usize),
                STORAGE.len(),
            )
        }
    }

    /// Makes every byte of a block 0xff, which takes up to 0.2 s during which the
    /// processor stands.
    pub fn erase(&mut self, block: usize) {
        self.command(block * BLOCK_BYTES, ERASE_BLOCK);
        forget_cached();
    }

    /// Writes sixteen bytes at an offset that is a multiple of sixteen, where all
    /// were erased.
    pub fn write(&mut self, offset: usize, quad: &[u8; QUAD_BYTES]) {
        let (words, _) = quad.as_chunks::<4>();
        let address = STORAGE.start as usize + offset;
        wait();
        command(CLEAR_BUFFER);
        wait();
        for (index, word) in words.iter().enumerate() {
            // SAFETY: a store to flash fills the controller's buffer; what lies
            // there does not change before the command.
            unsafe {
                ptr::with_exposed_provenance_mut::<u32>(address + 4 * index)
                    .write_volatile(u32::from_le_bytes(*word));
            }
        }
        self.command(offset, WRITE_QUAD);
        forget_cached();
    }

    fn command(&mut self, offset: usize, of: u16) {
        wait();
        let address = STORAGE.start + offset as u32;
        // SAFETY: any address is valid for the register.
        nvmctrl().addr().write(|w| unsafe { w.bits(address) });
        command(of);
        wait();
    }
}

fn command(of: u16) {
    // SAFETY: one of the commands above, with the key.
    nvmctrl().ctrlb().write(|w| unsafe { w.bits(KEY | of) });
}

fn wait() {
    while nvmctrl().status().read().ready().bit_is_clear() {}
}

/// The cache does not see that flash changed (data sheet, "CMCC", "Cache Invalidate
/// All": off meanwhile).
fn forget_cached() {
    let cache: &pac::cmcc::RegisterBlock = cmcc();
    // SAFETY: CEN is the register's only bit.
    cache.ctrl().write(|w| unsafe { w.bits(0) });
    while cache.sr().read().csts().bit_is_set() {}
    cache.maint0().write(|w| w.invall().set_bit());
    // SAFETY: as above.
    cache.ctrl().write(|w| unsafe { w.bits(1) });
}
