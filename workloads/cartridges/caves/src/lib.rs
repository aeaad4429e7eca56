//! A cave that grows anew for each journey. Dig, gather every gem before the lamp
//! goes out, and mind the bats.
#![no_std]
#![forbid(unsafe_code)]

use badge_wasm4_guest::{
    Chance, Pad, SIZE, State, Tone, blit, flag, main, pad, rect, set_colors, set_palette, text,
};

/// Tiles of the map, each way.
const MAP: i32 = 64;
const TILES: usize = (MAP * MAP) as usize;
/// Pixels of a tile.
const TILE: i32 = 8;
const GEMS: usize = 12;
const BATS: usize = 10;
/// Ticks of light at the beginning, and what a gem adds.
const LIGHT: u32 = 60 * 60;
const GEM_LIGHT: u32 = 60 * 8;
/// Ticks that a stroke of the pick takes.
const STROKE: u32 = 10;

/// Sprites of 8 × 8 pixels.
const MINER: [u8; 8] = [0x3c, 0x7e, 0x5a, 0x7e, 0x3c, 0x7e, 0x5a, 0x24];
const BAT: [[u8; 8]; 2] = [
    [0x00, 0x81, 0xc3, 0xe7, 0xff, 0x5a, 0x18, 0x00],
    [0x00, 0x18, 0x5a, 0xff, 0xe7, 0xc3, 0x81, 0x00],
];
const GEM: [u8; 8] = [0x00, 0x18, 0x3c, 0x7e, 0xff, 0x7e, 0x3c, 0x18];
/// Rock of three kinds, two bits a pixel.
const ROCK: [[u8; 16]; 3] = [
    [
        0x55, 0x55, 0x59, 0x95, 0x55, 0x55, 0x56, 0x59, 0x55, 0x55, 0x65, 0x55, 0x55, 0x65, 0x55,
        0x55,
    ],
    [
        0x55, 0x55, 0x55, 0x65, 0x65, 0x55, 0x55, 0x55, 0x55, 0x96, 0x55, 0x55, 0x59, 0x55, 0x55,
        0x56,
    ],
    [
        0xaa, 0xaa, 0xa6, 0x6a, 0xaa, 0xaa, 0x9a, 0xa6, 0xaa, 0xaa, 0xa9, 0x9a, 0xaa, 0xaa, 0xaa,
        0xaa,
    ],
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tile {
    Floor,
    Rock,
    /// The border, which no pick breaks.
    Stone,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Place {
    x: i32,
    y: i32,
}

#[derive(Clone, Copy, Default)]
struct Bat {
    at: Place,
    dx: i32,
    dy: i32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Title,
    Digging,
    Won,
    Dark,
}

struct Game {
    phase: Phase,
    ticks: u32,
    held: Pad,
    chance: Chance,
    tiles: [Tile; TILES],
    /// The map while it is being grown.
    next: [Tile; TILES],
    /// In pixels, the upper left corner.
    miner: Place,
    facing_left: bool,
    stroke: u32,
    gems: [Option<Place>; GEMS],
    bats: [Bat; BATS],
    light: u32,
}

static GAME: State<Game> = State::new(Game {
    phase: Phase::Title,
    ticks: 0,
    held: Pad(0),
    chance: Chance(0),
    tiles: [Tile::Floor; TILES],
    next: [Tile::Floor; TILES],
    miner: Place { x: 0, y: 0 },
    facing_left: false,
    stroke: 0,
    gems: [None; GEMS],
    bats: [Bat { at: Place { x: 0, y: 0 }, dx: 0, dy: 0 }; BATS],
    light: 0,
});

/// Grows the first cave.
pub fn start() {
    set_palette([0x1b_1725, 0x4e_3d42, 0xc9_9b5f, 0xf5_e9bf]);
    GAME.with(|game| {
        game.chance = Chance(0x0bad_cafe);
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
        if game.phase == Phase::Digging {
            game.dig(now);
        } else if pressed.holds(Pad::X) {
            game.chance.0 ^= game.ticks << 1;
            game.begin();
            game.phase = Phase::Digging;
        }
        game.draw();
    });
}

main!(start, update);

fn index(x: i32, y: i32) -> Option<usize> {
    let inside = (0..MAP).contains(&x) && (0..MAP).contains(&y);
    inside.then_some((y * MAP + x) as usize)
}

impl Game {
    fn tile(&self, x: i32, y: i32) -> Tile {
        index(x, y).map_or(Tile::Stone, |at| self.tiles[at])
    }

    fn begin(&mut self) {
        self.grow();
        self.light = LIGHT;
        self.stroke = 0;
        let at = self.somewhere();
        self.miner = Place { x: at.x * TILE, y: at.y * TILE };
        for index in 0..GEMS {
            let at = self.somewhere();
            self.gems[index] = Some(Place { x: at.x * TILE, y: at.y * TILE });
        }
        for index in 0..BATS {
            let at = self.somewhere();
            let dx = if self.chance.below(2) == 0 { 1 } else { -1 };
            let dy = if self.chance.below(2) == 0 { 1 } else { -1 };
            self.bats[index] = Bat { at: Place { x: at.x * TILE, y: at.y * TILE }, dx, dy };
        }
    }

    /// Noise that is smoothed until it is caves: a tile becomes rock among five of
    /// nine.
    fn grow(&mut self) {
        for at in 0..TILES {
            let (x, y) = (at as i32 % MAP, at as i32 / MAP);
            let border = x == 0 || y == 0 || x == MAP - 1 || y == MAP - 1;
            let rock = self.chance.below(100) < 46;
            self.tiles[at] = match (border, rock) {
                (true, _) => Tile::Stone,
                (false, true) => Tile::Rock,
                (false, false) => Tile::Floor,
            };
        }
        for _ in 0..4 {
            for at in 0..TILES {
                let (x, y) = (at as i32 % MAP, at as i32 / MAP);
                let mut solid = 0;
                for dy in -1..=1 {
                    for dx in -1..=1 {
                        solid += u32::from(self.tile(x + dx, y + dy) != Tile::Floor);
                    }
                }
                self.next[at] = match self.tiles[at] {
                    Tile::Stone => Tile::Stone,
                    _ if solid >= 5 => Tile::Rock,
                    _ => Tile::Floor,
                };
            }
            self.tiles = self.next;
        }
    }

    /// A tile of floor, far from the border.
    fn somewhere(&mut self) -> Place {
        loop {
            let x = 2 + self.chance.below(MAP as u32 - 4) as i32;
            let y = 2 + self.chance.below(MAP as u32 - 4) as i32;
            if self.tile(x, y) == Tile::Floor {
                return Place { x, y };
            }
        }
    }

    /// The first solid tile that a miner or bat there would touch.
    fn touched(&self, at: Place) -> Option<(i32, i32)> {
        let corners = [(1, 1), (TILE - 2, 1), (1, TILE - 2), (TILE - 2, TILE - 2)];
        corners
            .map(|(dx, dy)| ((at.x + dx).div_euclid(TILE), (at.y + dy).div_euclid(TILE)))
            .into_iter()
            .find(|(x, y)| self.tile(*x, *y) != Tile::Floor)
    }

    fn dig(&mut self, pad: Pad) {
        self.light = self.light.saturating_sub(1);
        let dx = i32::from(pad.holds(Pad::RIGHT)) - i32::from(pad.holds(Pad::LEFT));
        let dy = i32::from(pad.holds(Pad::DOWN)) - i32::from(pad.holds(Pad::UP));
        if dx != 0 {
            self.facing_left = dx < 0;
        }
        let mut blocked = None;
        for (dx, dy) in [(dx, 0), (0, dy)] {
            let next = Place { x: self.miner.x + dx, y: self.miner.y + dy };
            match self.touched(next) {
                None => self.miner = next,
                Some(tile) if (dx, dy) != (0, 0) => blocked = Some(tile),
                Some(_) => (),
            }
        }
        match blocked.filter(|_| pad.holds(Pad::X)) {
            Some((x, y)) if self.tile(x, y) == Tile::Rock => {
                self.stroke += 1;
                if self.stroke >= STROKE {
                    self.stroke = 0;
                    if let Some(at) = index(x, y) {
                        self.tiles[at] = Tile::Floor;
                    }
                    Tone {
                        from: 180,
                        sustain: 3,
                        release: 5,
                        level: 50,
                        channel: 3,
                        ..Tone::default()
                    }
                    .play();
                }
            }
            _ => self.stroke = 0,
        }
        self.gather();
        self.fly();
        if self.gems.iter().all(Option::is_none) {
            self.phase = Phase::Won;
        } else if self.light == 0 {
            self.phase = Phase::Dark;
        }
    }

    fn gather(&mut self) {
        for gem in &mut self.gems {
            let taken = gem.filter(|at| meet(*at, self.miner));
            if taken.is_some() {
                *gem = None;
                self.light += GEM_LIGHT;
                Tone { from: 660, to: 990, sustain: 6, release: 10, level: 60, ..Tone::default() }
                    .play();
            }
        }
    }

    fn fly(&mut self) {
        for index in 0..BATS {
            let Bat { at, mut dx, mut dy } = self.bats[index];
            let next = Place { x: at.x + dx, y: at.y + dy };
            let moved = match self.touched(next) {
                None => next,
                Some(_) => {
                    // Around the corner, or back.
                    if self.touched(Place { x: at.x + dx, y: at.y }).is_some() {
                        dx = -dx;
                    }
                    if self.touched(Place { x: at.x, y: at.y + dy }).is_some() {
                        dy = -dy;
                    }
                    at
                }
            };
            self.bats[index] = Bat { at: moved, dx, dy };
            if meet(moved, self.miner) && self.ticks.is_multiple_of(4) {
                self.light = self.light.saturating_sub(30);
                Tone { from: 200, to: 90, sustain: 4, level: 50, channel: 1, ..Tone::default() }
                    .play();
            }
        }
    }

    fn draw(&self) {
        let view = Place {
            x: (self.miner.x + TILE / 2 - SIZE / 2).clamp(0, MAP * TILE - SIZE),
            y: (self.miner.y + TILE / 2 - SIZE / 2).clamp(0, MAP * TILE - SIZE),
        };
        for row in view.y / TILE..=(view.y + SIZE - 1) / TILE {
            for column in view.x / TILE..=(view.x + SIZE - 1) / TILE {
                let (x, y) = (column * TILE - view.x, row * TILE - view.y);
                let picture = match self.tile(column, row) {
                    Tile::Floor => continue,
                    Tile::Rock => &ROCK[((column * 7 + row * 13) % 2) as usize],
                    Tile::Stone => &ROCK[2],
                };
                set_colors(0x4321);
                blit(picture, x, y, 8, 8, flag::TWO_BITS);
            }
        }
        let place = |at: Place| (at.x - view.x, at.y - view.y);
        set_colors(0x40);
        for at in self.gems.iter().flatten() {
            let (x, y) = place(*at);
            blit(&GEM, x, y, 8, 8, 0);
        }
        set_colors(0x30);
        for bat in &self.bats {
            let (x, y) = place(bat.at);
            blit(&BAT[(self.ticks / 8 % 2) as usize], x, y, 8, 8, 0);
        }
        set_colors(0x40);
        let (x, y) = place(self.miner);
        let flip = if self.facing_left { flag::FLIP_X } else { 0 };
        let lean = if self.stroke % 6 > 2 { flag::ROTATE } else { 0 };
        blit(&MINER, x, y, 8, 8, flip | lean);
        self.draw_light();
        self.draw_words();
    }

    /// A bar of what is left, and a frame of darkness that closes in.
    fn draw_light(&self) {
        let width = (self.light * 60 / LIGHT).min(158) as i32;
        set_colors(0x44);
        rect(1, 1, width, 3);
        let dark = 40 - (self.light.min(40 * 60) / 60) as i32;
        set_colors(0x11);
        rect(0, 6, dark, SIZE);
        rect(SIZE - dark, 6, dark, SIZE);
        rect(0, 6, SIZE, dark);
        rect(0, SIZE - dark, SIZE, dark);
    }

    fn draw_words(&self) {
        set_colors(0x14);
        match self.phase {
            Phase::Title => {
                text("C A V E S", 44, 56);
                text("X digs, find all", 16, 92);
                text("twelve gems", 36, 104);
            }
            Phase::Won => text("all gems found!", 20, 72),
            Phase::Dark => text("the lamp went out", 12, 72),
            Phase::Digging => {
                let left = self.gems.iter().flatten().count() as u8;
                let mut words = *b"00 GEMS";
                words[0] = b'0' + left / 10;
                words[1] = b'0' + left % 10;
                text(words, 100, 8);
            }
        }
    }
}

/// Whether two pictures of a tile's size overlap by more than their corners.
fn meet(a: Place, b: Place) -> bool {
    (a.x - b.x).abs() < TILE - 2 && (a.y - b.y).abs() < TILE - 2
}
