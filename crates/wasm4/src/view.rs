//! The picture on a panel of 160 × 128 pixels.

use crate::page::{Page, SIZE, frame};

/// Rows of the panel.
pub const PANEL_ROWS: usize = 128;

/// How 160 rows come to stand on 128.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Rows 0, 5, 10, … are left out.
    Squeezed,
    /// As many rows as fit, from this one on; at most 32.
    From(usize),
}

impl View {
    /// Row of the frame buffer that stands in a row of the panel.
    #[must_use]
    pub fn source(self, row: usize) -> usize {
        let row = row.min(PANEL_ROWS - 1);
        match self {
            Self::Squeezed => row / 4 * 5 + row % 4 + 1,
            Self::From(top) => top.min(SIZE - PANEL_ROWS) + row,
        }
    }
}

/// A row of the picture in colours of the panel; none where there is no row.
pub fn row(page: &Page, row: usize, colors: [u16; 4]) -> impl Iterator<Item = u16> {
    let bytes = frame(page).chunks(SIZE / 4).nth(row).unwrap_or_default();
    bytes
        .iter()
        .flat_map(move |byte| [0, 2, 4, 6].map(|shift| colors[usize::from(byte >> shift & 3)]))
}

/// 0x00RRGGBB as RGB565, each channel rounded to the nearest.
#[must_use]
pub fn to_565(color: u32) -> u16 {
    channel(color >> 16, 31) << 11 | channel(color >> 8, 63) << 5 | channel(color, 31)
}

/// 0x00RRGGBB as 0x0RGB, which a panel takes at twelve bits a pixel.
#[must_use]
pub fn to_444(color: u32) -> u16 {
    channel(color >> 16, 15) << 8 | channel(color >> 8, 15) << 4 | channel(color, 15)
}

fn channel(byte: u32, limit: u32) -> u16 {
    (((byte & 255) * limit + 127) / 255) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fifth_row_is_left_out() {
        let rows: [usize; PANEL_ROWS] = core::array::from_fn(|row| View::Squeezed.source(row));
        assert!(rows.is_sorted_by(|a, b| a < b));
        assert!(rows.iter().all(|row| row % 5 != 0 && *row < SIZE));
    }

    #[test]
    fn a_window_stays_on_the_picture() {
        assert_eq!(View::From(7).source(3), 10);
        assert_eq!(View::From(500).source(127), 159);
    }

    #[test]
    fn channels_are_rounded_and_keep_black_and_white() {
        assert_eq!((to_565(0xff_ffff), to_565(0xff00_0000)), (0xffff, 0));
        assert_eq!(to_565(0xe0_f8cf), 27 << 11 | 61 << 5 | 25);
        assert_eq!((to_444(0x00ff_ffff), to_444(0x00e0_f8cf)), (0xfff, 0xdfc));
    }

    #[test]
    fn a_row_has_its_leftmost_pixel_in_the_low_bits() {
        let mut page = [0; crate::PAGE_BYTES];
        page[0xa0 + 40] = 0b11_10_01_00;
        let mut pixels = row(&page, 1, [5, 6, 7, 8]);
        assert!(pixels.by_ref().take(4).eq([5, 6, 7, 8]));
        assert_eq!(pixels.count(), 156);
        assert_eq!(row(&page, 160, [0; 4]).count(), 0);
    }
}
