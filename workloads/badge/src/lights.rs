//! Colours of the circle, on the screen and on the LEDs.

use badge_guest::{color, led};

/// The screen colour at `hue` of the circle.
#[inline(never)]
pub(crate) fn glow(hue: i32, level: i32) -> u8 {
    color::of_led(color::hue(hue as u8, level as u8))
}

/// Sets the LEDs to hues `step` apart, those of the set `lit` brightly.
#[inline(never)]
pub(crate) fn light(hue: i32, step: i32, lit: i32) {
    for index in 0..5 {
        let level = if lit >> index & 1 != 0 { 200 } else { 16 };
        led(index, color::hue((hue + index * step) as u8, level));
    }
}
