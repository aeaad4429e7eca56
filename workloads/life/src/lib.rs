//! Game of Life on a torus of 80 × 64 cells, each 2 × 2 pixels, with fading trails.
#![no_std]
#![forbid(unsafe_code)]

use badge_guest::{Canvas, State, button, color, main};

const W: usize = 80;
const H: usize = 64;
/// Heat of a cell that has lived long; a dead cell cools by one per generation.
const HOTTEST: u8 = 15;
/// Heat of a cell at birth.
const NEWBORN: u8 = 9;
/// A new patch is sown every so many generations, so that no field dies out.
const SOW_EVERY: u32 = 200;

type Field = [[u8; W]; H];

static GAME: State<Game> = State::new(Game {
    generation: 0,
    fields: [[[0; W]; H]; 2],
    heat: [[0; W]; H],
    lines: Canvas::new(color::BLACK),
});

struct Game {
    generation: u32,
    /// Living cells (1) of this and of the next generation, in turn.
    fields: [Field; 2],
    heat: Field,
    /// Two screen lines: one row of cells.
    lines: Canvas<{ 2 * W }, 2>,
}

/// Sows the whole field, about every third cell.
pub fn start() {
    GAME.with(|game| sow(&mut game.fields[0], 0, 0, W, H));
}

/// Computes and draws one generation; A sows a patch of 16 × 16 cells.
pub fn update() {
    GAME.with(|game| {
        let [even, odd] = &mut game.fields;
        let (now, next) = match game.generation % 2 {
            0 => (even, odd),
            _ => (odd, even),
        };
        let sown = game.generation % SOW_EVERY == SOW_EVERY - 1;
        if sown || badge_guest::buttons() & button::A != 0 {
            let random = badge_guest::random() as usize;
            sow(now, random % (W - 16), (random >> 8) % (H - 16), 16, 16);
        }
        step(now, next);
        warm(next, &mut game.heat);
        game.generation += 1;
        game.draw();
    });
}

main!(start, update);

impl Game {
    fn draw(&mut self) {
        for (y, heats) in (0..).zip(&self.heat) {
            let [upper, lower] = self.lines.rows_mut();
            for (pair, &heat) in upper.as_chunks_mut::<2>().0.iter_mut().zip(heats) {
                *pair = [PALETTE[usize::from(heat & HOTTEST)]; 2];
            }
            lower.copy_from_slice(upper);
            self.lines.show(0, y * 2, None);
        }
    }
}

/// Sets each cell of a rectangle to living with probability 5 / 16.
fn sow(field: &mut Field, x: usize, y: usize, w: usize, h: usize) {
    for row in &mut field[y..y + h] {
        for cells in row[x..x + w].chunks_mut(8) {
            let mut random = badge_guest::random();
            for cell in cells {
                *cell = u8::from(random & 15 < 5);
                random >>= 4;
            }
        }
    }
}

/// Conway's rule: birth on three neighbours, survival on two or three.
fn step(now: &Field, next: &mut Field) {
    for y in 0..H {
        let above = &now[if y == 0 { H - 1 } else { y - 1 }];
        let here = &now[y];
        let below = &now[if y == H - 1 { 0 } else { y + 1 }];
        let column = |x: usize| above[x] + here[x] + below[x];
        let mut left = column(W - 1);
        let mut middle = column(0);
        for x in 0..W {
            let right = column(if x == W - 1 { 0 } else { x + 1 });
            let cells = left + middle + right;
            // `cells` counts the cell itself too.
            next[y][x] = u8::from(cells == 3) | (u8::from(cells == 4) & here[x]);
            left = middle;
            middle = right;
        }
    }
}

/// Living cells grow hotter, dead ones cool.
fn warm(field: &Field, heat: &mut Field) {
    for (cells, heats) in field.iter().zip(heat) {
        for (&cell, heat) in cells.iter().zip(heats) {
            *heat = if cell != 0 {
                (*heat + 1).clamp(NEWBORN, HOTTEST)
            } else {
                // The trail of an old cell is no longer than that of a young one.
                heat.saturating_sub(1).min(NEWBORN - 2)
            };
        }
    }
}

/// Night blue for trails, then from fresh green over yellow to white.
static PALETTE: [u8; 16] = [
    0x00, 0x01, 0x01, 0x21, 0x22, 0x42, 0x46, 0x67, 0x67, 0x1C, 0x3C, 0x5C, 0x9C, 0xDC, 0xFD, 0xFF,
];
