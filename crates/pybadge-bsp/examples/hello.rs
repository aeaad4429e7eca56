//! Text, buttons, LEDs, sound, serial: what a first program wants.

#![no_std]
#![no_main]

use core::fmt::Write;
use embedded_graphics::mono_font::MonoTextStyle;
use embedded_graphics::mono_font::ascii::{FONT_6X10, FONT_10X20};
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::{Circle, PrimitiveStyle, Rectangle};
use embedded_graphics::text::Text;
use embedded_hal::digital::OutputPin;
use pybadge_bsp::cortex_m::singleton;
use pybadge_bsp::{Board, Frame, Rgb332, embedded_graphics, embedded_hal, entry};

/// In the order of the bits of `Buttons::read`.
const NAMES: [&str; 8] = ["B", "A", "Start", "Select", "Right", "Down", "Up", "Left"];
const COLORS: [u32; 5] = [0x10_00_00, 0x10_08_00, 0x00_10_00, 0x00_00_10, 0x08_00_10];

#[entry]
fn main() -> ! {
    let mut board = Board::take().expect("nobody took the board before");
    // Larger than the stack, hence a static.
    let frame = singleton!(: Frame = Frame::new()).expect("main runs once");
    let mut old = 0xff;
    // What does not fit into the queue of a fresh port is no loss.
    let _ = writeln!(board.serial, "hello from the badge");
    loop {
        if let Some(byte) = board.serial.read() {
            board.serial.write(&[byte.to_ascii_uppercase()]);
        }
        let pressed = board.buttons.read();
        if pressed == old {
            continue;
        }
        draw(frame, pressed);
        board.display.present_copy(&frame.screen);
        board.neopixels.write(&COLORS.map(|color| if pressed == 0 { 0 } else { color }));
        let _ = board.led.set_state((pressed != 0).into());
        for (bit, name) in NAMES.iter().enumerate() {
            if pressed & !old & 1 << bit != 0 && old != 0xff {
                board.speaker.tone(440 + 110 * bit as u32, 100);
                let _ = writeln!(board.serial, "{name}");
            }
        }
        old = pressed;
    }
}

fn draw(frame: &mut Frame, pressed: u8) {
    // Drawing on memory cannot fail.
    let _ = frame.clear(Rgb332::new(0, 0, 0x80));
    let title = MonoTextStyle::new(&FONT_10X20, Rgb332::YELLOW);
    let _ = Text::new("Hello, PyBadge", Point::new(10, 28), title).draw(frame);
    for (bit, name) in NAMES.iter().enumerate() {
        let on = pressed & 1 << bit != 0;
        let color = if on { Rgb332::GREEN } else { Rgb332::WHITE };
        let at = Point::new(8 + 76 * (bit as i32 / 4), 56 + 18 * (bit as i32 % 4));
        let lamp = Circle::with_center(at, 9);
        let style = if on {
            PrimitiveStyle::with_fill(color)
        } else {
            PrimitiveStyle::with_stroke(color, 1)
        };
        let _ = lamp.into_styled(style).draw(frame);
        let text = MonoTextStyle::new(&FONT_6X10, color);
        let _ = Text::new(name, at + Point::new(10, 3), text).draw(frame);
    }
    let edge = Rectangle::new(Point::zero(), frame.size());
    let style = PrimitiveStyle::with_stroke(Rgb332::CYAN, 1);
    let _ = edge.into_styled(style).draw(frame);
}
