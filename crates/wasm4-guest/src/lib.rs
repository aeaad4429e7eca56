//! What a cartridge of WASM-4 links: registers at fixed addresses of the page that
//! it shares with the console, and the console's functions, which are imports of
//! module `env`. `crates/wasm4` is the console itself.
//!
//! The functions are those of the console's documentation
//! (<https://wasm4.org/docs/reference/functions>); everything else is plain Rust
//! without `std`.
#![no_std]
#![deny(unsafe_code)]

mod registers;
mod sys;

pub use badge_guest::{State, main};
pub use registers::{Pad, keep_frame, pad, set_colors, set_palette};

/// Width and height of the screen in pixels.
pub const SIZE: i32 = 160;

/// Fills a rectangle in colour 1 and outlines it in colour 2.
pub fn rect(x: i32, y: i32, w: i32, h: i32) {
    sys::rect(x, y, w, h);
}

/// Fills an oval in colour 1 and outlines it in colour 2.
pub fn oval(x: i32, y: i32, w: i32, h: i32) {
    sys::oval(x, y, w, h);
}

/// Draws a line in colour 1, both ends included.
pub fn line(x1: i32, y1: i32, x2: i32, y2: i32) {
    sys::line(x1, y1, x2, y2);
}

/// Draws a row of pixels in colour 1.
pub fn hline(x: i32, y: i32, len: i32) {
    sys::hline(x, y, len);
}

/// Draws a column of pixels in colour 1.
pub fn vline(x: i32, y: i32, len: i32) {
    sys::vline(x, y, len);
}

/// Writes bytes as glyphs of 8 × 8 pixels: ink in colour 1, ground in colour 2.
#[allow(unsafe_code)]
pub fn text(text: impl AsRef<[u8]>, x: i32, y: i32) {
    let bytes = text.as_ref();
    // SAFETY: the console reads as many bytes as the slice has, and keeps nothing.
    unsafe { sys::text(bytes.as_ptr(), bytes.len(), x, y) }
}

/// How a sprite is drawn: bits of the flags of `blit`.
pub mod flag {
    /// Two bits a pixel instead of one.
    pub const TWO_BITS: u32 = 1;
    /// Mirrored, left to right.
    pub const FLIP_X: u32 = 2;
    /// Mirrored, top to bottom.
    pub const FLIP_Y: u32 = 4;
    /// Turned by a quarter, anticlockwise.
    pub const ROTATE: u32 = 8;
}

/// Draws a sprite whose pixels lie row by row, the leftmost in the highest bits.
///
/// # Panics
///
/// If `sprite` has fewer bytes than `w` × `h` pixels.
#[allow(unsafe_code)]
pub fn blit(sprite: &[u8], x: i32, y: i32, w: u32, h: u32, flags: u32) {
    let bits = w * h * if flags & flag::TWO_BITS == 0 { 1 } else { 2 };
    assert!(sprite.len() as u32 * 8 >= bits);
    // SAFETY: the console reads the pixels, all of which belong to the slice, and
    // keeps nothing.
    unsafe { sys::blit(sprite.as_ptr(), x, y, w, h, flags) }
}

/// A tone: frequencies of begin and end in hertz, ticks of attack, decay, sustain
/// and release, peak and level to 100, the channel, and the duty of a pulse.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tone {
    /// Hertz at the beginning.
    pub from: u16,
    /// Hertz at the end; 0 for as at the beginning.
    pub to: u16,
    /// Ticks until the peak.
    pub attack: u8,
    /// Ticks from the peak to the level.
    pub decay: u8,
    /// Ticks at the level.
    pub sustain: u8,
    /// Ticks from the level to silence.
    pub release: u8,
    /// Loudness of the peak; 0 for 100.
    pub peak: u8,
    /// Loudness of the level.
    pub level: u8,
    /// 0 and 1 are pulses, 2 is a triangle, 3 noise.
    pub channel: u8,
    /// Of a pulse: 1/8, 1/4, 1/2, 3/4 of the period, as 0 to 3.
    pub duty: u8,
}

impl Tone {
    /// Sounds it, in place of what its channel sounds.
    pub fn play(self) {
        let duration = u32::from_le_bytes([self.sustain, self.release, self.decay, self.attack]);
        sys::tone(
            u32::from(self.to) << 16 | u32::from(self.from),
            duration,
            u32::from(self.peak) << 8 | u32::from(self.level),
            u32::from(self.channel & 3) | u32::from(self.duty & 3) << 2,
        );
    }
}

/// Reads what was stored; how many bytes that was.
#[allow(unsafe_code)]
pub fn load(into: &mut [u8]) -> usize {
    // SAFETY: the console writes no more bytes than the slice has.
    unsafe { sys::diskr(into.as_mut_ptr(), into.len()) }
}

/// Stores bytes, 1,024 at most, which outlive the cartridge.
#[allow(unsafe_code)]
pub fn store(bytes: &[u8]) {
    // SAFETY: the console reads as many bytes as the slice has.
    unsafe { sys::diskw(bytes.as_ptr(), bytes.len()) };
}

/// A generator of chance (xorshift, Marsaglia 2003) that repeats in every run.
#[derive(Clone, Copy, Debug)]
pub struct Chance(pub u32);

impl Chance {
    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % limit
    }
}
