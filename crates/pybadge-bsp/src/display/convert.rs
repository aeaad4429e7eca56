//! Bytes of the screen to bytes on the wire.

/// Rows in a strip.
pub(crate) const STRIP_ROWS: usize = 8;
/// Pixels in a strip.
pub(crate) const STRIP_PIXELS: usize = super::WIDTH * STRIP_ROWS;
/// Words of a strip on the wire: 12 bits a pixel.
pub(crate) const STRIP_WORDS: usize = STRIP_PIXELS * pybadge_board::PIXEL_BITS / 32;

/// Bytes of a row of two bits a pixel.
pub(crate) const ROW_BYTES: usize = super::WIDTH / 4;

/// A strip on the wire, in the order of memory.
pub(crate) type Strip = [u32; STRIP_WORDS];

/// Each byte RRRGGGBB as 0x0RGB. Repeating the upper bits below makes full
/// intensity full, and loses nothing.
static COLORS: [u16; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (r, g, b) = (byte as u16 >> 5, byte as u16 >> 2 & 7, byte as u16 & 3);
        let (r, g, b) = (r << 1 | r >> 2, g << 1 | g >> 2, b << 2 | b);
        table[byte] = r << 8 | g << 4 | b;
        byte += 1;
    }
    table
};

/// Fills a strip: eight pixels make three words.
pub(crate) fn expand(pixels: &[u8; STRIP_PIXELS], strip: &mut Strip) {
    let (eights, _) = pixels.as_chunks::<8>();
    let (threes, _) = strip.as_chunks_mut::<3>();
    for (eight, three) in eights.iter().zip(threes) {
        let color = |index: usize| u32::from(COLORS[usize::from(eight[index])]);
        let pair = |index: usize| color(index) << 12 | color(index + 1);
        *three = words([pair(0), pair(2), pair(4), pair(6)]);
    }
}

/// Fills a strip with rows of two bits a pixel in colours 0x0RGB: two bytes make
/// three words.
pub(crate) fn expand_indexed(
    rows: &[[u8; ROW_BYTES]; STRIP_ROWS],
    colors: &[u16; 4],
    strip: &mut Strip,
) {
    let color = |index: usize| u32::from(colors[index & 3]);
    let pairs: [u32; 16] = core::array::from_fn(|two| color(two) << 12 | color(two >> 2));
    let pair = |two: u8| pairs[usize::from(two & 15)];
    let (twos, _) = rows.as_flattened().as_chunks::<2>();
    let (threes, _) = strip.as_chunks_mut::<3>();
    for ([low, high], three) in twos.iter().zip(threes) {
        *three = words([pair(*low), pair(low >> 4), pair(*high), pair(high >> 4)]);
    }
}

/// Four pairs of pixels in the order of the wire: the first pixel's red comes
/// first.
#[inline]
fn words([a, b, c, d]: [u32; 4]) -> [u32; 3] {
    [a << 8 | b >> 16, b << 16 | c >> 8, c << 24 | d].map(u32::swap_bytes)
}

/// A byte RRRGGGBB as 0x0RGB.
pub(crate) fn to_444(byte: u8) -> u16 {
    COLORS[usize::from(byte)]
}

/// A byte RRRGGGBB as RGB565.
pub(crate) fn to_565(byte: u8) -> u16 {
    let byte = u16::from(byte);
    let (r, g, b) = (byte >> 5, byte >> 2 & 7, byte & 3);
    (r << 2 | r >> 1) << 11 | (g << 3 | g) << 5 | (b << 3 | b << 1 | b >> 1)
}
