//! The wires to the ST7735R: commands and data, one byte after the other.
//!
//! Used by whoever has the display: the program between frames, the DMA
//! interrupt at the edges of a frame, a failure screen when nothing else runs.

use crate::cycles;
use crate::registers::{Line, sercom4};

const SELECT: Line = Line::b(7);
const DATA: Line = Line::b(5);
const RESET: Line = Line::a(0);
const BACKLIGHT: Line = Line::a(1);

/// Commands (ST7735R data sheet, chapter 10).
const SLPOUT: u8 = 0x11;
const INVOFF: u8 = 0x20;
const DISPON: u8 = 0x29;
const CASET: u8 = 0x2a;
const RASET: u8 = 0x2b;
const RAMWR: u8 = 0x2c;
const MADCTL: u8 = 0x36;
const COLMOD: u8 = 0x3a;

/// Colour depth on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Depth {
    /// Two pixels in three bytes.
    Twelve = 3,
    /// A pixel in two bytes, high byte first.
    Sixteen = 5,
}

/// A rectangle that pixels go to: left, top, right, bottom, all inclusive.
pub(crate) type Window = [u8; 4];

/// Sends a byte when the last one is on its way.
#[inline]
pub(crate) fn send(byte: u8) {
    let bus = sercom4().spim();
    while bus.intflag().read().dre().bit_is_clear() {}
    // SAFETY: DATA takes any byte.
    bus.data().write(|w| unsafe { w.bits(byte.into()) });
}

/// Waits until the last byte has left. One must have been sent.
#[inline]
pub(crate) fn drain() {
    while sercom4().spim().intflag().read().txc().bit_is_clear() {}
}

fn code(code: u8) {
    SELECT.low();
    DATA.low();
    send(code);
    drain();
    DATA.high();
}

fn command(command: u8, arguments: &[u8]) {
    code(command);
    if !arguments.is_empty() {
        arguments.iter().for_each(|&byte| send(byte));
        drain();
    }
    SELECT.high();
}

/// From the reset to a picture, which takes 240 ms. The bus runs already.
pub(crate) fn start() {
    SELECT.high();
    RESET.high();
    cycles::wait(10 * cycles::PER_MICROSECOND);
    RESET.low();
    cycles::wait(20 * cycles::PER_MICROSECOND);
    RESET.high();
    // After a reset that found the panel awake it takes no SLPOUT for 120 ms.
    wait_milliseconds(120);
    command(SLPOUT, &[]);
    wait_milliseconds(120);
    // Frame rate (80 Hz: the rate closest to the wire's that does not flicker),
    // inversion, power, VCOM: the values that Adafruit's panel is tuned to.
    command(0xb1, &[0x01, 0x2c, 0x2d]);
    command(0xb2, &[0x01, 0x2c, 0x2d]);
    command(0xb3, &[0x01, 0x2c, 0x2d, 0x01, 0x2c, 0x2d]);
    command(0xb4, &[0x07]);
    command(0xc0, &[0xa2, 0x02, 0x84]);
    command(0xc1, &[0xc5]);
    command(0xc2, &[0x0a, 0x00]);
    command(0xc3, &[0x8a, 0x2a]);
    command(0xc4, &[0x8a, 0xee]);
    command(0xc5, &[0x0e]);
    command(INVOFF, &[]);
    // Rows mirrored, rows and columns exchanged: landscape, upright.
    command(MADCTL, &[0xa0]);
    command(DISPON, &[]);
}

fn wait_milliseconds(milliseconds: u32) {
    for _ in 0..milliseconds {
        cycles::wait(1000 * cycles::PER_MICROSECOND);
    }
}

pub(crate) fn set_depth(depth: Depth) {
    command(COLMOD, &[depth as u8]);
}

pub(crate) fn set_window([left, top, right, bottom]: Window) {
    command(CASET, &[0, left, 0, right]);
    command(RASET, &[0, top, 0, bottom]);
}

/// Opens the window for pixels: what is sent from here on goes there, from the
/// upper left, until [`end_pixels`].
pub(crate) fn begin_pixels() {
    code(RAMWR);
}

pub(crate) fn end_pixels() {
    drain();
    SELECT.high();
}

pub(crate) fn set_backlight(on: bool) {
    if on {
        BACKLIGHT.high();
    } else {
        BACKLIGHT.low();
    }
}
