//! A program of real size: styled shapes, text, charts, with `embedded-graphics`.
//!
//! Four scenes of 30 frames, drawn into a picture in the guest's own memory.
#![no_std]
#![forbid(unsafe_code)]

mod display;
mod scenes;

use badge_guest::{State, main};
use display::Display;
use scenes::Readings;

/// Frames of a scene.
const SCENE_FRAMES: u32 = 30;

static GALLERY: State<Gallery> =
    State::new(Gallery { frame: 0, readings: Readings::new(), display: Display::new() });

struct Gallery {
    frame: u32,
    readings: Readings,
    display: Display,
}

/// Takes the first readings.
pub fn start() {
    GALLERY.with(|gallery| gallery.readings.fill());
}

/// Draws one frame of the current scene.
pub fn update() {
    GALLERY.with(|gallery| {
        gallery.readings.take();
        let scene = gallery.frame / SCENE_FRAMES % 4;
        // Drawing into the display cannot fail.
        let Ok(()) = scenes::draw(&mut gallery.display, scene, gallery.frame, &gallery.readings);
        gallery.display.show();
        gallery.frame += 1;
    });
}

main!(start, update);
