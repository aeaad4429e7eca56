//! Meteors: steer with left and right, shoot with A.

mod pictures;

use crate::input::Input;
use badge_guest::{Decimal, HEIGHT, WIDTH, button, color, led, rect, text, tone};
use pictures::Picture;

const LIVES: u32 = 3;
const METEORS: usize = 7;
const SHOTS: usize = 3;
const STARS: i32 = 24;
const SHIP_Y: i32 = 106;
/// Frames for which a ship that was hit cannot be hit again.
const SHIELD: u32 = 24;
/// Frames of an explosion.
const BLAST: u32 = 10;

pub(crate) struct Game {
    state: Stage,
    score: u32,
    best: u32,
    lives: u32,
    ship: i32,
    shield: u32,
    meteors: [Meteor; METEORS],
    shots: [Shot; SHOTS],
    blast: Blast,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Title,
    Flying,
    Over,
}

/// `x` in pixels, `y` and `speed` in sixteenths of a pixel.
#[derive(Clone, Copy)]
struct Meteor {
    x: i32,
    y: i32,
    speed: i32,
    drift: i32,
}

/// A shot that is on its way while `y` is positive.
#[derive(Clone, Copy)]
struct Shot {
    x: i32,
    y: i32,
}

struct Blast {
    x: i32,
    y: i32,
    age: u32,
}

impl Game {
    pub(crate) const fn new() -> Self {
        Self {
            state: Stage::Title,
            score: 0,
            best: 0,
            lives: 0,
            ship: 0,
            shield: 0,
            meteors: [Meteor {
                x: 0,
                y: 0,
                speed: 0,
                drift: 0,
            }; METEORS],
            shots: [Shot { x: 0, y: 0 }; SHOTS],
            blast: Blast { x: 0, y: 0, age: 0 },
        }
    }

    pub(crate) fn frame(&mut self, frame: u32, input: Input) {
        match self.state {
            Stage::Flying => self.fly(input),
            _ if input.pressed(button::A) => self.begin(),
            _ => {}
        }
        self.draw(frame);
        for index in 0..5 {
            let lit = self.state == Stage::Flying && index < self.lives;
            let level = if self.shield & 4 != 0 { 255 } else { 64 };
            led(
                index as i32,
                if lit { level << 16 } else { self.blast.age * 8 },
            );
        }
    }

    fn begin(&mut self) {
        self.state = Stage::Flying;
        self.score = 0;
        self.lives = LIVES;
        self.ship = WIDTH / 2;
        self.shield = SHIELD;
        self.shots = [Shot { x: 0, y: 0 }; SHOTS];
        for index in 0..METEORS {
            self.meteors[index] = self.meteor();
            self.meteors[index].y -= index as i32 * 280;
        }
        badge_guest::log("game start");
        tone(523, 100);
    }

    /// A meteor above the screen, faster the higher the score.
    fn meteor(&self) -> Meteor {
        let random = badge_guest::random() as i32;
        Meteor {
            // Every other one is aimed at the ship.
            x: if random & 1 == 0 {
                self.ship
            } else {
                8 + (random & 0xFFFF) % (WIDTH - 16)
            },
            y: -160,
            speed: 24 + (random >> 16 & 15) + self.score.min(40) as i32,
            drift: (random >> 20 & 3) - 1,
        }
    }

    fn fly(&mut self, input: Input) {
        let steer = i32::from(input.held(button::RIGHT)) - i32::from(input.held(button::LEFT));
        self.ship = (self.ship + steer * 4).clamp(8, WIDTH - 8);
        if (input.pressed(button::A) || input.pressed(button::B) || input.pressed(button::UP))
            && let Some(free) = self.shots.iter_mut().find(|shot| shot.y <= 0)
        {
            *free = Shot {
                x: self.ship,
                y: SHIP_Y - 6,
            };
            tone(1400, 30);
        }
        for shot in &mut self.shots {
            shot.y -= 6;
        }
        self.shield = self.shield.saturating_sub(1);
        self.blast.age = self.blast.age.saturating_sub(1);
        for index in 0..METEORS {
            self.move_meteor(index);
        }
    }

