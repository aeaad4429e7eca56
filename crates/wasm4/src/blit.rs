//! Sprites and text: sixteen pixels at a time, as bits of a word.

use crate::draw::{set, visible};
use crate::font::Font;
use crate::page::{PAGE_BYTES, Page, WORD, ink, meets_frame, put, word_mask};
use core::ops::ControlFlow;

/// The lower bit of each of sixteen pixels.
const LOW: u32 = 0x5555_5555;

const TWO_BITS: i32 = 1;
const FLIP_X: i32 = 1 << 1;
const FLIP_Y: i32 = 1 << 2;
const ROTATE: i32 = 1 << 3;

/// The four draw colours, ready to be multiplied with bits of [`LOW`].
struct Inks {
    colors: [u32; 4],
    /// 3 where the colour is not transparent.
    masks: [u32; 4],
}

impl Inks {
    fn new(page: &Page) -> Self {
        let inks = [0, 1, 2, 3].map(|index| ink(page, index));
        Self {
            colors: inks.map(Option::unwrap_or_default),
            masks: inks.map(|ink| if ink.is_some() { 3 } else { 0 }),
        }
    }

    /// Colours and mask of sixteen one-bit pixels, the leftmost lowest.
    fn one_bit(&self, pixels: u32) -> (u32, u32) {
        let mut ones = pixels & 0xffff;
        ones = (ones | ones << 8) & 0x00ff_00ff;
        ones = (ones | ones << 4) & 0x0f0f_0f0f;
        ones = (ones | ones << 2) & 0x3333_3333;
        ones = (ones | ones << 1) & LOW;
        let zeros = LOW ^ ones;
        let pick = |of: &[u32; 4]| (zeros * of[0]) | (ones * of[1]);
        (pick(&self.colors), pick(&self.masks))
    }

    /// Colours and mask of sixteen two-bit pixels, the leftmost lowest.
    fn two_bits(&self, pixels: u32) -> (u32, u32) {
        let (low, high) = (pixels & LOW, pixels >> 1 & LOW);
        let sets = [LOW & !(low | high), low & !high, high & !low, low & high];
        let pick = |of: &[u32; 4]| (0..4).fold(0, |all, value| all | (sets[value] * of[value]));
        (pick(&self.colors), pick(&self.masks))
    }
}

/// Where a sprite's pixels lie.
struct Source {
    at: i64,
    stride: i64,
    two_bits: bool,
}

impl Source {
    /// Byte and bit of the pixel in column `a` of row `b`: below 2^63, as every
    /// factor is a sum of at most two 32-bit numbers and the product's other
    /// factor has 32 bits.
    fn place(&self, a: i64, b: i64) -> (i64, u32) {
        let pixel = b * self.stride + a;
        if self.two_bits {
            (self.at + (pixel >> 2), 2 * (pixel & 3) as u32)
        } else {
            (self.at + (pixel >> 3), (pixel & 7) as u32)
        }
    }

    /// The bits from there on, the first in bit 31. Bytes outside memory are 0.
    fn bits(&self, page: &Page, a: i64, b: i64) -> u32 {
        let (at, bit) = self.place(a, b);
        let bytes = if (0..=PAGE_BYTES as i64 - 5).contains(&at) {
            let from = page.get(at as usize..).and_then(<[u8]>::first_chunk::<5>);
            from.copied().unwrap_or_default()
        } else {
            core::array::from_fn(|index| {
                let at = usize::try_from(at.saturating_add(index as i64));
                at.ok().and_then(|at| page.get(at)).copied().unwrap_or(0)
            })
        };
        let [head @ .., last] = bytes;
        u32::from_be_bytes(head) << bit | u32::from(last) >> (8 - bit)
    }
}

