//! Text in a font of 5 × 8 pixels, ASCII, one pixel between letters and lines.

use crate::font::GLYPHS;
use crate::rect;

/// From one letter to the next, at scale 1.
pub const ADVANCE: i32 = 6;
/// From one line to the next, at scale 1: seven rows, one for descenders, one between.
pub const LINE: i32 = 9;

/// Width of a line of `text` in pixels.
pub fn width(scale: i32, text: impl AsRef<[u8]>) -> i32 {
    (text.as_ref().len() as i32 * ADVANCE - 1) * scale
}

/// Draws `text` with its upper left corner at `x`, `y` and returns the `x` after it.
///
/// A newline goes back to `x`, one line down.
pub fn draw(x: i32, y: i32, scale: i32, color: u8, text: impl AsRef<[u8]>) -> i32 {
    draw_bytes(x, y, scale, color, text.as_ref())
}

/// Draws a line of `text` centred on `x`.
pub fn draw_centred(x: i32, y: i32, scale: i32, color: u8, text: impl AsRef<[u8]>) {
    let text = text.as_ref();
    draw_bytes(x - width(scale, text) / 2, y, scale, color, text);
}

#[inline(never)]
fn draw_bytes(left: i32, mut y: i32, scale: i32, color: u8, text: &[u8]) -> i32 {
    let mut x = left;
    for &character in text {
        if character == b'\n' {
            x = left;
            y += LINE * scale;
            continue;
        }
        for &bits in glyph(character) {
            column(x, y, scale, color, bits.into());
            x += scale;
        }
        x += scale;
    }
    x
}

/// The columns of an ASCII character, left first, bit 0 on top; of others a filled box.
pub fn glyph(character: u8) -> &'static [u8; 5] {
    let index = usize::from(character.wrapping_sub(b' '));
    &GLYPHS[index.min(GLYPHS.len() - 1)]
}

/// Draws the set bits of `bits` below each other, bit 0 on top: one `rect` per run.
#[inline(never)]
pub fn column(x: i32, y: i32, scale: i32, color: u8, mut bits: u32) {
    while bits != 0 {
        let top = bits.trailing_zeros() as i32;
        // The carry of the addition ends up behind the run.
        let carried = bits.wrapping_add(1 << top);
        let height = carried.trailing_zeros() as i32 - top;
        rect(x, y + top * scale, scale, height * scale, color);
        bits &= carried;
    }
}
