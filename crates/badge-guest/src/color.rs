//! Colours of the screen: one byte, RRRGGGBB.

/// Black.
pub const BLACK: u8 = 0x00;
/// White.
pub const WHITE: u8 = 0xFF;

/// The nearest screen colour below 8-bit red, green and blue.
#[inline]
pub const fn rgb(red: u8, green: u8, blue: u8) -> u8 {
    red & 0xE0 | green >> 3 & 0x1C | blue >> 6
}

/// The colour at `position` of a circle of 192 hues, as 0xRRGGBB for an LED.
///
/// `level` (0 to 255) scales the brightness.
#[inline(never)]
pub const fn hue(position: u8, level: u8) -> u32 {
    let position = position as u32 % 192;
    let rise = position % 64 * 4 * level as u32 / 252;
    let fall = level as u32 - rise;
    match position / 64 {
        0 => fall << 16 | rise << 8,
        1 => fall << 8 | rise,
        _ => fall | rise << 16,
    }
}

/// The screen colour of a 0xRRGGBB LED colour.
#[inline]
pub const fn of_led(led: u32) -> u8 {
    rgb((led >> 16) as u8, (led >> 8) as u8, led as u8)
}
