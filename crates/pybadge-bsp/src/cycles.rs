//! Processor cycles, 64 bits wide.

use crate::pac::{self, interrupt};
use crate::registers::{enable_interrupt, priority, tc2};
use core::cell::Cell;
use cortex_m::peripheral::DWT;
use critical_section::Mutex;
use pybadge_board::CORE_HZ;

/// Cycles in a microsecond.
pub(crate) const PER_MICROSECOND: u32 = CORE_HZ / 1_000_000;

/// How often the counter was seen to wrap, and its value then.
static WIDE: Mutex<Cell<(u32, u32)>> = Mutex::new(Cell::new((0, 0)));

/// The processor's cycle counter.
///
/// DWT.CYCCNT has 32 bits and wraps every 35.8 seconds; an interrupt every 16
/// seconds notices, so that interrupts must not stay masked for longer than
/// that. Whether the counter runs during WFI depends on the sleep mode, hence
/// nothing in this crate sleeps while it waits.
#[derive(Debug, Clone, Copy)]
pub struct CycleCounter(());

impl CycleCounter {
    /// Starts the counter, and the timer that keeps it wide: TC2 with TC3 at
    /// 60 MHz / 1024.
    pub(crate) fn start(dcb: &mut cortex_m::peripheral::DCB, dwt: &mut DWT) -> Self {
        dcb.enable_trace();
        dwt.enable_cycle_counter();
        let timer = tc2().count32();
        timer.wave().write(|w| w.wavegen().mfrq());
        // SAFETY: any top is valid; this is 16 seconds.
        timer.cc(0).write(|w| unsafe { w.bits(16 * 58_594) });
        timer.intenset().write(|w| w.ovf().set_bit());
        timer.ctrla().write(|w| w.mode().count32().prescaler().div1024().enable().set_bit());
        enable_interrupt(pac::Interrupt::TC2, priority::SLOW);
        Self(())
    }

    /// Cycles since the board was taken.
    #[must_use]
    pub fn now(&self) -> u64 {
        now()
    }

    /// Cycles since the board was taken, as time.
    #[must_use]
    pub fn microseconds(&self) -> u64 {
        now() / u64::from(PER_MICROSECOND)
    }
}

fn now() -> u64 {
    critical_section::with(|token| {
        let wide = WIDE.borrow(token);
        let (mut wraps, last) = wide.get();
        let count = DWT::cycle_count();
        if count < last {
            wraps = wraps.wrapping_add(1);
        }
        wide.set((wraps, count));
        u64::from(wraps) << 32 | u64::from(count)
    })
}

/// Waits without sleeping.
pub(crate) fn wait(cycles: u32) {
    let start = DWT::cycle_count();
    while DWT::cycle_count().wrapping_sub(start) < cycles {}
}

#[interrupt]
fn TC2() {
    tc2().count32().intflag().write(|w| w.ovf().set_bit());
    now();
}

/// Delays counted in cycles, for drivers that want `DelayNs`.
#[derive(Debug, Clone, Copy)]
pub struct Delay(());

impl Delay {
    pub(crate) fn new(_counter: CycleCounter) -> Self {
        Self(())
    }
}

impl embedded_hal::delay::DelayNs for Delay {
    fn delay_ns(&mut self, nanoseconds: u32) {
        wait((u64::from(nanoseconds) * u64::from(PER_MICROSECOND)).div_ceil(1000) as u32);
    }

    fn delay_us(&mut self, microseconds: u32) {
        let mut left = microseconds;
        while left > 0 {
            let step = left.min(1_000_000);
            wait(step * PER_MICROSECOND);
            left -= step;
        }
    }

    fn delay_ms(&mut self, milliseconds: u32) {
        for _ in 0..milliseconds {
            wait(1000 * PER_MICROSECOND);
        }
    }
}
