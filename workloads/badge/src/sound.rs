//! A keyboard of eight keys, an oscilloscope, and patterns for the LEDs.

use crate::input::Input;
use badge_guest::{Decimal, WIDTH, button, color, led, rect, text, tone, wave};

/// C major from C4 on, in Hz.
static NOTES: [i32; 8] = [262, 294, 330, 349, 392, 440, 494, 523];
static LETTERS: [u8; 8] = *b"CDEFGABC";
static PATTERNS: [&str; 4] = ["rainbow", "chaser", "pulse", "sparkle"];
/// Frames for which a note sounds.
const LENGTH: u32 = 15;

pub(crate) struct Sound {
    key: usize,
    octave: i32,
    pattern: usize,
    /// Frames for which the note still sounds.
    sounding: u32,
}

impl Sound {
    pub(crate) const fn new() -> Self {
        Self {
            key: 0,
            octave: 0,
            pattern: 0,
            sounding: 0,
        }
    }

    pub(crate) fn frame(&mut self, frame: u32, input: Input) {
        let step = input.step(button::LEFT, button::RIGHT);
        self.key = (self.key as i32 + step).rem_euclid(8) as usize;
        self.octave = (self.octave + input.step(button::DOWN, button::UP)).clamp(0, 2);
        self.sounding = self.sounding.saturating_sub(1);
        if input.pressed(button::A) {
            self.sounding = LENGTH;
            tone(self.frequency(), LENGTH as i32 * 1000 / 30);
        }
        if input.pressed(button::B) {
            self.pattern = (self.pattern + 1) % PATTERNS.len();
            badge_guest::log(PATTERNS[self.pattern]);
        }
        badge_guest::clear(color::rgb(0, 32, 64));
        self.draw_scope(frame as i32);
        self.lights(frame as i32);
        self.draw_keys();
        let x = text::draw(6, 6, 1, color::WHITE, Decimal::new(self.frequency() as u32));
        text::draw(x + 4, 6, 1, color::WHITE, "Hz");
        text::draw(96, 6, 1, color::rgb(255, 255, 128), PATTERNS[self.pattern]);
    }

    fn frequency(&self) -> i32 {
        NOTES[self.key] << self.octave
    }

    fn draw_scope(&self, frame: i32) {
        rect(4, 18, WIDTH - 8, 36, color::BLACK);
        rect(4, 35, WIDTH - 8, 1, color::rgb(0, 96, 0));
        let height = 1 + self.sounding as i32;
        let pitch = self.frequency() / 40;
        let mut above = 0;
        for x in 0..76 {
            let y = wave::sine((x * pitch + frame * 9) as u8) * height / 127;
            let (top, bottom) = (y.min(above), y.max(above));
            rect(
                4 + x * 2,
                35 + top,
                2,
                bottom - top + 2,
                color::rgb(64, 255, 64),
            );
            above = y;
        }
    }

    fn lights(&self, frame: i32) {
        for index in 0..5 {
            let hue = (frame * 3 + index * 30) as u8;
            let value = match self.pattern {
                0 => color::hue(hue, 200),
                1 => color::hue(
                    self.key as u8 * 24,
                    if frame / 4 % 5 == index { 255 } else { 16 },
                ),
                2 => color::hue(140, (128 + wave::sine((frame * 6) as u8)) as u8),
                _ => color::hue(
                    hue,
                    if badge_guest::random() & 7 == 0 {
                        255
                    } else {
                        8
                    },
                ),
            };
            led(index, value);
            rect(18 + index * 27, 59, 16, 8, color::of_led(value));
        }
    }

    fn draw_keys(&self) {
        for (key, letter) in (0..).zip(LETTERS) {
            let chosen = key == self.key as i32;
            let down = if chosen && self.sounding > 0 { 4 } else { 0 };
            let ivory = if chosen {
                color::rgb(255, 224, 64)
            } else {
                color::WHITE
            };
            let x = 4 + key * 19;
            rect(x, 72, 18, 46, color::rgb(64, 64, 96));
            rect(x, 72 + down, 18, 43, ivory);
            text::draw(x + 6, 105 + down, 1, color::BLACK, [letter]);
        }
        for gap in [1, 2, 4, 5, 6] {
            rect(gap * 19 - 2, 72, 11, 24, color::BLACK);
        }
    }
}
