//! A keyboard of eight keys, a scope, and patterns for the LEDs.

use crate::input::Input;
use crate::lights::light;
use badge_guest::{Decimal, WIDTH, button, color, rect, text, tone, wave};

/// C major from C4 on, in Hz.
static NOTES: [u16; 8] = [262, 294, 330, 349, 392, 440, 494, 523];
static PATTERNS: [&str; 3] = ["rainbow", "chaser", "sparkle"];
/// Frames for which a note sounds.
const LENGTH: i32 = 15;

pub(crate) struct Sound {
    key: i32,
    octave: i32,
    pattern: usize,
    /// Frames for which the note still sounds.
    sounding: i32,
}

impl Sound {
    pub(crate) const fn new() -> Self {
        Self { key: 0, octave: 0, pattern: 0, sounding: 0 }
    }

    #[inline(never)]
    pub(crate) fn frame(&mut self, frame: i32, input: Input) {
        self.key = (self.key + input.step(button::LEFT, button::RIGHT)) & 7;
        self.octave = (self.octave + input.step(button::DOWN, button::UP)).clamp(0, 2);
        let pitch = i32::from(NOTES[(self.key & 7) as usize]) << self.octave;
        self.sounding -= i32::from(self.sounding > 0);
        if input.pressed(button::A) {
            self.sounding = LENGTH;
            tone(pitch, LENGTH * 1000 / 30);
        }
        if input.pressed(button::B) {
            self.pattern = (self.pattern + 1) % PATTERNS.len();
        }
        badge_guest::clear(color::rgb(0, 32, 64));
        let x = text::draw(6, 7, 1, color::WHITE, Decimal::new(pitch as u32));
        text::draw(x + 4, 7, 1, color::WHITE, "Hz");
        let pattern = PATTERNS[self.pattern % PATTERNS.len()];
        text::draw(100, 7, 1, color::rgb(255, 255, 128), pattern);

        rect(4, 20, WIDTH - 8, 44, color::BLACK);
        let mut before = 42;
        for x in 0..76 {
            let swing = wave::sine((x * pitch / 40 + frame * 9) as u8);
            let y = 42 + swing * (2 + self.sounding) / 127;
            let (top, bottom) = (y.min(before), y.max(before));
            let height = bottom - top + 2;
            rect(4 + x * 2, top, 2, height, color::rgb(64, 255, 64));
            before = y;
        }
        for key in 0..8 {
            let chosen = key == self.key;
            let down = if chosen { self.sounding / 3 } else { 0 };
            let ivory = if chosen { 0xFD } else { color::WHITE };
            let x = 8 + key * 18;
            rect(x, 72, 17, 46, color::rgb(64, 64, 96));
            rect(x, 72, 17, 41 + down, ivory);
        }
        for gap in [1, 2, 4, 5, 6] {
            rect(gap * 18 + 2, 72, 11, 24, color::BLACK);
        }
        text::draw(14, 103, 1, color::BLACK, "C  D  E  F  G  A  B  C");
        let lit = match self.pattern {
            0 => !0,
            1 => 1 << (frame / 4 % 5),
            _ => badge_guest::random() as i32,
        };
        light(frame * 3 + self.key * 24, 30, lit);
    }
}
