//! Frames by DMA while the program draws the next one, and what that gives:
//! the rate on the serial ports, a second at a time.

#![no_std]
#![no_main]

use core::fmt::Write;
use pybadge_bsp::cortex_m::singleton;
use pybadge_bsp::display::{HEIGHT, WIDTH};
use pybadge_bsp::facts::CORE_HZ;
use pybadge_bsp::{Board, Frame, entry};

/// Frames between two reports.
const REPORT: u32 = 60;

#[entry]
fn main() -> ! {
    let mut board = Board::take().expect("nobody took the board before");
    let frame = singleton!(: Frame = Frame::new()).expect("main runs once");
    let mut number = 0_u32;
    let mut begun = board.cycles.now();
    let mut drawing = 0;
    loop {
        let start = board.cycles.now();
        draw(frame, number);
        drawing += board.cycles.now() - start;
        board.display.present_copy(&frame.screen);
        number += 1;
        if number.is_multiple_of(REPORT) {
            let now = board.cycles.now();
            let hundredths = u64::from(REPORT) * u64::from(CORE_HZ) * 100 / (now - begun);
            // A line that finds the queue full is left out.
            let _ = writeln!(
                board.serial,
                "frame {number}: {}.{:02} frames/s, drawing {} cycles a frame",
                hundredths / 100,
                hundredths % 100,
                drawing / u64::from(REPORT),
            );
            (begun, drawing) = (now, 0);
        }
    }
}

/// A moving pattern that shows each pixel's place and the frame's number.
fn draw(frame: &mut Frame, number: u32) {
    let (rows, _) = frame.screen.as_chunks_mut::<WIDTH>();
    debug_assert_eq!(rows.len(), HEIGHT);
    for (y, row) in rows.iter_mut().enumerate() {
        for (x, pixel) in row.iter_mut().enumerate() {
            *pixel = ((x as u32 ^ y as u32).wrapping_add(number)) as u8;
        }
    }
}
