//! A picture in the guest's own memory.

use crate::{blit, text};

/// A picture of `W` × `H` pixels, drawn into by the guest and shown with one `blit`.
pub struct Canvas<const W: usize, const H: usize> {
    rows: [[u8; W]; H],
}

impl<const W: usize, const H: usize> Canvas<W, H> {
    /// A picture of one colour. Black costs no bytes in a module.
    pub const fn new(color: u8) -> Self {
        Self {
            rows: [[color; W]; H],
        }
    }

    /// The rows, top first.
    #[inline(always)]
    pub const fn rows(&self) -> &[[u8; W]; H] {
        &self.rows
    }

    /// The rows, top first.
    #[inline(always)]
    pub const fn rows_mut(&mut self) -> &mut [[u8; W]; H] {
        &mut self.rows
    }

    /// Sets one pixel, if it lies in the picture.
    #[inline]
    pub fn set(&mut self, x: i32, y: i32, color: u8) {
        // A negative coordinate becomes a large one, which is outside as well.
        if let Some(row) = self.rows.get_mut(y as usize)
            && let Some(pixel) = row.get_mut(x as usize)
        {
            *pixel = color;
        }
    }

    /// Fills a rectangle, clipped.
    #[inline]
    pub fn rect(&mut self, x: i32, y: i32, w: i32, h: i32, color: u8) {
        fill(self.rows.as_flattened_mut(), W as i32, [x, y, w, h], color);
    }

    /// Draws text with its upper left corner at `x`, `y`.
    #[inline]
    pub fn text(&mut self, x: i32, y: i32, scale: i32, color: u8, text: impl AsRef<[u8]>) {
        let pixels = self.rows.as_flattened_mut();
        letters(pixels, W as i32, [x, y], scale, color, text.as_ref());
    }

    /// Copies the picture to the screen, pixels equal to `key` skipped.
    #[inline(always)]
    pub fn show(&self, x: i32, y: i32, key: Option<u8>) {
        blit(self.rows.as_flattened(), x, y, W as i32, H as i32, key);
    }
}

// One copy for canvases of all sizes: a module pays for each instance.

#[inline(never)]
fn fill(pixels: &mut [u8], width: i32, [x, y, w, h]: [i32; 4], color: u8) {
    let rows = pixels.chunks_exact_mut(width as usize);
    let (left, right) = (x.max(0), x.saturating_add(w).min(width));
    let bottom = y.saturating_add(h);
    if left >= right {
        return;
    }
    for (row_y, row) in (0..).zip(rows) {
        if row_y >= y && row_y < bottom {
            row[left as usize..right as usize].fill(color);
        }
    }
}

#[inline(never)]
fn letters(
    pixels: &mut [u8],
    width: i32,
    [mut x, y]: [i32; 2],
    scale: i32,
    color: u8,
    text: &[u8],
) {
    for &character in text {
        text::strokes(text::glyph(character), |column, top, height| {
            let area = [x + column * scale, y + top * scale, scale, height * scale];
            fill(pixels, width, area, color);
        });
        x += text::ADVANCE * scale;
    }
}
