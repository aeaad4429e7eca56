//! The watch: ends what does not return.
//!
//! TC0 with TC1 as one counter of 32 bits, one shot, with the only interrupt
//! of the highest priority. Arming and disarming are a few stores, so that
//! they can stand around every call of a guest.

use crate::pac;
use crate::registers::{enable_interrupt, priority, tc0};
use core::arch::naked_asm;
use core::cell::Cell;
use cortex_m_rt::ExceptionFrame;
use critical_section::Mutex;

/// Ticks in a millisecond: 60 MHz / 64.
const TICKS_PER_MILLISECOND_X2: u32 = 1875;
const LONGEST_MILLISECONDS: u32 = u32::MAX / TICKS_PER_MILLISECOND_X2;

/// What is called when the time is up, at the highest priority. The frame holds
/// what was interrupted: its `pc` is where the program hangs, and may be set to
/// where it shall go on.
pub type Handler = fn(&mut ExceptionFrame);

static HANDLER: Mutex<Cell<Option<Handler>>> = Mutex::new(Cell::new(None));

/// A timer above all others.
pub struct Watch(());

impl Watch {
    /// TC0 and TC1 are clocked already.
    pub(crate) fn new() -> Self {
        let timer = tc0().count32();
        timer.wave().write(|w| w.wavegen().mfrq());
        timer.ctrlbset().write(|w| w.oneshot().set_bit());
        while timer.syncbusy().read().ctrlb().bit_is_set() {}
        timer.intenset().write(|w| w.ovf().set_bit());
        timer.ctrla().write(|w| w.mode().count32().prescaler().div64().enable().set_bit());
        while timer.syncbusy().read().enable().bit_is_set() {}
        stop();
        enable_interrupt(pac::Interrupt::TC0, priority::WATCH);
        Self(())
    }

    /// Says what happens when the time is up. Without a handler the failure
    /// screen appears.
    pub fn set_handler(&mut self, handler: Handler) {
        critical_section::with(|token| HANDLER.borrow(token).set(Some(handler)));
    }

    /// Starts, or starts anew. At most 38 minutes.
    #[inline]
    pub fn arm(&mut self, milliseconds: u32) {
        let timer = tc0().count32();
        let ticks = milliseconds.clamp(1, LONGEST_MILLISECONDS) * TICKS_PER_MILLISECOND_X2 / 2;
        // SAFETY: any top is valid.
        timer.cc(0).write(|w| unsafe { w.bits(ticks) });
        while timer.syncbusy().read().cc0().bit_is_set() {}
        timer.ctrlbset().write(|w| w.cmd().retrigger());
    }

    /// Ends the time without a call of the handler.
    #[inline]
    pub fn disarm(&mut self) {
        stop();
    }
}

fn stop() {
    let timer = tc0().count32();
    // A command that is still on its way would be lost otherwise.
    while timer.syncbusy().read().ctrlb().bit_is_set() {}
    timer.ctrlbset().write(|w| w.cmd().stop());
    while timer.syncbusy().read().ctrlb().bit_is_set() {}
    timer.intflag().write(|w| w.ovf().set_bit());
    pac::NVIC::unpend(pac::Interrupt::TC0);
}

/// Hands the interrupted frame, on whichever stack it is, to [`expired`].
///
/// # Safety
///
/// For the vector table alone: it expects EXC_RETURN in LR.
#[unsafe(no_mangle)]
#[unsafe(naked)]
unsafe extern "C" fn TC0() {
    naked_asm!(
        "tst lr, #4",
        "ite eq",
        "mrseq r0, msp",
        "mrsne r0, psp",
        "b {expired}",
        expired = sym expired,
    )
}

extern "C" fn expired(frame: &mut ExceptionFrame) {
    tc0().count32().intflag().write(|w| w.ovf().set_bit());
    let handler = critical_section::with(|token| HANDLER.borrow(token).get());
    match handler {
        Some(handler) => handler(frame),
        None => crate::failure::show("Time is up", format_args!("at {:#010x}", frame.pc())),
    }
}
