//! The one page of memory that console and cartridge share, and its registers.

/// Bytes of the memory: one WebAssembly page, which cannot grow.
pub const PAGE_BYTES: usize = 65_536;
/// Pixels per row and rows of the frame buffer.
pub const SIZE: usize = 160;
/// Bytes of the frame buffer: two bits a pixel.
pub const FRAME_BYTES: usize = SIZE * SIZE / 4;

const PALETTE: usize = 0x04;
const DRAW_COLORS: usize = 0x14;
const GAMEPADS: usize = 0x16;
const MOUSE: usize = 0x1a;
const SYSTEM_FLAGS: usize = 0x1f;
const FRAMEBUFFER: usize = 0xa0;
const KEEP_FRAME: u8 = 1;

/// The memory that a cartridge imports.
pub type Page = [u8; PAGE_BYTES];

/// Bits of a gamepad.
pub mod pad {
    /// Button 1, X.
    pub const X: u8 = 1;
    /// Button 2, Z.
    pub const Z: u8 = 1 << 1;
    /// Left.
    pub const LEFT: u8 = 1 << 4;
    /// Right.
    pub const RIGHT: u8 = 1 << 5;
    /// Up.
    pub const UP: u8 = 1 << 6;
    /// Down.
    pub const DOWN: u8 = 1 << 7;
}

/// What the player does during a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// The four gamepads, in bits of [`pad`].
    pub pads: [u8; 4],
    /// The mouse, in pixels from the upper left; it may lie off the screen.
    pub mouse: (i16, i16),
    /// Bit 0 left, 1 right, 2 middle.
    pub mouse_buttons: u8,
}

impl Default for Input {
    /// Nothing pressed, and the mouse where it is before it has moved.
    fn default() -> Self {
        Self { pads: [0; 4], mouse: (i16::MAX, i16::MAX), mouse_buttons: 0 }
    }
}

/// Clears memory and gives the registers their first values. This belongs
/// before instantiation, since data segments may overwrite any of it.
pub fn reset(page: &mut Page) {
    page.fill(0);
    let colors = [0xe0_f8cf_u32, 0x86_c06c, 0x30_6850, 0x07_1821];
    for (register, color) in
        page[PALETTE..DRAW_COLORS].as_chunks_mut::<4>().0.iter_mut().zip(colors)
    {
        *register = color.to_le_bytes();
    }
    page[DRAW_COLORS..GAMEPADS].copy_from_slice(&0x1203_u16.to_le_bytes());
    write_input(page, &Input::default());
}

/// Writes gamepads and mouse.
pub(crate) fn write_input(page: &mut Page, input: &Input) {
    page[GAMEPADS..MOUSE].copy_from_slice(&input.pads);
    page[MOUSE..][..2].copy_from_slice(&input.mouse.0.to_le_bytes());
    page[MOUSE + 2..][..2].copy_from_slice(&input.mouse.1.to_le_bytes());
    page[MOUSE + 4] = input.mouse_buttons;
}

/// Clears the frame buffer, unless the cartridge asks to keep it.
pub(crate) fn clear_frame(page: &mut Page) {
    if page[SYSTEM_FLAGS] & KEEP_FRAME == 0 {
        page[FRAMEBUFFER..][..FRAME_BYTES].fill(0);
    }
}

/// The palette, each 0x00RRGGBB.
#[must_use]
pub fn palette(page: &Page) -> [u32; 4] {
    core::array::from_fn(|index| {
        let at = PALETTE + 4 * index;
        u32::from_le_bytes([page[at], page[at + 1], page[at + 2], 0])
    })
}

/// The frame buffer: four pixels a byte, the leftmost in the low bits.
#[must_use]
pub fn frame(page: &Page) -> &[u8] {
    &page[FRAMEBUFFER..][..FRAME_BYTES]
}

/// Whether bytes `first ..= last` share any with the frame buffer.
pub(crate) fn meets_frame(first: i64, last: i64) -> bool {
    last >= FRAMEBUFFER as i64 && first < (FRAMEBUFFER + FRAME_BYTES) as i64
}

/// Nibble `index` of DRAW_COLORS as a colour of the palette: 0 is transparent,
/// and what is above 4 wraps.
pub(crate) fn ink(page: &Page, index: usize) -> Option<u32> {
    let nibble = page[DRAW_COLORS + index / 2] >> (4 * (index % 2)) & 15;
    (nibble != 0).then(|| color_of(nibble))
}

/// A nibble as a colour where it cannot be transparent: 0 gives 3.
pub(crate) fn color_of(nibble: u8) -> u32 {
    u32::from(nibble.wrapping_sub(1) & 3)
}

/// The nibble of DRAW_COLORS itself.
pub(crate) fn nibble(page: &Page, index: usize) -> u8 {
    page[DRAW_COLORS + index / 2] >> (4 * (index % 2)) & 15
}

/// Pixels that a word of the frame buffer holds.
pub(crate) const WORD: usize = 16;

/// Replaces the pixels of row `y` and word `word` that `mask` selects.
pub(crate) fn put(page: &mut Page, y: usize, word: usize, value: u32, mask: u32) {
    let at = FRAMEBUFFER + (y * SIZE + word * WORD) / 4;
    if let Some(bytes) = page.get_mut(at..).and_then(<[u8]>::first_chunk_mut::<4>) {
        let old = u32::from_le_bytes(*bytes);
        *bytes = (old & !mask | value & mask).to_le_bytes();
    }
}

/// The two bits of each pixel of `word` from column `start` to before `end`,
/// which lie in it at least in part.
pub(crate) fn word_mask(word: usize, start: usize, end: usize) -> u32 {
    let first = start.saturating_sub(word * WORD);
    let behind = (end - word * WORD).min(WORD);
    u32::MAX << (2 * first) & u32::MAX >> (32 - 2 * behind)
}
