//! A dive into the Mandelbrot set in `f32`, 80 × 64 points, each 2 × 2 pixels.
//!
//! A picture takes four frames, during which the one before is shown with its
//! colours running on: the work per frame stays within what a badge can do.
#![no_std]
#![forbid(unsafe_code)]

use badge_guest::{Canvas, State, button, color, main};

const W: usize = 80;
const H: usize = 64;
/// Rows computed per frame.
const SLICE: usize = 16;
/// Points that have not escaped after so many steps count as inside.
const STEPS: u8 = 44;
/// On the rim of the disc left of the cardioid.
const CENTRE: [f32; 2] = [-0.8165, 0.1965];
/// Distance between two points at the outset and at the turn of the dive.
const WIDEST: f32 = 0.036;
const NARROWEST: f32 = 0.000_5;
/// Zoom from one picture to the next.
const ZOOM: f32 = 0.93;

static DIVE: State<Dive> = State::new(Dive {
    frame: 0,
    pitch: 0.0,
    direction: Direction::In,
    pictures: [[[0; W]; H]; 2],
    lines: Canvas::new(color::BLACK),
});

struct Dive {
    frame: usize,
    /// Distance between two points.
    pitch: f32,
    direction: Direction,
    /// How fast each point escaped, 0 for those inside: the picture being
    /// computed and the one being shown, in turn.
    pictures: [[[u8; W]; H]; 2],
    lines: Canvas<{ 2 * W }, 2>,
}

#[derive(Clone, Copy)]
enum Direction {
    In,
    Out,
}

/// Computes the whole first picture.
pub fn start() {
    DIVE.with(|dive| {
        dive.pitch = WIDEST;
        compute(&mut dive.pictures[1], 0, dive.pitch);
    });
}

/// Computes a quarter of a picture and draws the one before; A turns the dive around.
pub fn update() {
    DIVE.with(|dive| {
        let (picture, slice) = (dive.frame / (H / SLICE), dive.frame % (H / SLICE));
        if slice == 0 {
            dive.zoom();
        }
        let [even, odd] = &mut dive.pictures;
        let (next, shown) = match picture % 2 {
            0 => (even, odd),
            _ => (odd, even),
        };
        let top = slice * SLICE;
        compute(&mut next[top..top + SLICE], top, dive.pitch);
        draw(shown, &mut dive.lines, dive.frame);
        dive.frame += 1;
    });
}

main!(start, update);

impl Dive {
    fn zoom(&mut self) {
        let pressed = badge_guest::buttons() & button::A != 0;
        self.direction = match self.direction {
            Direction::In if pressed || self.pitch < NARROWEST => Direction::Out,
            Direction::Out if pressed || self.pitch > WIDEST => Direction::In,
            unchanged => unchanged,
        };
        match self.direction {
            Direction::In => self.pitch *= ZOOM,
            Direction::Out => self.pitch /= ZOOM,
        }
    }
}

/// Computes rows of a picture, the first of which is row `top`.
fn compute(rows: &mut [[u8; W]], top: usize, pitch: f32) {
    for (y, levels) in (top..).zip(rows) {
        let imaginary = CENTRE[1] + (y as f32 - H as f32 / 2.0) * pitch;
        for (x, level) in levels.iter_mut().enumerate() {
            let real = CENTRE[0] + (x as f32 - W as f32 / 2.0) * pitch;
            *level = if surely_inside(real, imaginary) { 0 } else { escape(real, imaginary) };
        }
    }
}

fn draw(picture: &[[u8; W]; H], lines: &mut Canvas<{ 2 * W }, 2>, frame: usize) {
    let mut palette = [color::BLACK; 4 * (STEPS as usize + 1)];
    for (level, color) in palette.iter_mut().enumerate().skip(1) {
        *color = BANDS[(level + 31 * frame) / 2 % BANDS.len()];
    }
    for (y, levels) in (0..).zip(picture) {
        let [upper, lower] = lines.rows_mut();
        for (pair, &level) in upper.as_chunks_mut::<2>().0.iter_mut().zip(levels) {
            *pair = [palette[usize::from(level)]; 2];
        }
        lower.copy_from_slice(upper);
        lines.show(0, y * 2, None);
    }
}

/// Whether a point lies in the cardioid or in the disc to its left.
fn surely_inside(real: f32, imaginary: f32) -> bool {
    let yy = imaginary * imaginary;
    let shifted = real - 0.25;
    let q = shifted * shifted + yy;
    let disc = real + 1.0;
    q * (q + shifted) < 0.25 * yy || disc * disc + yy < 0.062_5
}

/// Four levels per step, by how far outside the point lands; 0 if it stays inside.
fn escape(real: f32, imaginary: f32) -> u8 {
    let (mut x, mut y) = (0.0_f32, 0.0_f32);
    for step in 1..=STEPS {
        let (xx, yy) = (x * x, y * y);
        let distance = xx + yy;
        if distance > 4.0 {
            // A point that is further out has escaped earlier within its step.
            let early = u8::from(distance < 13.0) + u8::from(distance < 7.5);
            return step * 4 + early + u8::from(distance < 5.2);
        }
        y = 2.0 * x * y + imaginary;
        x = xx - yy + real;
    }
    0
}

/// Bands of blue, violet, orange and yellow that move outwards.
static BANDS: [u8; 32] = [
    0x01, 0x01, 0x02, 0x02, 0x03, 0x07, 0x0B, 0x0F, 0x2F, 0x53, 0x77, 0x9B, 0xBF, 0xDF, 0xFF, 0xFE,
    0xFD, 0xFC, 0xF8, 0xF4, 0xF0, 0xEC, 0xE8, 0xE4, 0xC4, 0xA4, 0x84, 0x64, 0x65, 0x45, 0x22, 0x22,
];
