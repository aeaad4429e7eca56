//! A plotter of functions: waves, surfaces and curves in double precision, with a
//! grid, numbers at the axes, and a cursor that reads values off. It is the large
//! one: transcendental functions, and floating point written as text.
#![no_std]
#![forbid(unsafe_code)]

use badge_wasm4_guest::{
    Pad, SIZE, State, Tone, hline, line, main, oval, pad, rect, set_colors, set_palette, text,
    vline,
};
use core::fmt::{self, Write};

/// A function of place and time.
struct Formula {
    name: &'static str,
    of: fn(f64, f64) -> f64,
}

const FORMULAS: [Formula; 12] = [
    Formula { name: "sin(x + t)", of: |x, t| libm::sin(x + t) },
    Formula { name: "sin(x) cos(2x - t)", of: |x, t| libm::sin(x) * libm::cos(2.0 * x - t) },
    Formula {
        name: "exp(-x*x) * sin(9x - 3t)",
        of: |x, t| libm::exp(-x * x) * libm::sin(9.0 * x - 3.0 * t),
    },
    Formula { name: "tanh(x) + sin(t)", of: |x, t| libm::tanh(x) + libm::sin(t) },
    Formula {
        name: "log(|x| + 1) * cos(t)",
        of: |x, t| libm::log(libm::fabs(x) + 1.0) * libm::cos(t),
    },
    Formula { name: "atan2(sin(x), cos(t))", of: |x, t| libm::atan2(libm::sin(x), libm::cos(t)) },
    Formula { name: "sqrt(|x|) * sin(t)", of: |x, t| libm::sqrt(libm::fabs(x)) * libm::sin(t) },
    Formula { name: "gamma(x), 0 < x < 5", of: |x, _| libm::tgamma(x.clamp(0.2, 5.0)) / 4.0 },
    Formula { name: "erf(x - sin(t))", of: |x, t| libm::erf(x - libm::sin(t)) },
    Formula { name: "J0(4x + t)", of: |x, t| libm::j0(4.0 * x + t) },
    Formula {
        name: "pow(|x|, 1 + |sin t|)",
        of: |x, t| libm::pow(libm::fabs(x), 1.0 + libm::fabs(libm::sin(t))) - 1.0,
    },
    Formula {
        name: "cbrt(x) cos(x * sin t)",
        of: |x, t| libm::cbrt(x) * libm::cos(x * libm::sin(t)),
    },
];

/// How it is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Curve,
    Polar,
    Surface,
}

struct Plotter {
    ticks: u32,
    held: Pad,
    formula: usize,
    style: Style,
    /// Middle of the picture, and units that it is wide.
    x: f64,
    y: f64,
    width: f64,
    cursor: i32,
}

static PLOTTER: State<Plotter> = State::new(Plotter {
    ticks: 0,
    held: Pad(0),
    formula: 0,
    style: Style::Curve,
    x: 0.0,
    y: 0.0,
    width: 0.0,
    cursor: 0,
});

/// Chooses colours and the part of the plane.
pub fn start() {
    set_palette([0xfd_fcf5, 0xd8_e2dc, 0xe5_6b6f, 0x35_5070]);
    PLOTTER.with(|plotter| {
        plotter.width = 8.0;
        plotter.cursor = SIZE / 2;
    });
}

/// One tick: pads, then the graph.
pub fn update() {
    PLOTTER.with(|plotter| {
        plotter.ticks += 1;
        plotter.handle(pad());
        plotter.draw();
    });
}

main!(start, update);

impl Plotter {
    fn time(&self) -> f64 {
        f64::from(self.ticks) / 60.0
    }

    fn value(&self, x: f64) -> f64 {
        (FORMULAS[self.formula].of)(x, self.time())
    }

    fn handle(&mut self, now: Pad) {
        let pressed = now.pressed_since(self.held);
        self.held = now;
        if pressed.holds(Pad::X) {
            self.formula = (self.formula + 1) % FORMULAS.len();
            Tone { from: 520, sustain: 2, release: 4, level: 30, channel: 2, ..Tone::default() }
                .play();
        }
        if pressed.holds(Pad::Z) {
            self.style = match self.style {
                Style::Curve => Style::Polar,
                Style::Polar => Style::Surface,
                Style::Surface => Style::Curve,
            };
        }
        if now.holds(Pad::UP) {
            self.width = (self.width * 0.98).max(0.5);
        }
        if now.holds(Pad::DOWN) {
            self.width = (self.width * 1.02).min(60.0);
        }
        let step = i32::from(now.holds(Pad::RIGHT)) - i32::from(now.holds(Pad::LEFT));
        self.cursor += step;
        if !(0..SIZE).contains(&self.cursor) {
            self.cursor = self.cursor.clamp(0, SIZE - 1);
            self.x += f64::from(step) * self.width / f64::from(SIZE);
        }
    }

