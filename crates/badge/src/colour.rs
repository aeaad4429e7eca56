//! RRRGGGBB on its way to a display. Every conversion is injective, so that a
//! picture decoded from a display can be compared with the frame it shows.

/// Red, green and blue of a pixel: 3, 3 and 2 bits.
const fn split(pixel: u8) -> (u8, u8, u8) {
    (pixel >> 5, pixel >> 2 & 7, pixel & 3)
}

/// RGB565, to be sent with the high byte first.
#[must_use]
pub const fn rgb565(pixel: u8) -> u16 {
    let (r, g, b) = split(pixel);
    let r5 = (r << 2 | r >> 1) as u16;
    let g6 = (g << 3 | g) as u16;
    let b5 = (b << 3 | b << 1 | b >> 1) as u16;
    r5 << 11 | g6 << 5 | b5
}

/// RGB444 in the low twelve bits.
#[must_use]
pub const fn rgb444(pixel: u8) -> u16 {
    let (r, g, b) = split(pixel);
    let r4 = (r << 1 | r >> 2) as u16;
    let g4 = (g << 1 | g >> 2) as u16;
    let b4 = (b << 2 | b) as u16;
    r4 << 8 | g4 << 4 | b4
}

/// Eight bits per channel, for PNG.
#[must_use]
pub const fn rgb888(pixel: u8) -> [u8; 3] {
    let (r, g, b) = split(pixel);
    [r << 5 | r << 2 | r >> 1, g << 5 | g << 2 | g >> 1, b * 85]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_and_black_stay_white_and_black() {
        assert_eq!((rgb565(0xFF), rgb565(0)), (0xFFFF, 0));
        assert_eq!((rgb444(0xFF), rgb444(0)), (0xFFF, 0));
        assert_eq!((rgb888(0xFF), rgb888(0)), ([255; 3], [0; 3]));
    }

    #[test]
    fn every_conversion_is_injective() {
        for a in 0..=255u8 {
            for b in 0..a {
                assert_ne!(rgb565(a), rgb565(b));
                assert_ne!(rgb444(a), rgb444(b));
                assert_ne!(rgb888(a), rgb888(b));
            }
        }
    }
}
