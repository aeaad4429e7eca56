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
/// Ticks of the timer that its interrupt may take: 21 microseconds.
const SHORTEST: u32 = 80;
/// Halves of a period of a sound without an end.
const ENDLESS: u32 = u32::MAX;
/// What 16 bits of that rate can do.
const LOWEST_HZ: u32 = 29;
const HIGHEST_HZ: u32 = 20_000;

/// Halves of a period that are left of the tone.
static LEFT: AtomicU32 = AtomicU32::new(0);
/// How far from the middle the wave goes.
static SWING: AtomicU32 = AtomicU32::new(0);
/// Tops of the timer while the wave is high and while it is low.
static TOPS: [AtomicU32; 2] = [AtomicU32::new(0), AtomicU32::new(0)];
/// 1 while the wave is high.
static HIGH: AtomicU32 = AtomicU32::new(0);
/// State of the generator of noise; 0 while a pitch sounds.
static NOISE: AtomicU32 = AtomicU32::new(0);

/// A sound that goes on until it is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Pitch in hertz; of noise, how often its level is drawn.
    pub frequency_hz: u32,
    /// Loudness, 0 to 255, which is a quarter of the full swing.
    pub loudness: u8,
    /// Shape.
    pub shape: Shape,
}

/// Shape of a wave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// High for so many eighths of the period, 1 to 7.
    Pulse(u8),
    /// High or low at random.
    Noise,
}

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
        let top = TIMER_HZ / (2 * frequency) - 1;
        shape(u32::from(AMPLITUDE), [top, top], 0);
        self.start();
    }

    /// Sounds until the next call, without a gap between two calls; loudness 0
    /// silences.
    pub fn sound(&mut self, voice: Voice) {
        let Voice { frequency_hz, loudness, shape: of } = voice;
        if frequency_hz == 0 || loudness == 0 {
            self.silence();
            return;
        }
        let period = TIMER_HZ / frequency_hz.clamp(LOWEST_HZ, HIGHEST_HZ);
        let (high, noise) = match of {
            Shape::Pulse(eighths) => (period * u32::from(eighths.clamp(1, 7)) / 8, 0),
            Shape::Noise => (period / 2, NOISE.load(Ordering::Relaxed).max(1)),
        };
        // A part that is shorter than its interrupt would never end.
        let high = high.clamp(SHORTEST, period - SHORTEST);
        let tops = [high, period - high].map(|part| part.min(1 << 16) - 1);
        shape(u32::from(AMPLITUDE) * u32::from(loudness) / 255, tops, noise);
        let running = self.sounding();
        LEFT.store(ENDLESS, Ordering::Relaxed);
        if !running {
            self.start();
        }
    }

    fn start(&mut self) {
        AMPLIFIER.high();
        let timer = tc4().count16();
        set_top(TOPS[0].load(Ordering::Relaxed));
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

fn shape(swing: u32, tops: [u32; 2], noise: u32) {
    SWING.store(swing, Ordering::Relaxed);
    for (top, value) in TOPS.iter().zip(tops) {
        top.store(value, Ordering::Relaxed);
    }
    NOISE.store(noise, Ordering::Relaxed);
}

fn set_top(top: u32) {
    // SAFETY: any 16 bits are valid.
    tc4().count16().cc(0).write(|w| unsafe { w.bits(top as u16) });
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
    if left != ENDLESS {
        LEFT.store(left - 1, Ordering::Relaxed);
    }
    let noise = NOISE.load(Ordering::Relaxed);
    let high = if noise == 0 {
        HIGH.fetch_xor(1, Ordering::Relaxed) == 0
    } else {
        let next = step(noise);
        NOISE.store(next, Ordering::Relaxed);
        next & 1 != 0
    };
    let swing = SWING.load(Ordering::Relaxed) as u16;
    set_level(if high { MIDDLE + swing } else { MIDDLE - swing });
    set_top(TOPS[usize::from(!high)].load(Ordering::Relaxed));
}

/// The next state of a xorshift generator (Marsaglia 2003), never 0.
const fn step(state: u32) -> u32 {
    let state = state ^ state << 13;
    let state = state ^ state >> 17;
    state ^ state << 5
}
