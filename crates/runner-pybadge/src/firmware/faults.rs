//! What ends a life of the firmware before its time: a hung guest, a panic, a
//! hard fault. Each writes a note and resets; the next life tells about it.

use super::{heap, live, reset};
use crate::note::Cause;
use core::arch::naked_asm;
use core::panic::PanicInfo;
use cortex_m_rt::ExceptionFrame;
use pybadge_board::RAM;

/// The watch: a call of the guest took too long.
///
/// The guest's frames are abandoned in the middle of whatever they did, which
/// is sound only because nothing of them is ever looked at again.
pub(super) fn hung(_: &mut ExceptionFrame) {
    reset::end_with(Cause::Hung { limit: live::limit() })
}

/// The message is dropped: formatting it costs 70 KB of flash in some engines.
/// An allocation that failed right before says that it was for want of memory.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    cortex_m::interrupt::disable();
    reset::end_with(match heap::failed() {
        0 => Cause::Panic,
        bytes => Cause::OutOfMemory { bytes },
    })
}

/// Goes to [`faulted`] on a stack of its own: where the stack overflowed,
/// pushing to it would fault again, and that is lock-up. What was on the stack
/// is not needed any more, so the handler takes it from the top.
///
/// # Safety
///
/// For the vector table alone: it expects EXC_RETURN in LR.
#[unsafe(no_mangle)]
#[unsafe(naked)]
unsafe extern "C" fn HardFault() {
    naked_asm!(
        "tst lr, #4",
        "ite eq",
        "mrseq r0, msp",
        "mrsne r0, psp",
        "ldr r1, =_stack_start",
        "msr msp, r1",
        "b {faulted}",
        faulted = sym faulted,
    )
}

/// Registers of the system control block.
const CFSR: *const u32 = 0xE000_ED28 as *const u32;
const MMFAR: *const u32 = 0xE000_ED34 as *const u32;
const BFAR: *const u32 = 0xE000_ED38 as *const u32;
/// Bits of CFSR: the address registers hold an address.
const MMARVALID: u32 = 1 << 7;
const BFARVALID: u32 = 1 << 15;
/// Words of an exception frame, and where in it LR and PC are.
const FRAME_BYTES: u32 = 32;
const LR_AT: u32 = 20;
const PC_AT: u32 = 24;

extern "C" fn faulted(frame: u32) -> ! {
    let word = |at: u32| {
        // An overflow of the stack leaves no frame.
        if RAM.contains(&frame) && RAM.contains(&(frame + FRAME_BYTES - 1)) {
            // SAFETY: within RAM and aligned, as exception frames are; only
            // read. The new stack may have overwritten the frame if that was
            // within the first bytes, which makes the number wrong, not more.
            unsafe { ((frame + at) as *const u32).read_volatile() }
        } else {
            0
        }
    };
    let (pc, lr) = (word(PC_AT), word(LR_AT));
    // SAFETY: registers of the core that are always there; reading them has no
    // effect.
    let (cfsr, mmfar, bfar) =
        unsafe { (CFSR.read_volatile(), MMFAR.read_volatile(), BFAR.read_volatile()) };
    let address = if cfsr & MMARVALID != 0 {
        mmfar
    } else if cfsr & BFARVALID != 0 {
        bfar
    } else {
        0
    };
    reset::end_with(Cause::HardFault { pc, lr, cfsr, address })
}
