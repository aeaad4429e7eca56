//! Five WS2812B LEDs on one wire.

use crate::cycles::{self, PER_MICROSECOND};
use crate::hal::gpio::{PA15, Pin, PushPullOutput};
use crate::registers::{Line, priority};
use cortex_m::peripheral::DWT;
use cortex_m::register::basepri;

const WIRE: Line = Line::a(15);
/// Cycles of the high level of a zero and of a one (0.33 and 0.75 us, with up
/// to 0.1 us more from the loop; the data sheet allows 0.25 to 0.55 and 0.65 to
/// 0.95), and of a whole bit (1.25 us).
const ZERO: u32 = 40;
const ONE: u32 = 90;
const BIT: u32 = 150;
/// Silence after which the LEDs show what they got.
const LATCH_MICROSECONDS: u32 = 300;

/// The LEDs.
pub struct NeoPixels {
    _pin: Pin<PA15, PushPullOutput>,
    ended: u32,
}

impl NeoPixels {
    /// Number of LEDs.
    pub const COUNT: usize = 5;

    pub(crate) fn new(pin: Pin<PA15, PushPullOutput>) -> Self {
        WIRE.low();
        Self { _pin: pin, ended: DWT::cycle_count() }
    }

    /// Shows colours, 0x00RRGGBB each, the first on the left.
    ///
    /// Takes 150 microseconds, and holds back every interrupt but the watch's
    /// for that long; a call within 300 microseconds of the last one waits.
    pub fn write(&mut self, colors: &[u32; Self::COUNT]) {
        let pause = LATCH_MICROSECONDS * PER_MICROSECOND;
        let since = DWT::cycle_count().wrapping_sub(self.ended);
        cycles::wait(pause.saturating_sub(since));
        let before = basepri::read();
        // SAFETY: raising the mask holds interrupts back, it lets none in.
        unsafe { basepri::write(priority::bits(priority::WATCH + 1)) };
        for color in colors {
            let [_, red, green, blue] = color.to_be_bytes();
            let word = u32::from_be_bytes([green, red, blue, 0]);
            for bit in 0..24 {
                send(word << bit >> 31 != 0);
            }
        }
        // SAFETY: this is what the mask was before.
        unsafe { basepri::write(before) };
        self.ended = DWT::cycle_count();
    }
}

#[inline(always)]
fn send(one: bool) {
    let high = if one { ONE } else { ZERO };
    let start = DWT::cycle_count();
    WIRE.high();
    while DWT::cycle_count().wrapping_sub(start) < high {}
    WIRE.low();
    while DWT::cycle_count().wrapping_sub(start) < BIT {}
}
