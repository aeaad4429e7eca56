//! Plasma: three waves added per pixel through tables, and one full-screen `blit`.
#![no_std]
#![forbid(unsafe_code)]

use badge_guest::{Canvas, HEIGHT, State, WIDTH, button, color, main, wave};

const W: usize = WIDTH as usize;
const H: usize = HEIGHT as usize;

static PLASMA: State<Plasma> = State::new(Plasma {
    time: 0,
    waves: [0; 256],
    palette: [0; 256],
    columns: [0; W],
    screen: Canvas::new(color::BLACK),
});

struct Plasma {
    time: i32,
    /// One period of a sine, 0 to 84: three of them fit into a byte.
    waves: [u8; 256],
    palette: [u8; 256],
    /// The horizontal wave of the current frame.
    columns: [u8; W],
    screen: Canvas<W, H>,
}

/// Fills the tables.
pub fn start() {
    PLASMA.with(|plasma| {
        for (angle, wave) in (0..=u8::MAX).zip(&mut plasma.waves) {
            *wave = ((wave::sine(angle) + 127) / 3) as u8;
        }
        for (value, entry) in (0..=u8::MAX).zip(&mut plasma.palette) {
            // Each channel swings once over the palette, a third of a turn apart.
            let channel = |phase: u8| {
                let angle = value.wrapping_mul(2).wrapping_add(phase);
                (wave::sine(angle) + 128) as u8
            };
            *entry = color::rgb(channel(0), channel(85), channel(170));
        }
    });
}

/// Draws one frame; A holds the colours still.
pub fn update() {
    PLASMA.with(|plasma| {
        plasma.time += 1;
        if badge_guest::buttons() & button::A == 0 {
            plasma.palette.rotate_left(2);
        }
        plasma.draw();
    });
}

main!(start, update);

impl Plasma {
    fn draw(&mut self) {
        let Self { time, waves, palette, columns, screen } = self;
        let time = *time;
        for (x, column) in (0..).zip(columns.iter_mut()) {
            let bend = wave::sine((time * 2) as u8) >> 2;
            *column = waves[usize::from((x + bend + time * 3) as u8)];
        }
        for (y, row) in (0..).zip(screen.rows_mut()) {
            let vertical = waves[usize::from((y * 3 / 2 - time * 2) as u8)];
            let bend = wave::sine((y * 2 + time) as u8) >> 1;
            let mut angle = (y + bend + time) as u8;
            for (pixel, &column) in row.iter_mut().zip(columns.iter()) {
                let diagonal = waves[usize::from(angle)];
                *pixel = palette[usize::from(vertical + column + diagonal)];
                angle = angle.wrapping_add(1);
            }
        }
        screen.show(0, 0, None);
    }
}
