//! Glyphs of text.

/// Bytes of a font.
pub const FONT_BYTES: usize = 224 * 8;

/// Glyphs of the codes 32 to 255: eight rows from the top, the leftmost pixel
/// in bit 7, 0 where there is ink.
pub type Font = [u8; FONT_BYTES];

/// Glyphs of this project, where the console's own are not at hand: text is
/// legible, and no picture with text is that of another console.
pub static STAND_IN: Font = drawn(include_bytes!("font.txt"));

/// Reads bands of sixteen glyphs side by side, `#` for ink, 129 bytes a line.
const fn drawn(art: &[u8]) -> Font {
    let mut font = [0xff; FONT_BYTES];
    assert!(art.len() == 14 * 8 * 129, "a band is 8 lines of 128 pixels");
    let mut pixel = 0;
    while pixel < 8 * FONT_BYTES {
        let (line, column) = (pixel / 128, pixel % 128);
        let (band, row) = (line / 8, line % 8);
        if art[line * 129 + column] == b'#' {
            font[(band * 16 + column / 8) * 8 + row] &= !(0x80 >> (column % 8));
        }
        pixel += 1;
    }
    font
}
