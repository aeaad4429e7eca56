//! How much of the stack was ever used.
//!
//! The stack lies at the bottom of RAM (`memory.x`), below it is nothing: an
//! overflow is a fault.

use core::ptr::addr_of;
use cortex_m::register::msp;

const PAINT: u32 = 0xc5c5_5c5c;
/// Bytes below the stack pointer that painting leaves alone, for its own
/// frame and an interrupt on top.
const MARGIN: usize = 256;

unsafe extern "C" {
    static _stack_start: u32;
    static _stack_end: u32;
}

/// The stack's lowest address and the one behind its highest.
#[must_use]
pub fn bounds() -> (usize, usize) {
    // The symbols are addresses; there is nothing to read at them.
    (addr_of!(_stack_end).addr(), addr_of!(_stack_start).addr())
}

/// Bytes of the stack.
#[must_use]
pub fn size() -> usize {
    let (bottom, top) = bounds();
    top - bottom
}

/// Paints what is unused at the moment, so that [`high_water`] starts from the
/// present depth. [`crate::Board::take`] does it first of all.
#[inline(never)]
pub fn paint() {
    let (bottom, _) = bounds();
    let limit = (msp::read() as usize).saturating_sub(MARGIN);
    let mut address = bottom;
    while address + 4 <= limit {
        // SAFETY: from the bottom of the stack to well below the stack
        // pointer nothing is alive; interrupts push below the pointer only
        // while they run, and a word that one of them writes meanwhile is
        // dead when it returns.
        unsafe { (address as *mut u32).write_volatile(PAINT) };
        address += 4;
    }
}

/// Most bytes of the stack in use since [`paint`].
#[must_use]
pub fn high_water() -> usize {
    let (bottom, top) = bounds();
    let mut address = bottom;
    while address < top {
        // SAFETY: within the stack, aligned, and only read.
        if unsafe { (address as *const u32).read_volatile() } != PAINT {
            break;
        }
        address += 4;
    }
    top - address
}
