//! A snake that eats, grows, and must not bite itself. The best score outlives the
//! cartridge.
#![no_std]
#![forbid(unsafe_code)]

use badge_wasm4_guest::{
    Chance, Pad, SIZE, State, Tone, flag, load, main, oval, pad, rect, set_colors, set_palette,
    store, text,
};

/// Pixels of a cell.
const CELL: i32 = 8;
/// Cells of the field, below a line for the score.
const COLUMNS: u8 = 20;
const ROWS: u8 = 19;
const CELLS: usize = COLUMNS as usize * ROWS as usize;

/// Ticks from one step to the next, at first and at the fastest.
const SLOWEST: u32 = 12;
const FASTEST: u32 = 4;

/// An apple of 8 × 8 pixels, two bits each.
const APPLE: [u8; 16] = [
    0x00, 0x80, 0x02, 0x00, 0x15, 0x54, 0x55, 0x75, 0x55, 0xd5, 0x55, 0x55, 0x15, 0x54, 0x05, 0x50,
];

#[derive(Clone, Copy, PartialEq, Eq)]
struct Cell {
    x: u8,
    y: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    Up,
    Down,
    Left,
    Right,
}

impl Heading {
    fn opposite(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Title,
    Playing,
    Over,
}

struct Game {
    phase: Phase,
    ticks: u32,
    held: Pad,
    chance: Chance,
    /// A ring of cells from the tail to the head.
    body: [Cell; CELLS],
    tail: usize,
    length: usize,
    heading: Heading,
    /// Where the next step goes; the pad may change its mind until then.
    wish: Heading,
    apple: Cell,
    /// Steps for which the tail stays.
    growing: u32,
    best: u32,
}

static GAME: State<Game> = State::new(Game {
    phase: Phase::Title,
    ticks: 0,
    held: Pad(0),
    chance: Chance(0),
    body: [Cell { x: 0, y: 0 }; CELLS],
    tail: 0,
    length: 0,
    heading: Heading::Right,
    wish: Heading::Right,
    apple: Cell { x: 0, y: 0 },
    growing: 0,
    best: 0,
});

/// Reads the best score and begins.
pub fn start() {
    set_palette([0xf4_f1de, 0x81_b29a, 0xe0_7a5f, 0x3d_405b]);
    GAME.with(|game| {
        let mut stored = [0; 4];
        if load(&mut stored) == stored.len() {
            game.best = u32::from_le_bytes(stored);
        }
        game.chance = Chance(0x1234_5677);
        game.begin();
    });
}

/// One tick of the game.
pub fn update() {
    GAME.with(|game| {
        let now = pad();
        let pressed = now.pressed_since(game.held);
        game.held = now;
        game.ticks += 1;
        match game.phase {
            Phase::Title | Phase::Over if pressed.holds(Pad::X) => {
                game.chance.0 ^= game.ticks << 1;
                game.begin();
                game.phase = Phase::Playing;
            }
            Phase::Playing => game.play(pressed),
            _ => (),
        }
        game.draw();
    });
}

main!(start, update);

impl Game {
    fn begin(&mut self) {
        self.tail = 0;
        self.length = 4;
        for (x, cell) in (8..).zip(&mut self.body[..4]) {
            *cell = Cell { x, y: ROWS / 2 };
        }
        self.heading = Heading::Right;
        self.wish = Heading::Right;
        self.growing = 0;
        self.place_apple();
    }

    fn score(&self) -> u32 {
        (self.length as u32 + self.growing).saturating_sub(4)
    }

    fn cells(&self) -> impl Iterator<Item = Cell> + '_ {
        (0..self.length).map(|index| self.body[(self.tail + index) % CELLS])
    }

    fn head(&self) -> Cell {
        self.body[(self.tail + self.length - 1) % CELLS]
    }

    fn place_apple(&mut self) {
        // The snake is never so long that this takes noticeably long.
        loop {
            let x = self.chance.below(COLUMNS.into()) as u8;
            let y = self.chance.below(ROWS.into()) as u8;
            self.apple = Cell { x, y };
            if self.cells().all(|cell| cell != self.apple) {
                return;
            }
        }
    }

    fn play(&mut self, pressed: Pad) {
        for (button, heading) in [
            (Pad::UP, Heading::Up),
            (Pad::DOWN, Heading::Down),
            (Pad::LEFT, Heading::Left),
            (Pad::RIGHT, Heading::Right),
        ] {
            if pressed.holds(button) && heading != self.heading.opposite() {
                self.wish = heading;
            }
        }
        let pace = SLOWEST.saturating_sub(self.score() / 4).max(FASTEST);
        if !self.ticks.is_multiple_of(pace) {
            return;
        }
        self.heading = self.wish;
        let Cell { x, y } = self.head();
        let next = match self.heading {
            Heading::Up => Cell { x, y: (y + ROWS - 1) % ROWS },
            Heading::Down => Cell { x, y: (y + 1) % ROWS },
            Heading::Left => Cell { x: (x + COLUMNS - 1) % COLUMNS, y },
            Heading::Right => Cell { x: (x + 1) % COLUMNS, y },
        };
        if self.growing > 0 {
            self.growing -= 1;
        } else {
            self.tail = (self.tail + 1) % CELLS;
            self.length -= 1;
        }
        if self.cells().any(|cell| cell == next) || self.length + 1 == CELLS {
            self.end();
            return;
        }
        self.body[(self.tail + self.length) % CELLS] = next;
        self.length += 1;
        if next == self.apple {
            self.growing += 3;
            self.place_apple();
            let tone =
                Tone { from: 440, to: 880, sustain: 4, release: 6, level: 60, ..Tone::default() };
            tone.play();
        }
    }

    fn end(&mut self) {
        // The tail has moved on, or grown: the head stays where it was.
        self.phase = Phase::Over;
        Tone {
            from: 220,
            to: 55,
            sustain: 10,
            release: 30,
            level: 70,
            channel: 1,
            ..Tone::default()
        }
        .play();
        if self.score() > self.best {
            self.best = self.score();
            store(&self.best.to_le_bytes());
        }
    }

    fn draw(&self) {
        set_colors(0x2);
        rect(0, CELL, SIZE, SIZE - CELL);
        set_colors(0x4430);
        let place = |cell: Cell| (i32::from(cell.x) * CELL, i32::from(cell.y) * CELL + CELL);
        let (x, y) = place(self.apple);
        badge_wasm4_guest::blit(&APPLE, x, y, 8, 8, flag::TWO_BITS);
        for cell in self.cells() {
            let (x, y) = place(cell);
            set_colors(0x41);
            oval(x, y, CELL, CELL);
        }
        let (x, y) = place(self.head());
        set_colors(0x44);
        rect(x + 2, y + 2, 4, 4);
        set_colors(0x14);
        let mut line = *b"SCORE 0000 BEST 0000";
        digits(&mut line[6..10], self.score());
        digits(&mut line[16..], self.best);
        text(line, 0, 0);
        set_colors(0x41);
        match self.phase {
            Phase::Title => {
                text("S N A K E", 44, 60);
                text("press X", 52, 100);
            }
            Phase::Over => {
                text("ouch", 64, 60);
                text("X once more", 36, 100);
            }
            Phase::Playing => (),
        }
    }
}

/// Writes a number with leading zeros.
fn digits(into: &mut [u8], mut number: u32) {
    for digit in into.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}
