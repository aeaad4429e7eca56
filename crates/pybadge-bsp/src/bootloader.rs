//! The way into the UF2 bootloader.

use cortex_m::asm;
use cortex_m::peripheral::SCB;

/// The word that outlives a reset (uf2-samdx1, `DBL_TAP_PTR`), and what it must
/// hold for the bootloader to stay (`DBL_TAP_MAGIC`).
const DOUBLE_TAP: *mut u32 = 0x2002_fffc as *mut u32;
const STAY: u32 = 0xf016_69ef;

/// The bootloader.
#[derive(Debug, Clone, Copy)]
pub struct Bootloader(());

impl Bootloader {
    pub(crate) fn new() -> Self {
        Self(())
    }

    /// Resets into the bootloader: the badge becomes a drive that takes a UF2
    /// image.
    pub fn enter(self) -> ! {
        enter()
    }

    /// Resets and starts the firmware anew.
    pub fn restart(self) -> ! {
        SCB::sys_reset()
    }
}

/// The same for failure screens and the serial port, which own nothing.
pub(crate) fn enter() -> ! {
    // SAFETY: the word is outside of what the linker script gives to the
    // program, and aligned.
    unsafe { DOUBLE_TAP.write_volatile(STAY) };
    asm::dsb();
    SCB::sys_reset()
}
