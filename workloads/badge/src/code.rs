//! A code to scan, in a frame that glows.

use crate::input::Input;
use crate::lights::{glow, light};
use badge_guest::{HEIGHT, button, color, rect, text, tone, wave};

/// QR code, version 2-L, of `https://example.com/nova-quill`: columns, bit 0 on top.
static COLUMNS: [u32; 25] = [
    0x1FDF57F, 0x1044941, 0x174BE5D, 0x174395D, 0x175675D, 0x104B441, 0x1FD557F, 0x0019000,
    0x1B2BAC1, 0x0BFB5A4, 0x019B24F, 0x1F53F28, 0x1B081CA, 0x04B069C, 0x010EA75, 0x0D87680,
    0x13F77FE, 0x0718E00, 0x135D97F, 0x0919E41, 0x0DF665D, 0x140CE5D, 0x0C3CA5D, 0x0F36A41,
    0x1E4DD7F,
];
/// Pixels per module, and pixels of quiet zone around.
const SCALE: i32 = 3;
const QUIET: i32 = 4 * SCALE;
const SIZE: i32 = 25 * SCALE + 2 * QUIET;
const LEFT: i32 = 8;
const TOP: i32 = 10;

pub(crate) struct Code {
    hue: i32,
    /// Frames for which the words still flash.
    flash: i32,
}

impl Code {
    pub(crate) const fn new() -> Self {
        Self { hue: 0, flash: 0 }
    }

    #[inline(never)]
    pub(crate) fn frame(&mut self, frame: i32, input: Input) {
        self.hue += input.step(button::LEFT, button::RIGHT) * 24 + 1;
        if input.pressed(button::A) {
            self.flash = 30;
            tone(1047, 150);
        }
        self.flash -= i32::from(self.flash > 0);

        // Bars of light move outwards from the code.
        for bar in 0..16 {
            let level = 110 + wave::sine((frame * 4 + bar * 30) as u8) / 2;
            let color = glow(self.hue + bar * 10 - frame * 3, level);
            rect(bar * 10, 0, 10, HEIGHT, color);
        }
        let frame_color = glow(self.hue, 255);
        rect(LEFT - 3, TOP - 3, SIZE + 6, SIZE + 6, frame_color);
        rect(LEFT, TOP, SIZE, SIZE, color::WHITE);
        for (x, &bits) in (0..).zip(&COLUMNS) {
            let x = LEFT + QUIET + x * SCALE;
            text::column(x, TOP + QUIET, SCALE, color::BLACK, bits);
        }
        rect(114, 34, 42, 60, color::BLACK);
        let lit = self.flash & 4 != 0;
        let paint = if lit { frame_color } else { color::WHITE };
        text::draw(124, 42, 1, paint, "scan\n me\n\n say\n hi!");
        light(self.hue, 12, if lit { !0 } else { 0 });
    }
}
