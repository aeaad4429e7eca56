//! Three ordinary frames, then endless recursion in `update` 3.
#![no_std]
#![forbid(unsafe_code)]

use badge_guest::{HEIGHT, State, WIDTH, color, main, rect, text};

/// The frame that never ends.
const FRAME: u32 = 3;

static FRAMES: State<u32> = State::new(0);

/// Paints the background.
pub fn start() {
    badge_guest::clear(color::rgb(64, 0, 64));
}

/// Draws one more square, or recurses.
pub fn update() {
    let frame = FRAMES.with(|frames| {
        *frames += 1;
        *frames - 1
    });
    let size = if frame == FRAME { descend(frame) as i32 } else { 48 - frame as i32 * 14 };
    let (x, y) = ((WIDTH - size) / 2, HEIGHT - 10 - size);
    rect(x, y, size, size, color::rgb(frame as u8 * 90 + 60, 96, 128));
    text::draw_centred(WIDTH / 2, 30, 2, color::WHITE, "recurse");
}

main!(start, update);

/// Calls itself until the engine's stack is exhausted.
///
/// The only way out, a random number of 0, is one that the host never gives.
/// `depth` is needed after the call, and by an operation that cannot be
/// reordered, so that the recursion cannot become a loop; no value has its
/// address taken, so that none lies in the guest's own stack in linear memory,
/// which would otherwise be the first to run out.
#[inline(never)]
fn descend(depth: u32) -> u32 {
    if badge_guest::random() == 0 {
        return depth;
    }
    descend(depth.wrapping_add(1)).rotate_left(5) ^ depth
}
