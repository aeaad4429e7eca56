//! A sunset over a moving plain.

use badge_guest::{Canvas, HEIGHT, WIDTH, color, rect, wave};

/// The line between sky and plain.
const HORIZON: i32 = 76;
const PLAIN: i32 = HEIGHT - HORIZON;
const SKY_TILE: i32 = 40;
const RIDGE: i32 = 80;
const RIDGE_HEIGHT: i32 = 16;
const SUN: i32 = 29;
const KEY: u8 = color::WHITE;
pub(crate) const THEMES: u8 = 3;

/// Sky at the top and at the horizon, plain, its lines; red, green, blue.
static PALETTES: [[[i32; 3]; 4]; THEMES as usize] = [
    [[24, 0, 70], [250, 60, 130], [40, 0, 60], [255, 64, 200]],
    [[0, 12, 60], [40, 190, 210], [0, 36, 70], [64, 255, 255]],
    [[30, 0, 30], [255, 150, 30], [50, 20, 0], [255, 190, 40]],
];

pub(crate) struct Backdrop {
    theme: u8,
    /// Pixels that the ridge has moved, in sixteenths, and the plain.
    drift: i32,
    travel: i32,
    sky: Canvas<{ SKY_TILE as usize }, { HORIZON as usize }>,
    ridge: Canvas<{ RIDGE as usize }, { RIDGE_HEIGHT as usize }>,
    plain: Canvas<{ WIDTH as usize }, { PLAIN as usize }>,
    /// Half the width of the sun, line by line.
    sun: [u8; 2 * SUN as usize],
}

impl Backdrop {
    pub(crate) const fn new() -> Self {
        Self {
            theme: 0,
            drift: 0,
            travel: 0,
            sky: Canvas::new(0),
            ridge: Canvas::new(0),
            plain: Canvas::new(0),
            sun: [0; 2 * SUN as usize],
        }
    }

    pub(crate) fn next_theme(&mut self) {
        self.theme = (self.theme + 1) % THEMES;
        self.paint();
    }

    pub(crate) const fn theme(&self) -> u8 {
        self.theme
    }

    /// Moves by one frame: `speed` towards the horizon, `turn` to the side.
    pub(crate) fn travel(&mut self, speed: i32, turn: i32) {
        self.travel += speed;
        self.drift += 4 + turn * 32;
    }

    /// Paints the pictures of the current theme.
    pub(crate) fn paint(&mut self) {
        let [top, low, plain, line] = &PALETTES[usize::from(self.theme)];
        for (y, row) in (0..).zip(self.sky.rows_mut()) {
            let shade = |channel: usize| {
                top[channel] + (low[channel] - top[channel]) * y * y / (HORIZON * HORIZON)
            };
            let shades = [shade(0), shade(1), shade(2)];
            for (x, pixel) in (0..).zip(row) {
                *pixel = dithered(shades, x, y);
            }
        }
        for (y, row) in (0..).zip(self.plain.rows_mut()) {
            let shades = plain.map(|channel| channel * (y + 20) / 40);
            for (x, pixel) in (0..).zip(row) {
                // Lines run from a point above the middle of the horizon.
                let from_middle = (x - WIDTH / 2) * 48 / (y + 12);
                let next = (x + 1 - WIDTH / 2) * 48 / (y + 12);
                let on_line = from_middle.div_euclid(20) != next.div_euclid(20);
                *pixel = dithered(if on_line { *line } else { shades }, x, y);
            }
        }
        for x in 0..RIDGE {
            let turn = x * 256 / RIDGE;
            let hills = wave::sine(turn as u8) * 3 + wave::sine((turn * 3 + 40) as u8) * 2;
            let rocks = wave::sine((turn * 7) as u8) + wave::sine((turn * 13 + 90) as u8);
            let height = 9 + (hills + rocks) / 96;
            let edge = RIDGE_HEIGHT - height;
            self.ridge.rect(x, 0, 1, edge, KEY);
            self.ridge.rect(x, edge, 1, 1, rgb(*line));
            self.ridge
                .rect(x, edge + 1, 1, height, rgb(top.map(|channel| channel / 2)));
        }
        for (y, half) in (0..).zip(&mut self.sun) {
            let from_centre = 2 * (y - SUN) + 1;
            let square = 4 * SUN * SUN - from_centre * from_centre;
            *half = (1..=SUN).rfind(|x| 4 * x * x <= square).unwrap_or(0) as u8;
        }
    }

    pub(crate) fn draw(&self, frame: u32) {
        let frame = frame as i32;
        for x in (0..WIDTH).step_by(SKY_TILE as usize) {
            self.sky.show(x, 0, None);
        }
        for star in 0..22 {
            let (x, y) = (star * 61 % WIDTH, star * star * 7 % 52);
            let glow = wave::sine((frame * (3 + star % 4) + star * 40) as u8);
            let color = if glow > 40 {
                color::WHITE
            } else {
                color::rgb(128, 128, 192)
            };
            rect(x, y, 1, 1, color);
            if glow > 110 {
                rect(x - 1, y, 3, 1, color);
                rect(x, y - 1, 1, 3, color);
            }
        }
        self.draw_sun(frame);
        let offset = (self.drift >> 4).rem_euclid(RIDGE);
        for x in [-offset, RIDGE - offset, 2 * RIDGE - offset] {
            self.ridge.show(x, HORIZON - RIDGE_HEIGHT, Some(KEY));
        }
        self.plain.show(0, HORIZON, None);
        let line = rgb(PALETTES[usize::from(self.theme)][3]);
        rect(0, HORIZON, WIDTH, 1, line);
        for row in 0..8 {
            let depth = row * 16 + (self.travel >> 2 & 15);
            rect(
                0,
                HORIZON + depth * depth * PLAIN / (128 * 128),
                WIDTH,
                1,
                line,
            );
        }
    }

    fn draw_sun(&self, frame: i32) {
        let top = HORIZON - 2 * SUN + 12;
        for (y, &half) in (0..).zip(&self.sun[..2 * SUN as usize - 12]) {
            // Gaps rise through the lower half and narrow on the way.
            let gap = (y - SUN + 12) / 5;
            if (y + frame / 4) % 8 < gap {
                continue;
            }
            let color = color::rgb(255, (240 - y * 4).max(0) as u8, (y * 2 + 10) as u8);
            rect(
                WIDTH / 2 - i32::from(half),
                top + y,
                2 * i32::from(half),
                1,
                color,
            );
        }
    }
}

#[inline(never)]
fn rgb([red, green, blue]: [i32; 3]) -> u8 {
    color::rgb(red as u8, green as u8, blue as u8)
}

/// The screen colour of a shade, rounded up or down by an ordered pattern.
#[inline(never)]
fn dithered(shades: [i32; 3], x: i32, y: i32) -> u8 {
    static PATTERN: [[u8; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];
    let threshold = i32::from(PATTERN[(y & 3) as usize][(x & 3) as usize]);
    let [red, green, blue] = shades;
    rgb([
        (red + threshold * 2).min(255),
        (green + threshold * 2).min(255),
        (blue + threshold * 4).min(255),
    ])
}
