//! The speaker: DAC0 on PA02 behind an amplifier that PA27 switches on.
//!
//! A tone is a square wave that TC4's interrupt writes, two interrupts a
//! period. DMA would cost no interrupts, but needs linked descriptors, which
//! must not be active when another channel is started (SAM D5x errata, DMAC).

use crate::hal::gpio::{Alternate, B, PA02, PA27, Pin, PushPullOutput};
use crate::pac::{self, interrupt};
use crate::registers::{Line, dac, enable_interrupt, priority, tc4};
use core::sync::atomic::{AtomicU32, Ordering};

const AMPLIFIER: Line = Line::a(27);
const MIDDLE: u16 = 2048;
/// A quarter of the full swing, which is loud enough for a desk.
const AMPLITUDE: u16 = 512;
/// Rate of TC4 after its prescaler of 16.
const TIMER_HZ: u32 = 60_000_000 / 16;
/// What 16 bits of that rate can do.
const LOWEST_HZ: u32 = 29;
const HIGHEST_HZ: u32 = 20_000;

/// Half periods that are left of the tone.
static LEFT: AtomicU32 = AtomicU32::new(0);

/// The speaker.
pub struct Speaker {
    _pins: (Pin<PA02, Alternate<B>>, Pin<PA27, PushPullOutput>),
}

impl Speaker {
    /// DAC and TC4 are clocked already.
    pub(crate) fn new(pin: Pin<PA02, Alternate<B>>, amplifier: Pin<PA27, PushPullOutput>) -> Self {
        AMPLIFIER.low();
        let dac = dac();
        dac.ctrla().write(|w| w.swrst().set_bit());
        while dac.syncbusy().read().swrst().bit_is_set() {}
        dac.ctrlb().write(|w| w.refsel().vddana());
        dac.dacctrl(0).write(|w| w.cctrl().cc12m().enable().set_bit());
        dac.ctrla().write(|w| w.enable().set_bit());
        while dac.syncbusy().read().enable().bit_is_set() {}
        while dac.status().read().ready0().bit_is_clear() {}
        set_level(MIDDLE);

        let timer = tc4().count16();
        timer.wave().write(|w| w.wavegen().mfrq());
        timer.intenset().write(|w| w.ovf().set_bit());
        enable_interrupt(pac::Interrupt::TC4, priority::FAST);
        Self { _pins: (pin, amplifier) }
    }

    /// Starts a tone and returns at once; a tone that still sounds ends.
    ///
    /// Zero of either silences. Frequencies outside 29 Hz to 20 kHz become the
    /// nearest of these.
    pub fn tone(&mut self, frequency_hz: u32, duration_ms: u32) {
        if frequency_hz == 0 || duration_ms == 0 {
            self.silence();
            return;
        }
        let frequency = frequency_hz.clamp(LOWEST_HZ, HIGHEST_HZ);
        let halves = u64::from(duration_ms) * u64::from(2 * frequency) / 1000;
        stop_timer();
        LEFT.store(u32::try_from(halves.max(2)).unwrap_or(u32::MAX), Ordering::Relaxed);
        AMPLIFIER.high();
        let timer = tc4().count16();
        let top = (TIMER_HZ / (2 * frequency) - 1) as u16;
        // SAFETY: any top is valid.
        timer.cc(0).write(|w| unsafe { w.bits(top) });
        timer.ctrla().write(|w| w.mode().count16().prescaler().div16().enable().set_bit());
        while timer.syncbusy().read().enable().bit_is_set() {}
    }

    /// Ends the tone.
    pub fn silence(&mut self) {
        silence();
    }

    /// Whether a tone sounds.
    #[must_use]
    pub fn sounding(&self) -> bool {
        LEFT.load(Ordering::Relaxed) != 0
    }
}

/// The same for failure screens, which own nothing.
pub(crate) fn silence() {
    stop_timer();
    LEFT.store(0, Ordering::Relaxed);
    AMPLIFIER.low();
    set_level(MIDDLE);
}

fn stop_timer() {
    let timer = tc4().count16();
    timer.ctrla().modify(|_, w| w.enable().clear_bit());
    while timer.syncbusy().read().enable().bit_is_set() {}
    timer.intflag().write(|w| w.ovf().set_bit());
}

fn set_level(level: u16) {
    // SAFETY: DATA takes any 12 bits.
    dac().data(0).write(|w| unsafe { w.bits(level) });
}

#[interrupt]
fn TC4() {
    tc4().count16().intflag().write(|w| w.ovf().set_bit());
    let left = LEFT.load(Ordering::Relaxed);
    if left <= 1 {
        silence();
        return;
    }
    LEFT.store(left - 1, Ordering::Relaxed);
    set_level(if left.is_multiple_of(2) { MIDDLE + AMPLITUDE } else { MIDDLE - AMPLITUDE });
}
