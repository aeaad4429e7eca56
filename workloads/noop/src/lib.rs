//! An empty `update`: what remains is the cost of entering a guest.
#![no_std]
#![forbid(unsafe_code)]

use badge_guest::{HEIGHT, WIDTH, color, led, main, rect, text};

/// Draws all 256 colours once, so that the hash chain has something to hold.
pub fn start() {
    let (w, h) = (WIDTH / 16, HEIGHT / 16);
    for color in 0..=u8::MAX {
        let (x, y) = (i32::from(color % 16), i32::from(color / 16));
        rect(x * w, y * h, w, h, color);
    }
    rect(52, 44, 56, 36, color::BLACK);
    text::draw_centred(WIDTH / 2, 55, 2, color::WHITE, "noop");
    for index in 0..5 {
        led(index, color::hue(index as u8 * 38, 255));
    }
}

/// Returns.
pub fn update() {}

main!(start, update);
