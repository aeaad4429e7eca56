//! Safe functions over [`sys`].
#![allow(unsafe_code)]

use crate::{HEIGHT, WIDTH, sys};

/// A key outside 0 to 255 skips no pixel.
const NO_KEY: i32 = -1;

/// Fills the pixels `x ≤ px < x + w`, `y ≤ py < y + h` that lie on the screen.
///
/// `w ≤ 0` or `h ≤ 0` draws nothing.
#[inline(always)]
pub fn rect(x: i32, y: i32, w: i32, h: i32, color: u8) {
    sys::rect(x, y, w, h, i32::from(color));
}

/// Fills the whole screen.
#[inline(always)]
pub fn clear(color: u8) {
    rect(0, 0, WIDTH, HEIGHT, color);
}

/// Copies a picture of `w` × `h` pixels, row by row, to the screen, clipped.
///
/// Source pixels equal to `key` are skipped; `w ≤ 0` or `h ≤ 0` draws nothing.
///
/// # Panics
///
/// If `pixels` is shorter than `w` × `h`.
#[inline(never)]
pub fn blit(pixels: &[u8], x: i32, y: i32, w: i32, h: i32, key: Option<u8>) {
    if w <= 0 || h <= 0 {
        return;
    }
    assert!(pixels.len() as u64 >= u64::from(w.unsigned_abs()) * u64::from(h.unsigned_abs()));
    let key = key.map_or(NO_KEY, i32::from);
    // SAFETY: the host reads the w · h bytes from the pointer on, all of which
    // belong to the slice, and keeps nothing after it returns.
    #[cfg(target_arch = "wasm32")]
    unsafe {
        sys::blit(pixels.as_ptr(), x, y, w, h, key);
    }
    // SAFETY: as above; the length is the slice's own.
    #[cfg(not(target_arch = "wasm32"))]
    unsafe {
        sys::blit(pixels.as_ptr(), pixels.len(), x, y, w, h, key);
    }
}

/// The pressed buttons, a set of the bits in [`crate::button`].
#[inline(always)]
pub fn buttons() -> u8 {
    sys::buttons() as u8
}

/// Time of the frame in milliseconds: ⌊i · 1000 / 30⌋ in `update` i, 0 in `start`.
#[inline(always)]
pub fn millis() -> u32 {
    sys::millis() as u32
}

/// The next number of the host's xorshift32 generator, never 0.
#[inline(always)]
pub fn random() -> u32 {
    sys::random() as u32
}

/// Sets NeoPixel `index` (0 to 4) to 0xRRGGBB; another index is ignored.
#[inline(always)]
pub fn led(index: i32, rgb: u32) {
    sys::led(index, rgb as i32);
}

/// Plays a tone and returns at once; a frequency or duration of 0 silences.
#[inline(always)]
pub fn tone(frequency_hz: i32, duration_ms: i32) {
    sys::tone(frequency_hz, duration_ms);
}

/// Writes a line to the host's log.
#[inline(always)]
pub fn log(line: &str) {
    // SAFETY: pointer and length are those of one live slice, which the host
    // only reads, and only during the call.
    unsafe { sys::log(line.as_ptr(), line.len()) }
}

/// Real time since the run began in milliseconds, wrapping.
///
/// A run that calls this is no longer reproducible; animate with [`millis`].
#[inline(always)]
pub fn clock_ms() -> u32 {
    sys::clock_ms() as u32
}
