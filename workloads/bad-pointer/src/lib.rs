//! Three ordinary frames, then a `blit` from outside memory in `update` 3.
#![no_std]

use badge_guest::{Canvas, HEIGHT, State, WIDTH, color, main, text};

/// The frame of the bad call.
const FRAME: u32 = 3;
/// Pixels along a side of the picture.
const SIZE: usize = 16;

static SCENE: State<Scene> = State::new(Scene { frame: 0, picture: Canvas::new(color::BLACK) });

struct Scene {
    frame: u32,
    picture: Canvas<SIZE, SIZE>,
}

/// Paints the background and the picture.
pub fn start() {
    badge_guest::clear(color::rgb(0, 64, 64));
    SCENE.with(|scene| {
        for (y, row) in (0..).zip(scene.picture.rows_mut()) {
            for (x, pixel) in (0..).zip(row) {
                *pixel = color::rgb(x * 16, y * 16, 128);
            }
        }
    });
}

/// Draws one more picture, or one from outside memory.
pub fn update() {
    SCENE.with(|scene| {
        if scene.frame == FRAME {
            blit_outside_memory();
        }
        let x = WIDTH / 2 - 32 + scene.frame as i32 * 24;
        scene.picture.show(x, HEIGHT / 2, None);
        text::draw_centred(WIDTH / 2, 30, 2, color::WHITE, "bad-pointer");
        scene.frame += 1;
    });
}

main!(start, update);

/// Asks for 256 pixels of which the first 16 are the last of the address space.
///
/// In 32-bit arithmetic the end wraps around to 240, which lies in memory; and
/// the target lies off the screen, where nothing would be drawn.
/// A host must trap all the same.
#[cfg(target_arch = "wasm32")]
fn blit_outside_memory() {
    let pixels = core::ptr::without_provenance(usize::MAX - 15);
    let size = SIZE as i32;
    // SAFETY: the guest itself never follows the pointer, and the host checks
    // the range against the size of the memory before reading.
    unsafe { badge_guest::sys::blit(pixels, 1000, 1000, size, size, -1) }
}

/// A native host cannot check an address: this workload is not for it.
#[cfg(not(target_arch = "wasm32"))]
fn blit_outside_memory() {}
