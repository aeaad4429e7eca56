//! Text in a font of 5 × 8 pixels, ASCII, one pixel between letters.

use crate::font::{GLYPHS, Glyph};
use crate::{blit, rect};

/// From one letter to the next, at scale 1.
pub const ADVANCE: i32 = 6;
/// Height of a line, at scale 1: seven rows and one for descenders.
pub const LINE: i32 = 8;

/// Columns of a glyph.
const COLUMNS: i32 = 5;

/// Width of `text` in pixels.
pub fn width(scale: i32, text: impl AsRef<[u8]>) -> i32 {
    (text.as_ref().len() as i32 * ADVANCE - 1) * scale
}

/// Draws `text` with its upper left corner at `x`, `y` and returns the `x` after it.
///
/// At scale 1 a letter is one `blit`, above one `rect` per vertical stroke.
pub fn draw(x: i32, y: i32, scale: i32, color: u8, text: impl AsRef<[u8]>) -> i32 {
    draw_bytes(x, y, scale, color, text.as_ref())
}

/// Draws `text` centred on `x`.
pub fn draw_centred(x: i32, y: i32, scale: i32, color: u8, text: impl AsRef<[u8]>) {
    let text = text.as_ref();
    draw_bytes(x - width(scale, text) / 2, y, scale, color, text);
}

#[inline(never)]
fn draw_bytes(mut x: i32, y: i32, scale: i32, color: u8, text: &[u8]) -> i32 {
    for &character in text {
        if character != b' ' {
            let glyph = glyph(character);
            if scale == 1 {
                blit_glyph(x, y, color, glyph);
            } else {
                strokes(glyph, |column, top, height| {
                    let x = x + column * scale;
                    rect(x, y + top * scale, scale, height * scale, color);
                });
            }
        }
        x += ADVANCE * scale;
    }
    x
}

/// The glyph of an ASCII character; others get the last one, a filled box.
pub(crate) fn glyph(character: u8) -> &'static Glyph {
    let index = usize::from(character.wrapping_sub(b' '));
    &GLYPHS[index.min(GLYPHS.len() - 1)]
}

/// Calls `f(column, top, height)` for each vertical stroke of a glyph.
#[inline]
pub(crate) fn strokes(glyph: &Glyph, mut f: impl FnMut(i32, i32, i32)) {
    for (column, &bits) in (0..).zip(glyph) {
        let mut bits = u32::from(bits);
        while bits != 0 {
            let top = bits.trailing_zeros();
            let height = (bits >> top).trailing_ones();
            f(column, top as i32, height as i32);
            bits &= !0 << (top + height);
        }
    }
}

#[inline(never)]
fn blit_glyph(x: i32, y: i32, color: u8, glyph: &Glyph) {
    // Any value but the colour itself can stand for "transparent".
    let key = !color;
    let mut pixels = [key; (COLUMNS * LINE) as usize];
    for (row, pixels) in pixels.chunks_exact_mut(COLUMNS as usize).enumerate() {
        for (pixel, &bits) in pixels.iter_mut().zip(glyph) {
            if bits >> row & 1 != 0 {
                *pixel = color;
            }
        }
    }
    blit(&pixels, x, y, COLUMNS, LINE, Some(key));
}
