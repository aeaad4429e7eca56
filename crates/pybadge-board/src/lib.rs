//! Facts of the PyBadge, each stated once with its source: for the firmware,
//! the emulator, the tool that builds and copies images, and the pages.

#![no_std]

use core::ops::Range;

/// Clock of the processor as the firmware sets it, in Hz (SAM D5x/E5x data
/// sheet DS60001507, table 54-6: at most 120 MHz).
pub const CORE_HZ: u32 = 120_000_000;

/// All of the flash (ATSAMD51J19A: 512 KiB; data sheet chapter 9).
pub const FLASH: Range<u32> = 0..0x8_0000;
/// Flash of an application: behind the bootloader's 16 KiB (adafruit/uf2-samdx1,
/// `APP_START_ADDRESS`), to the end.
pub const APPLICATION: Range<u32> = 0x4000..FLASH.end;

/// Bytes of flash that are erased together (SAM D5x data sheet, "NVMCTRL": 16
/// pages of 512 bytes).
pub const BLOCK_BYTES: usize = 0x2000;

/// The last two blocks, for what programs keep; images of consoles end before
/// them.
pub const STORAGE: Range<u32> = FLASH.end - 2 * BLOCK_BYTES as u32..FLASH.end;
/// All of the RAM (192 KiB; data sheet chapter 9).
pub const RAM: Range<u32> = 0x2000_0000..0x2003_0000;
/// RAM of an application. The eight bytes behind it, of which the bootloader
/// uses four, keep the end of RAM aligned as the linker script asks.
pub const APPLICATION_RAM: Range<u32> = RAM.start..RAM.end - 8;

/// The word that outlives a reset (uf2-samdx1, `DBL_TAP_PTR`).
pub const DOUBLE_TAP: u32 = RAM.end - 4;
/// What that word holds for the bootloader to stay (`DBL_TAP_MAGIC`).
pub const DOUBLE_TAP_STAY: u32 = 0xf016_69ef;

/// Family of the SAM D51 in UF2 files (microsoft/uf2, `utils/uf2families.json`).
pub const UF2_FAMILY: u32 = 0x5511_4460;
/// Payload of a UF2 block in bytes; the bootloader takes no other.
pub const UF2_PAYLOAD: usize = 256;

/// USB vendor of the badge: Adafruit.
pub const USB_VENDOR: u16 = 0x239a;
/// USB product while firmware runs; the bootloader's is 0x0033.
pub const USB_PRODUCT: u16 = 0x8033;

/// Pixels in a row of the display.
pub const DISPLAY_WIDTH: usize = 160;
/// Rows of the display.
pub const DISPLAY_HEIGHT: usize = 128;
/// Clock of the wire to the display in Hz: the controller's shortest write
/// cycle is 66 ns (ST7735R data sheet, serial interface timing).
pub const WIRE_HZ: u32 = 15_000_000;
/// Bits of a pixel on that wire: the shortest format of the controller.
pub const PIXEL_BITS: usize = 12;

/// Frames a second that the wire to the display can carry.
pub const WIRE_LIMIT: f64 = WIRE_HZ as f64 / (DISPLAY_WIDTH * DISPLAY_HEIGHT * PIXEL_BITS) as f64;

/// Frames that begin before the display holds the guest back: one on the wire
/// and one that waits behind it.
const FILLING: usize = 2;

/// Frames a second with the display, from the cycles of each frame that was
/// shown; `None` where there are too few.
///
/// ```
/// # use pybadge_board::{CORE_HZ, frames_per_second};
/// let tenth = u64::from(CORE_HZ) / 10;
/// assert_eq!(frames_per_second(&[1, 1, tenth, tenth]), Some(10.0));
/// assert_eq!(frames_per_second(&[1, 1]), None);
/// ```
#[must_use]
pub fn frames_per_second(cycles: &[u64]) -> Option<f64> {
    let counted = cycles.get(FILLING..)?;
    let total: u64 = counted.iter().sum();
    (total > 0).then(|| f64::from(CORE_HZ) * counted.len() as f64 / total as f64)
}
