//! The name tag.

use crate::backdrop::Backdrop;
use crate::input::Input;
use crate::lights::{glow, light};
use badge_guest::{Canvas, WIDTH, button, color, rect, text, tone, wave};

const FIRST: &str = "NOVA";
const LAST: &str = "QUILL";
/// Shown one after the other, letter by letter.
static LINES: [&str; 4] = ["@novaq", "firmware & ferrets", "ask me about traps", "she / her"];
/// Frames for each of them.
const LINE_FRAMES: i32 = 75;
const SPARKS: i32 = 24;
/// Frames for which sparks fly.
const CHEER: i32 = 40;

pub(crate) struct Tag {
    /// Step towards the horizon per frame.
    speed: i32,
    /// Frames for which sparks still fly.
    cheer: i32,
    /// Where they fly to.
    seed: u32,
    backdrop: Backdrop,
    first: Canvas<122, 38>,
    last: Canvas<62, 18>,
}

impl Tag {
    pub(crate) const fn new() -> Self {
        Self {
            speed: 0,
            cheer: 0,
            seed: 0,
            backdrop: Backdrop::new(),
            first: Canvas::new(color::BLACK),
            last: Canvas::new(color::BLACK),
        }
    }

    pub(crate) fn paint(&mut self) {
        self.speed = 4;
        self.backdrop.paint();
        chrome(self.first.rows_mut().as_flattened_mut(), 122, 5, FIRST);
        chrome(self.last.rows_mut().as_flattened_mut(), 62, 2, LAST);
    }

    #[inline(never)]
    pub(crate) fn frame(&mut self, frame: i32, input: Input) {
        if input.pressed(button::A) {
            self.backdrop.next_theme();
            tone(550, 120);
        }
        if input.pressed(button::B) {
            self.cheer = CHEER;
            self.seed = badge_guest::random();
            tone(880, 200);
        }
        self.speed = (self.speed + input.step(button::DOWN, button::UP) * 2).clamp(-8, 12);
        let turn = input.steer(button::LEFT, button::RIGHT);
        self.backdrop.travel(self.speed, turn);
        self.backdrop.draw(frame);

        let bob = wave::sine((frame * 3) as u8);
        text::draw(9, 5, 1, color::WHITE, "hello, I am");
        let key = Some(color::BLACK);
        self.first.show((WIDTH - 122) / 2, 16 + bob / 64, key);
        self.last.show((WIDTH - 62) / 2, 55 - bob / 100, key);
        draw_line(frame);
        self.draw_sparks();
        let lit = if self.cheer > 0 { !0 } else { 1 << (frame / 6 % 5) };
        light(frame * 2, 24, lit);
    }

    fn draw_sparks(&mut self) {
        if self.cheer == 0 {
            return;
        }
        self.cheer -= 1;
        let age = CHEER - self.cheer;
        let mut random = self.seed;
        for index in 0..SPARKS {
            random = random.wrapping_mul(0x0019_660D).wrapping_add(0x3C6E_F35F);
            let dx = (random >> 16 & 0x7F) as i32 - 64;
            let dy = (random >> 24 & 0x7F) as i32 - 100 + age * 2;
            let (x, y) = (80 + ((dx * age) >> 4), 64 + ((dy * age) >> 4));
            rect(x, y, 3, 3, glow(index * 8, 255));
        }
    }
}

/// Letters that shine like chrome, in a dark outline.
#[inline(never)]
fn chrome(pixels: &mut [u8], width: i32, scale: i32, name: &str) {
    static SHINE: [u8; 14] =
        [0x0B, 0x13, 0x37, 0x7B, 0x9F, 0xDF, 0xFF, 0x61, 0x89, 0xB1, 0xD6, 0xFA, 0xFE, 0xFF];
    // The outline first: a frame of one pixel, of two towards the shade.
    for (size, offset) in [(scale + 3, 0), (scale, 1)] {
        let mut left = offset;
        for &letter in name.as_bytes() {
            for &bits in text::glyph(letter) {
                for cell in (0..7).filter(|cell| bits >> cell & 1 != 0) {
                    for x in left..left + size {
                        for y in 0..size {
                            let y = cell * scale + offset + y;
                            let shine = SHINE.get(((y - 1) * 2 / scale) as usize);
                            let color = if offset == 0 { 0x01 } else { *shine.unwrap_or(&0xFF) };
                            if let Some(pixel) = pixels.get_mut((y * width + x) as usize) {
                                *pixel = color;
                            }
                        }
                    }
                }
                left += scale;
            }
            left += scale;
        }
    }
}

/// The panel below the name: a line is typed, stays, and gives way to the next.
fn draw_line(frame: i32) {
    let (index, age) = (frame / LINE_FRAMES, frame % LINE_FRAMES);
    let Some(line) = LINES.get(index as usize % LINES.len()) else {
        return;
    };
    let line = line.as_bytes();
    let shown = line.get(..age as usize).unwrap_or(line);
    rect(16, 94, 128, 19, color::WHITE);
    rect(17, 95, 126, 17, color::rgb(0, 0, 64));
    let x = (WIDTH - text::width(1, line)) / 2;
    let end = text::draw(x, 100, 1, color::rgb(255, 255, 128), shown);
    if frame & 8 != 0 {
        rect(end, 99, 4, 8, color::rgb(255, 64, 192));
    }
}
