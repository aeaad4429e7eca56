//! A picture in the guest's own memory.

use crate::blit;

/// A picture of `W` × `H` pixels, drawn into by the guest and shown with one `blit`.
pub struct Canvas<const W: usize, const H: usize> {
    rows: [[u8; W]; H],
}

impl<const W: usize, const H: usize> Canvas<W, H> {
    /// A picture of one colour. Black costs no bytes in a module.
    pub const fn new(color: u8) -> Self {
        Self { rows: [[color; W]; H] }
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

    /// Copies the picture to the screen, pixels equal to `key` skipped.
    #[inline(always)]
    pub fn show(&self, x: i32, y: i32, key: Option<u8>) {
        blit(self.rows.as_flattened(), x, y, W as i32, H as i32, key);
    }
}

// One copy for canvases of all sizes: a module pays for each instance.
#[inline(never)]
fn fill(pixels: &mut [u8], width: i32, [x, y, w, h]: [i32; 4], color: u8) {
    let (left, right) = (x.max(0), x.saturating_add(w).min(width));
    let (top, bottom) = (y.max(0), y.saturating_add(h));
    if left >= right || top >= bottom {
        return;
    }
    let rows = pixels.chunks_exact_mut(width as usize);
    for row in rows.skip(top as usize).take((bottom - top) as usize) {
        row[left as usize..right as usize].fill(color);
    }
}
