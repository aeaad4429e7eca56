//! A code to scan, in a frame that glows.

use crate::input::Input;
use badge_guest::{Canvas, HEIGHT, button, color, led, rect, text, tone, wave};

/// QR code, version 2-L, of `https://example.com/nova-quill`; bit 0 is the leftmost module.
static MODULES: [u32; 25] = [
    0x1FC457F, 0x1051441, 0x175665D, 0x1753C5D, 0x175605D, 0x1054A41, 0x1FD557F, 0x001B300,
    0x1051A5B, 0x0FBED14, 0x13BAA75, 0x1EE490E, 0x10D8FED, 0x091CF3D, 0x1F5C053, 0x16E57A5,
    0x0DF2ED1, 0x0D12300, 0x1150A7F, 0x011A641, 0x09FDF5D, 0x1871B5D, 0x1F2A85D, 0x1D89B41,
    0x125197F,
];
/// Pixels per module, and modules of quiet zone around.
const SCALE: i32 = 3;
const QUIET: i32 = 4;
const SIZE: i32 = (25 + 2 * QUIET) * SCALE;
const LEFT: i32 = 8;
const TOP: i32 = 10;

pub(crate) struct Code {
    picture: Canvas<{ SIZE as usize }, { SIZE as usize }>,
    hue: i32,
    /// Frames for which the "hi" still flashes.
    flash: u32,
}

impl Code {
    pub(crate) const fn new() -> Self {
        Self {
            picture: Canvas::new(0),
            hue: 0,
            flash: 0,
        }
    }

    pub(crate) fn paint(&mut self) {
        self.picture.rect(0, 0, SIZE, SIZE, color::WHITE);
        for (y, row) in (QUIET..).zip(MODULES) {
            for x in (0..25).filter(|x| row >> x & 1 != 0) {
                let x = (QUIET + x) * SCALE;
                self.picture.rect(x, y * SCALE, SCALE, SCALE, color::BLACK);
            }
        }
    }

    pub(crate) fn frame(&mut self, frame: u32, input: Input) {
        self.hue += input.step(button::LEFT, button::RIGHT) * 24;
        self.hue += input.step(button::DOWN, button::UP) * 8 + 1;
        if input.pressed(button::A | button::B) {
            self.flash = 30;
            tone(if input.pressed(button::A) { 1047 } else { 523 }, 150);
        }
        self.flash = self.flash.saturating_sub(1);

        // Bars of light move outwards from the code.
        for bar in 0..16 {
            let hue = (self.hue + bar * 10 - frame as i32 * 3) as u8;
            let level = 110 + wave::sine((frame as i32 * 4 + bar * 30) as u8) / 2;
            rect(
                bar * 10,
                0,
                10,
                HEIGHT,
                color::of_led(color::hue(hue, level as u8)),
            );
        }
        let glow = color::of_led(color::hue(self.hue as u8, 255));
        rect(LEFT - 3, TOP - 3, SIZE + 6, SIZE + 6, glow);
        self.picture.show(LEFT, TOP, None);

        for (index, word) in (0..).zip(["scan", "me", "say", "hi"]) {
            let lift = wave::sine((frame as i32 * 5 - index * 32) as u8) / 40;
            let lit = index == 3 && self.flash & 4 != 0;
            let paint = if lit { color::BLACK } else { color::WHITE };
            let y = 20 + index * 22 + lift;
            rect(
                114,
                y - 3,
                42,
                14,
                if lit { color::WHITE } else { color::BLACK },
            );
            text::draw_centred(135, y, 1, paint, word);
        }
        for index in 0..5 {
            let level = if self.flash > 0 { 160 } else { 24 };
            led(index, color::hue((self.hue + index * 12) as u8, level));
        }
    }
}
