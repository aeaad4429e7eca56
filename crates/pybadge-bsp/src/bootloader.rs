//! The way into the UF2 bootloader.

use cortex_m::asm;
use cortex_m::peripheral::SCB;
use pybadge_board::{DOUBLE_TAP, DOUBLE_TAP_STAY};

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
    unsafe { (DOUBLE_TAP as *mut u32).write_volatile(DOUBLE_TAP_STAY) };
    asm::dsb();
    SCB::sys_reset()
}
