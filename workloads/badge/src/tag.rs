//! The name tag.

use crate::backdrop::Backdrop;
use crate::input::Input;
use badge_guest::{Canvas, HEIGHT, WIDTH, button, color, led, rect, text, tone, wave};

const FIRST: &str = "NOVA";
const LAST: &str = "QUILL";
/// Shown one after the other, letter by letter.
static LINES: [&str; 4] = [
    "@novaq",
    "firmware & ferrets",
    "ask me about traps",
    "she / her",
];
/// Frames for each of them.
const LINE_FRAMES: u32 = 75;
const KEY: u8 = 0x20;
const SPARKS: usize = 24;

pub(crate) struct Tag {
    first: Canvas<122, 38>,
    last: Canvas<62, 18>,
    /// Step towards the horizon per frame.
    speed: i32,
    sparks: [Spark; SPARKS],
    /// Frames for which sparks still fly.
    cheer: u32,
}

/// Position and velocity in sixteenths of a pixel.
struct Spark {
    x: i32,
    y: i32,
    dx: i32,
    dy: i32,
}

impl Tag {
    pub(crate) const fn new() -> Self {
        Self {
            first: Canvas::new(0),
            last: Canvas::new(0),
            speed: 0,
            sparks: [const {
                Spark {
                    x: 0,
                    y: 0,
                    dx: 0,
                    dy: 0,
                }
            }; SPARKS],
            cheer: 0,
        }
    }

    pub(crate) fn paint(&mut self) {
        self.speed = 4;
        chrome(&mut self.first, 5, FIRST);
        chrome(&mut self.last, 2, LAST);
    }

    pub(crate) fn frame(&mut self, frame: u32, input: Input, backdrop: &mut Backdrop) {
        if input.pressed(button::A) {
            backdrop.next_theme();
            tone(330 + 110 * i32::from(backdrop.theme()), 120);
        }
        if input.pressed(button::B) {
            self.cheer();
        }
        self.speed = (self.speed + input.step(button::DOWN, button::UP) * 2).clamp(-8, 12);
        let turn = i32::from(input.held(button::RIGHT)) - i32::from(input.held(button::LEFT));
        backdrop.travel(self.speed, turn);
        backdrop.draw(frame);

        let bob = wave::sine((frame * 3) as u8);
        text::draw(9, 5, 1, color::WHITE, "hello, I am");
        self.first.show((WIDTH - 122) / 2, 16 + bob / 64, Some(KEY));
        self.last.show((WIDTH - 62) / 2, 55 - bob / 100, Some(KEY));
        draw_line(frame);
        self.draw_sparks();
        self.lights(frame);
    }

    fn cheer(&mut self) {
        self.cheer = 40;
        tone(880, 200);
        for spark in &mut self.sparks {
            let random = badge_guest::random() as i32;
            *spark = Spark {
                x: WIDTH * 8,
                y: HEIGHT * 8,
                dx: (random & 0x7F) - 64,
                dy: (random >> 8 & 0x7F) - 100,
            };
        }
    }

    fn draw_sparks(&mut self) {
        if self.cheer == 0 {
            return;
        }
        self.cheer -= 1;
        for (index, spark) in (0_u8..).zip(&mut self.sparks) {
            spark.dy += 4;
            spark.x += spark.dx;
            spark.y += spark.dy;
            let color = color::of_led(color::hue(index * 8, 255));
            rect(spark.x >> 4, spark.y >> 4, 3, 3, color);
        }
    }

    fn lights(&self, frame: u32) {
        for index in 0..5 {
            let hue = (frame * 2 + index * 24) as u8;
            let level = if self.cheer > 0 {
                200
            } else {
                40 + wave::sine((frame * 4 + index * 51) as u8) / 4
            };
            led(index as i32, color::hue(hue, level as u8));
        }
    }
}

/// Letters that shine like chrome, in a dark outline.
fn chrome<const W: usize, const H: usize>(canvas: &mut Canvas<W, H>, scale: i32, name: &str) {
    canvas.rect(0, 0, W as i32, H as i32, KEY);
    for (x, y) in [(0, 0), (2, 0), (0, 2), (2, 2), (2, 3)] {
        canvas.text(x, y, scale, color::rgb(0, 0, 64), name);
    }
    canvas.text(1, 1, scale, color::WHITE, name);
    static SHINE: [u8; 14] = [
        0x0B, 0x13, 0x37, 0x7B, 0x9F, 0xDF, 0xFF, 0x61, 0x89, 0xB1, 0xD6, 0xFA, 0xFE, 0xFF,
    ];
    for (y, row) in (0..).zip(canvas.rows_mut()) {
        for pixel in row.iter_mut().filter(|pixel| **pixel == color::WHITE) {
            *pixel = SHINE[(y * 2 / scale as usize).min(SHINE.len() - 1)];
        }
    }
}

/// The panel below the name: a line is typed, stays, and gives way to the next.
fn draw_line(frame: u32) {
    let (index, age) = (frame / LINE_FRAMES, frame % LINE_FRAMES);
    let line = LINES[index as usize % LINES.len()].as_bytes();
    let shown = &line[..line.len().min(age as usize)];
    rect(16, 94, 128, 19, color::WHITE);
    rect(17, 95, 126, 17, color::rgb(0, 0, 64));
    let x = (WIDTH - text::width(1, line)) / 2;
    let end = text::draw(x, 100, 1, color::rgb(255, 255, 128), shown);
    if frame & 8 != 0 {
        rect(end, 99, 4, 8, color::rgb(255, 64, 192));
    }
}
