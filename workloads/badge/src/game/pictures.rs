//! The pictures of the game, 11 pixels wide.

use badge_guest::{blit, color};

const SIZE: usize = 11;
const KEY: u8 = 0x01;

/// A picture of 11 × 11 pixels.
pub(crate) struct Picture([u8; SIZE * SIZE]);

impl Picture {
    #[inline(never)]
    pub(crate) fn draw_centred(&self, x: i32, y: i32) {
        let (size, half) = (SIZE as i32, SIZE as i32 / 2);
        blit(&self.0, x - half, y - half, size, size, Some(KEY));
    }

    /// Reads a picture: a digit is one of the five `colors`, anything else nothing.
    const fn new(art: [&str; SIZE], colors: [u8; 5]) -> Self {
        let mut pixels = [KEY; SIZE * SIZE];
        let mut index = 0;
        while index < pixels.len() {
            let character = art[index / SIZE].as_bytes()[index % SIZE];
            if character.is_ascii_digit() {
                pixels[index] = colors[(character - b'0') as usize];
            }
            index += 1;
        }
        Self(pixels)
    }
}

#[rustfmt::skip]
pub(crate) static SHIP: Picture = Picture::new([
    ".....4.....",
    "....343....",
    "....343....",
    "...32223...",
    "...32123...",
    "..3321233..",
    ".333222333.",
    "33.32223.33",
    "3..33333..3",
    "3...0.0...3",
    "...........",
], [0xF4, 0x13, 0x57, 0xB6, color::WHITE]);

#[rustfmt::skip]
pub(crate) static ROCK: Picture = Picture::new([
    "...........",
    "...3334....",
    "..332233...",
    ".32221233..",
    ".322112230.",
    ".321122220.",
    ".322221120.",
    ".022211120.",
    "..0222200..",
    "...00000...",
    "...........",
], [0x24, 0x49, 0x6D, 0x92, 0xDB]);

#[rustfmt::skip]
pub(crate) static EMBER: Picture = Picture::new([
    "....0.0....",
    "...0010....",
    "..0112100..",
    "..0123210..",
    ".01233321..",
    ".012343210.",
    ".012344310.",
    "..0123321..",
    "..0112210..",
    "...00110...",
    "...........",
], [0x60, 0xC4, 0xEC, 0xF8, 0xFE]);