/// `blitSub(sprite, x, y, w, h, srcX, srcY, stride, flags)`.
pub(crate) fn blit_sub(
    page: &mut Page,
    [sprite, x, y, w, h, src_x, src_y, stride, flags]: [i32; 9],
) {
    let source = Source {
        at: sprite.cast_unsigned().into(),
        stride: stride.into(),
        two_bits: flags & TWO_BITS != 0,
    };
    let [x, y, w, h, src_x, src_y] = [x, y, w, h, src_x, src_y].map(i64::from);
    let rotate = flags & ROTATE != 0;
    let flip_x = (flags & FLIP_X != 0) != rotate;
    let flip_y = flags & FLIP_Y != 0;
    // Columns and rows of the sprite run along these axes of the screen.
    let (along, across) = if rotate { (y, x) } else { (x, y) };
    let (columns, rows) = (visible(along, along + w), visible(across, across + h));
    if columns.is_empty() || rows.is_empty() {
        return;
    }
    let source_row = |row: usize| {
        let row = row as i64 - across;
        src_y + if flip_y { h - 1 - row } else { row }
    };
    let source_column = |column: usize| {
        let column = column as i64 - along;
        src_x + if flip_x { w - 1 - column } else { column }
    };
    let inks = Inks::new(page);

    // A sprite in the frame buffer reads what was just drawn, pixel by pixel.
    let ends = |of: [i64; 2]| (of[0].min(of[1]), of[0].max(of[1]));
    let (left, right) = ends([source_column(columns.start), source_column(columns.end - 1)]);
    let (above, below) = ends([source_row(rows.start), source_row(rows.end - 1)]);
    let first = source.place(left, if source.stride < 0 { below } else { above }).0;
    let last = source.place(right, if source.stride < 0 { above } else { below }).0;
    if rotate || meets_frame(first, last) {
        for row in rows {
            for column in columns.clone() {
                let bits = source.bits(page, source_column(column), source_row(row));
                let value = bits >> if source.two_bits { 30 } else { 31 };
                if inks.masks[value as usize] != 0 {
                    let (x, y) = if rotate { (row, column) } else { (column, row) };
                    set(page, x as i64, y as i64, inks.colors[value as usize]);
                }
            }
        }
        return;
    }
    for row in rows {
        let b = source_row(row);
        for word in columns.start / WORD..=(columns.end - 1) / WORD {
            let start = columns.start.max(word * WORD);
            let end = columns.end.min((word + 1) * WORD);
            let count = (end - start) as u32;
            // Flipped, the last pixel of the word is the first of the source.
            let bits = source.bits(page, source_column(if flip_x { end - 1 } else { start }), b);
            let (colors, mask) = match (source.two_bits, flip_x) {
                (false, false) => inks.one_bit(bits.reverse_bits()),
                (false, true) => inks.one_bit(bits >> (32 - count)),
                (true, false) => {
                    let bits = bits.reverse_bits();
                    inks.two_bits(bits >> 1 & LOW | (bits & LOW) << 1)
                }
                (true, true) => inks.two_bits(bits >> (32 - 2 * count)),
            };
            let shift = 2 * (start % WORD);
            let mask = mask << shift & word_mask(word, start, end);
            put(page, row, word, colors << shift, mask);
        }
    }
}

/// A place to write at.
pub(crate) struct Pen<'f> {
    font: &'f Font,
    left: i64,
    x: i64,
    y: i64,
}

impl<'f> Pen<'f> {
    pub(crate) fn new(font: &'f Font, x: i32, y: i32) -> Self {
        Self { font, left: x.into(), x: x.into(), y: y.into() }
    }

    /// Writes a character; `Break` when nothing after it can be seen.
    pub(crate) fn write(&mut self, page: &mut Page, code: u16) -> ControlFlow<()> {
        match code {
            0 => return ControlFlow::Break(()),
            10 => {
                self.x = self.left;
                self.y += 8;
                if self.y >= crate::page::SIZE as i64 {
                    return ControlFlow::Break(());
                }
            }
            _ => {
                let glyph =
                    usize::from(code).checked_sub(32).and_then(|n| self.font.as_chunks().0.get(n));
                if let Some(glyph) = glyph {
                    self.draw(page, glyph);
                }
                self.x += 8;
            }
        }
        ControlFlow::Continue(())
    }

    fn draw(&self, page: &mut Page, glyph: &[u8; 8]) {
        let (columns, rows) = (visible(self.x, self.x + 8), visible(self.y, self.y + 8));
        if columns.is_empty() {
            return;
        }
        let inks = Inks::new(page);
        for row in rows {
            let bits = u32::from(glyph[(row as i64 - self.y) as usize & 7]).reverse_bits() >> 24;
            for word in columns.start / WORD..=(columns.end - 1) / WORD {
                let start = columns.start.max(word * WORD);
                let end = columns.end.min((word + 1) * WORD);
                let (colors, mask) = inks.one_bit(bits >> (start as i64 - self.x));
                let shift = 2 * (start % WORD);
                let mask = mask << shift & word_mask(word, start, end);
                put(page, row, word, colors << shift, mask);
            }
        }
    }
}