    fn column(&self, x: f64) -> i32 {
        ((x - self.x) / self.width * f64::from(SIZE)) as i32 + SIZE / 2
    }

    fn row(&self, y: f64) -> i32 {
        SIZE / 2 - ((y - self.y) / self.width * f64::from(SIZE)) as i32
    }

    fn place(&self, column: i32) -> f64 {
        self.x + (f64::from(column) + 0.5 - f64::from(SIZE / 2)) * self.width / f64::from(SIZE)
    }

    fn draw(&self) {
        match self.style {
            Style::Curve => self.draw_curve(),
            Style::Polar => self.draw_polar(),
            Style::Surface => self.draw_surface(),
        }
        set_colors(0x14);
        let mut words = Words::default();
        // `Words` has no errors; what does not fit is left out.
        let _: fmt::Result = write!(words, "{}", FORMULAS[self.formula].name);
        text(words.bytes(), 0, 0);
    }

    fn draw_curve(&self) {
        self.draw_grid();
        set_colors(0x3);
        let mut before = None;
        for column in 0..SIZE {
            let row = self.row(self.value(self.place(column))).clamp(-SIZE, 2 * SIZE);
            if let Some(before) = before {
                line(column - 1, before, column, row);
            }
            before = Some(row);
        }
        let x = self.place(self.cursor);
        let y = self.value(x);
        set_colors(0x2);
        vline(self.cursor, 8, SIZE - 16);
        set_colors(0x44);
        oval(self.cursor - 2, self.row(y) - 2, 5, 5);
        set_colors(0x14);
        let mut words = Words::default();
        let _: fmt::Result = write!(words, "x{x:+.3} y{y:+.3}");
        text(words.bytes(), 0, SIZE - 8);
    }

    /// Lines at whole steps of a power of ten, and their numbers.
    fn draw_grid(&self) {
        let step = libm::pow(10.0, libm::floor(libm::log10(self.width / 2.0)));
        let first = libm::floor((self.x - self.width / 2.0) / step) as i32;
        let count = (self.width / step) as i32 + 2;
        for index in first..first + count {
            let at = f64::from(index) * step;
            set_colors(if index == 0 { 0x4 } else { 0x2 });
            vline(self.column(at), 8, SIZE - 16);
            hline(0, self.row(at), SIZE);
            set_colors(0x4);
            let mut words = Words::default();
            let _: fmt::Result = write!(words, "{at}");
            if count < 8 || index % 4 == 0 {
                text(words.bytes(), self.column(at) + 1, self.row(0.0) + 2);
            }
        }
    }

    fn draw_polar(&self) {
        set_colors(0x20);
        for radius in [20, 40, 60] {
            oval(SIZE / 2 - radius, SIZE / 2 - radius, 2 * radius, 2 * radius);
        }
        set_colors(0x3);
        let mut before = None;
        for index in 0..=180 {
            let turn = f64::from(index) * core::f64::consts::PI / 90.0;
            let radius = 30.0 + 26.0 * self.value(turn - core::f64::consts::PI).clamp(-1.5, 1.5);
            let x = SIZE / 2 + (radius * libm::cos(turn)) as i32;
            let y = SIZE / 2 - (radius * libm::sin(turn)) as i32;
            if let Some((px, py)) = before {
                line(px, py, x, y);
            }
            before = Some((x, y));
        }
    }

    /// Rows from the back to the front, each hiding what lies behind it.
    fn draw_surface(&self) {
        let turn = self.time() / 4.0;
        let (sine, cosine) = libm::sincos(turn);
        for row in 0..18 {
            let depth = f64::from(row) / 17.0 * 2.0 - 1.0;
            let mut before = None;
            for index in 0..=32 {
                let across = f64::from(index) / 16.0 - 1.0;
                let (x, z) = (across * cosine - depth * sine, across * sine + depth * cosine);
                let radius = libm::hypot(x, z) * self.width / 2.0;
                let height = self.value(radius).clamp(-2.0, 2.0);
                let column = SIZE / 2 + (across * (56.0 + 12.0 * depth)) as i32;
                let line_at = 84 + (depth * 40.0 - height * 18.0) as i32;
                if let Some((px, py)) = before {
                    set_colors(0x1);
                    rect(px, py, column - px + 1, 10);
                    set_colors(if row % 4 == 0 { 0x3 } else { 0x4 });
                    line(px, py, column, line_at);
                }
                before = Some((column, line_at));
            }
        }
    }
}

/// A line of text of limited length.
#[derive(Default)]
struct Words {
    bytes: [u8; 32],
    len: usize,
}

impl Words {
    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

impl Write for Words {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            if let Some(place) = self.bytes.get_mut(self.len) {
                *place = byte;
                self.len += 1;
            }
        }
        Ok(())
    }
}
