//! A sunset over a moving plain.

use badge_guest::{Canvas, HEIGHT, WIDTH, color, rect, wave};

/// The line between sky and plain.
const HORIZON: i32 = 76;
const PLAIN: i32 = HEIGHT - HORIZON;
const RIDGE: i32 = 128;
const RIDGE_HEIGHT: i32 = 16;
/// Radius of the sun, and its lines above the horizon.
const SUN: i32 = 29;
const SUN_LINES: i32 = 46;
const KEY: u8 = color::WHITE;
const THEMES: usize = 3;

struct Theme {
    /// Sky at the top and at the horizon, plain at the horizon and at the
    /// bottom; red, green, blue. At most 225, 225, 195, so that dithering
    /// stays within a byte.
    shades: [[u8; 3]; 4],
    /// The lines of the plain.
    line: u8,
    /// The hills.
    hill: u8,
}

static PALETTES: [Theme; THEMES] = [
    Theme {
        shades: [[24, 0, 70], [225, 60, 130], [20, 0, 30], [70, 0, 110]],
        line: color::rgb(255, 64, 200),
        hill: color::rgb(0, 0, 64),
    },
    Theme {
        shades: [[0, 12, 60], [40, 190, 195], [0, 18, 35], [0, 64, 124]],
        line: color::rgb(64, 255, 255),
        hill: color::rgb(0, 32, 64),
    },
    Theme {
        shades: [[30, 0, 30], [225, 150, 30], [25, 10, 0], [90, 36, 0]],
        line: color::rgb(255, 190, 40),
        hill: color::rgb(32, 0, 0),
    },
];

/// Half the width of the sun, line by line.
static HALF: [u8; SUN_LINES as usize] = half_widths();

const fn half_widths() -> [u8; SUN_LINES as usize] {
    let mut widths = [0; SUN_LINES as usize];
    let mut y = 0;
    while y < SUN_LINES {
        let from_centre = 2 * (y - SUN) + 1;
        let square = 4 * SUN * SUN - from_centre * from_centre;
        widths[y as usize] = (square as u32).isqrt() as u8 / 2;
        y += 1;
    }
    widths
}

pub(crate) struct Backdrop {
    theme: usize,
    /// Sixteenths of a pixel that the ridge has moved, and the plain.
    drift: i32,
    travel: i32,
    ridge: Canvas<{ RIDGE as usize }, { RIDGE_HEIGHT as usize }>,
    /// Sky and plain.
    scene: Canvas<{ WIDTH as usize }, { HEIGHT as usize }>,
}

impl Backdrop {
    pub(crate) const fn new() -> Self {
        Self { theme: 0, drift: 0, travel: 0, ridge: Canvas::new(0), scene: Canvas::new(0) }
    }

    pub(crate) fn next_theme(&mut self) {
        self.theme += 1;
        self.paint();
    }

    fn theme(&self) -> &'static Theme {
        &PALETTES[self.theme % THEMES]
    }

    /// Moves by one frame: `speed` towards the horizon, `turn` to the side.
    pub(crate) fn travel(&mut self, speed: i32, turn: i32) {
        self.travel += speed;
        self.drift += 4 + turn * 32;
    }

    /// Paints the pictures of the current theme.
    #[inline(never)]
    pub(crate) fn paint(&mut self) {
        let Theme { shades, line, hill } = self.theme();
        let [top, low, far, near] = shades;
        for (y, row) in (0..).zip(self.scene.rows_mut()) {
            let depth = y - HORIZON;
            let (from, to, part) =
                if depth < 0 { (top, low, y * y / 23) } else { (far, near, depth * 5) };
            // Four pixels, dithered, and then the same again.
            let mut pattern = PATTERN[(y & 3) as usize];
            for pixel in &mut pattern {
                let threshold = i32::from(*pixel);
                let shade = |channel: usize, gain: i32| {
                    let (from, to) = (i32::from(from[channel]), i32::from(to[channel]));
                    (from + (((to - from) * part) >> 8) + threshold * gain) as u8
                };
                *pixel = color::rgb(shade(0, 2), shade(1, 2), shade(2, 4));
            }
            for four in row.as_chunks_mut().0 {
                *four = pattern;
            }
            if depth >= 0 {
                // Lines run from a point above the middle of the horizon.
                for ray in -17..=17 {
                    let x = WIDTH / 2 + ray * (depth + 12) * 5 / 12;
                    if let Some(pixel) = row.get_mut(x as usize) {
                        *pixel = *line;
                    }
                }
            }
        }
        for x in 0..RIDGE {
            let mut height = 9 * 128;
            for (waves, reach) in [(1, 2), (3, 2), (13, 2), (29, 1)] {
                height += wave::sine((x * 2 * waves + waves * 7) as u8) * reach;
            }
            for (y, row) in (0..).zip(self.ridge.rows_mut()) {
                let color = match RIDGE_HEIGHT - (height >> 7) - y {
                    1.. => KEY,
                    0 => *line,
                    _ => *hill,
                };
                row[x as usize] = color;
            }
        }
    }

    #[inline(never)]
    pub(crate) fn draw(&self, frame: i32) {
        self.scene.show(0, 0, None);
        for star in 0..22 {
            let (x, y) = (star * 61 % WIDTH, star * star * 7 % 52);
            let glow = wave::sine((frame * (3 + star % 4) + star * 40) as u8);
            let color = if glow > 40 { color::WHITE } else { 0x92 };
            rect(x, y, 1, 1, color);
            if glow > 110 {
                rect(x - 1, y, 3, 1, color);
                rect(x, y - 1, 1, 3, color);
            }
        }
        draw_sun(frame);
        let offset = self.drift >> 4 & (RIDGE - 1);
        for tile in 0..3 {
            let x = tile * RIDGE - offset;
            self.ridge.show(x, HORIZON - RIDGE_HEIGHT, Some(KEY));
        }
        let line = self.theme().line;
        rect(0, HORIZON, WIDTH, 1, line);
        for row in 0..8 {
            let depth = row * 16 + (self.travel >> 2 & 15);
            let y = HORIZON + ((depth * depth * PLAIN) >> 14);
            rect(0, y, WIDTH, 1, line);
        }
    }
}

/// Thresholds of an ordered dither.
static PATTERN: [[u8; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];

fn draw_sun(frame: i32) {
    for (y, &half) in (0..).zip(&HALF) {
        // Gaps rise through the lower half and narrow on the way.
        let gap = (y - SUN + 12) / 5;
        if (y + frame / 4) % 8 < gap {
            continue;
        }
        let color = color::rgb(255, (240 - y * 4) as u8, (y * 2 + 10) as u8);
        let half = i32::from(half);
        let y = HORIZON - SUN_LINES + y;
        rect(WIDTH / 2 - half, y, 2 * half, 1, color);
    }
}
