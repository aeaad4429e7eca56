//! Three ordinary frames, then an endless loop in `update` 3.
#![no_std]
#![forbid(unsafe_code)]

use badge_guest::{HEIGHT, State, WIDTH, color, main, rect, text};

/// The frame that never ends.
const FRAME: u32 = 3;

static FRAMES: State<u32> = State::new(0);

/// Paints the background.
pub fn start() {
    badge_guest::clear(color::rgb(0, 0, 64));
}

/// Draws one more square, or spins.
pub fn update() {
    let frame = FRAMES.with(|frames| {
        *frames += 1;
        *frames - 1
    });
    if frame == FRAME {
        spin();
    }
    let x = WIDTH / 2 - 24 + frame as i32 * 16;
    rect(x, HEIGHT / 2, 14, 14, color::rgb(255, 128, 0));
    text::draw_centred(WIDTH / 2, 30, 2, color::WHITE, "spin");
}

/// Works on a number for ever.
///
/// `black_box` makes every round observable, so that no compiler drops the loop.
fn spin() -> ! {
    let mut number = 1_u32;
    loop {
        number = core::hint::black_box(number.wrapping_mul(1_664_525).wrapping_add(1));
    }
}

main!(start, update);