    fn move_meteor(&mut self, index: usize) {
        let mut meteor = self.meteors[index];
        meteor.y += meteor.speed;
        let y = meteor.y >> 4;
        if y & 3 == 0 {
            meteor.x = (meteor.x + meteor.drift).clamp(6, WIDTH - 6);
        }
        let near =
            |x: i32, at: i32, reach: i32| (meteor.x - x).abs() < reach && (y - at).abs() < reach;
        if let Some(shot) = self
            .shots
            .iter_mut()
            .find(|shot| shot.y > 0 && near(shot.x, shot.y, 8))
        {
            shot.y = 0;
            self.score += 1;
            self.best = self.best.max(self.score);
            self.explode(meteor.x, y, 200);
            meteor = self.meteor();
        } else if self.shield == 0 && near(self.ship, SHIP_Y, 10) {
            self.explode(self.ship, SHIP_Y, 90);
            self.shield = SHIELD;
            self.lives -= 1;
            if self.lives == 0 {
                self.state = Stage::Over;
                badge_guest::log("game over");
            }
            meteor = self.meteor();
        } else if y > HEIGHT + 8 {
            meteor = self.meteor();
        }
        self.meteors[index] = meteor;
    }

    fn explode(&mut self, x: i32, y: i32, frequency: i32) {
        self.blast = Blast { x, y, age: BLAST };
        tone(frequency, 150);
    }

    fn draw(&self, frame: u32) {
        badge_guest::clear(color::BLACK);
        for star in 0..STARS {
            let near = star & 3;
            let y = (star * 29 + frame as i32 * (1 + near)) % HEIGHT;
            let gray = 64 + near as u8 * 48;
            rect(
                star * 67 % WIDTH,
                y,
                1,
                1 + near / 2,
                color::rgb(gray, gray, gray | 63),
            );
        }
        for step in 0..4 {
            rect(
                0,
                116 + step * 3,
                WIDTH,
                3,
                [0x20, 0x40, 0x41, 0x61][step as usize],
            );
        }
        if self.state != Stage::Title {
            self.draw_flight(frame);
        }
        text::draw(4, 3, 1, color::WHITE, Decimal::padded(self.score, 3));
        text::draw(52, 3, 1, color::rgb(160, 160, 192), "best");
        text::draw(
            80,
            3,
            1,
            color::rgb(160, 160, 192),
            Decimal::padded(self.best, 3),
        );
        for life in 0..self.lives as i32 {
            pictures::HEART.draw_centred(150 - life * 10, 6);
        }
        let (title, hue) = match self.state {
            Stage::Flying => return,
            Stage::Title => ("METEORS", (frame * 2) as u8),
            Stage::Over => ("GAME OVER", (frame & 7) as u8),
        };
        text::draw_centred(WIDTH / 2 + 1, 45, 2, color::rgb(64, 64, 96), title);
        text::draw_centred(WIDTH / 2, 44, 2, color::of_led(color::hue(hue, 255)), title);
        if frame & 16 == 0 {
            text::draw_centred(WIDTH / 2, 72, 1, color::WHITE, "press A");
        }
        pictures::SHIP.draw_centred(WIDTH / 2, 95);
    }

    fn draw_flight(&self, frame: u32) {
        for meteor in &self.meteors {
            let picture: &Picture = if meteor.speed & 1 == 0 {
                &pictures::ROCK
            } else {
                &pictures::EMBER
            };
            rect(
                meteor.x - 1,
                (meteor.y >> 4) - 10,
                2,
                5,
                color::rgb(96, 32, 0),
            );
            picture.draw_centred(meteor.x, meteor.y >> 4);
        }
        for shot in self.shots.iter().filter(|shot| shot.y > 0) {
            rect(shot.x - 1, shot.y - 3, 2, 6, color::rgb(64, 255, 255));
        }
        if self.state == Stage::Flying && self.shield & 2 == 0 {
            let flame = 3 + (frame & 3) as i32;
            rect(self.ship - 1, SHIP_Y + 5, 2, flame, color::rgb(255, 160, 0));
            pictures::SHIP.draw_centred(self.ship, SHIP_Y);
        }
        let Blast { x, y, age } = self.blast;
        if age > 0 {
            let reach = (BLAST - age) as i32 * 2;
            for (dx, dy) in [
                (-2, -1),
                (-1, -2),
                (1, -2),
                (2, -1),
                (2, 1),
                (1, 2),
                (-1, 2),
                (-2, 1),
            ] {
                let color = if age > 5 { 0xFD } else { 0xF0 };
                rect(x + dx * reach / 2, y + dy * reach / 2, 3, 3, color);
            }
        }
    }
}
