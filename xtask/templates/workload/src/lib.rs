//! {{title}}: a dot that moves each frame, faster while A is held.
#![no_std]
#![forbid(unsafe_code)]

use badge_guest::{HEIGHT, State, WIDTH, button, color, main};

static DOT: State<Dot> = State::new(Dot { x: 0, y: 0 });

struct Dot {
    x: i32,
    y: i32,
}

/// Fills the screen.
pub fn start() {
    badge_guest::rect(0, 0, WIDTH, HEIGHT, color::BLACK);
}

/// Draws one frame.
pub fn update() {
    DOT.with(|dot| {
        let step = if badge_guest::buttons() & button::A == 0 { 1 } else { 3 };
        dot.x = (dot.x + step) % WIDTH;
        dot.y = (dot.y + 2 * step) % HEIGHT;
        badge_guest::rect(dot.x, dot.y, 4, 4, color::rgb((dot.x * 2) as u8, 255, 128));
    });
}

main!(start, update);
