//! Meteors: steer with left and right, shoot with A.

mod pictures;

use crate::input::Input;
use crate::lights::{glow, light};
use badge_guest::{Decimal, HEIGHT, WIDTH, button, color, rect, text, tone};

const LIVES: i32 = 3;
const METEORS: usize = 7;
const SHOTS: usize = 3;
const STARS: i32 = 24;
const SHIP_Y: i32 = 106;
/// Frames for which a ship that was hit cannot be hit again.
const SHIELD: i32 = 24;
/// Frames of an explosion.
const BLAST: i32 = 10;

pub(crate) struct Game {
    score: i32,
    best: i32,
    /// 0 while nothing flies: before the first game and after each.
    lives: i32,
    /// The ship, in pixels from the left; 0 before the first game.
    ship: i32,
    shield: i32,
    blast: Blast,
    shots: [Shot; SHOTS],
    meteors: [Meteor; METEORS],
}

/// `x` in pixels, `y` and `speed` in sixteenths of a pixel.
struct Meteor {
    x: i32,
    y: i32,
    speed: i32,
    drift: i32,
}

/// A shot that is on its way while `y` is positive.
struct Shot {
    x: i32,
    y: i32,
}

struct Blast {
    x: i32,
    y: i32,
    age: i32,
}

impl Game {
    pub(crate) const fn new() -> Self {
        Self {
            score: 0,
            best: 0,
            lives: 0,
            ship: 0,
            shield: 0,
            blast: Blast { x: 0, y: 0, age: 0 },
            shots: [const { Shot { x: 0, y: 0 } }; SHOTS],
            meteors: [const { Meteor { x: 0, y: 0, speed: 0, drift: 0 } }; METEORS],
        }
    }

    #[inline(never)]
    pub(crate) fn frame(&mut self, frame: i32, input: Input) {
        self.blast.age -= i32::from(self.blast.age > 0);
        if self.lives > 0 {
            self.fly(input);
        } else if input.pressed(button::A) {
            self.begin();
        }
        self.draw(frame);
        let hue = if self.shield & 4 == 0 { 0 } else { 32 };
        light(hue, 0, (1 << self.lives) - 1);
    }

    fn begin(&mut self) {
        self.score = 0;
        self.lives = LIVES;
        self.ship = WIDTH / 2;
        self.shield = SHIELD;
        for (index, meteor) in (0..).zip(&mut self.meteors) {
            meteor.renew(self.ship, 0);
            meteor.y -= index * 280;
        }
        badge_guest::log("game start");
        tone(523, 100);
    }

    fn fly(&mut self, input: Input) {
        let steer = input.steer(button::LEFT, button::RIGHT) * 4;
        self.ship = (self.ship + steer).clamp(8, WIDTH - 8);
        self.shield -= i32::from(self.shield > 0);
        let mut fire = input.pressed(button::A);
        for shot in &mut self.shots {
            shot.y -= 6;
            if fire && shot.y <= 0 {
                fire = false;
                shot.x = self.ship;
                shot.y = SHIP_Y - 6;
                tone(1400, 30);
            }
        }
        for meteor in &mut self.meteors {
            meteor.y += meteor.speed;
            let y = meteor.y >> 4;
            if y & 3 == 0 {
                meteor.x += meteor.drift;
            }
            let mut gone = y > HEIGHT + 8;
            for shot in &mut self.shots {
                if shot.y > 0 && meteor.is_near(shot.x, shot.y, 8) {
                    shot.y = 0;
                    self.score += 1;
                    self.best = self.best.max(self.score);
                    self.blast.begin(meteor.x, y, 200);
                    gone = true;
                }
            }
            if self.shield == 0 && meteor.is_near(self.ship, SHIP_Y, 10) {
                self.blast.begin(self.ship, SHIP_Y, 90);
                self.shield = SHIELD;
                self.lives -= 1;
                if self.lives == 0 {
                    badge_guest::log("game over");
                }
                gone = true;
            }
            if gone {
                meteor.renew(self.ship, self.score);
            }
        }
    }

    fn draw(&self, frame: i32) {
        badge_guest::clear(color::BLACK);
        for star in 0..STARS {
            let near = star & 3;
            let y = (star * 29 + frame * (1 + near)) % HEIGHT;
            let gray = [0x49, 0x6E, 0x92, 0xDB][near as usize];
            rect(star * 67 % WIDTH, y, 1, 1 + near / 2, gray);
        }
        rect(0, 116, WIDTH, 6, 0x20);
        rect(0, 121, WIDTH, 9, 0x41);
        for meteor in self.meteors.iter().filter(|meteor| meteor.speed > 0) {
            meteor.draw();
        }
        for shot in &self.shots {
            let height = if shot.y > 0 { 6 } else { 0 };
            rect(shot.x - 1, shot.y - 3, 2, height, color::rgb(64, 255, 255));
        }
        self.blast.draw();
        text::draw(4, 3, 1, color::WHITE, Decimal::padded(self.score as u32, 3));
        text::draw(52, 3, 1, 0xB6, "best");
        text::draw(80, 3, 1, 0xB6, Decimal::padded(self.best as u32, 3));
        for life in 0..self.lives {
            pictures::SHIP.draw_centred(150 - life * 13, 7);
        }
        if self.lives > 0 {
            if self.shield & 2 == 0 {
                rect(self.ship - 1, SHIP_Y + 5, 2, 3 + (frame & 3), 0xF4);
                pictures::SHIP.draw_centred(self.ship, SHIP_Y);
            }
            return;
        }
        let over = self.ship > 0;
        let title = if over { "GAME OVER" } else { "METEORS" };
        text::draw_centred(WIDTH / 2 + 1, 45, 2, 0x49, title);
        let hue = if over { frame & 7 } else { frame * 2 };
        text::draw_centred(WIDTH / 2, 44, 2, glow(hue, 255), title);
        if frame & 16 == 0 {
            text::draw_centred(WIDTH / 2, 72, 1, color::WHITE, "press A");
        }
        pictures::SHIP.draw_centred(WIDTH / 2, 95);
    }
}

impl Meteor {
    /// Puts the meteor above the screen, faster the higher the score.
    #[inline(never)]
    fn renew(&mut self, ship: i32, score: i32) {
        let random = badge_guest::random() as i32;
        self.x = 8 + (random >> 1 & 0xFF) * (WIDTH - 16) / 256;
        self.y = -160;
        self.speed = 24 + (random >> 16 & 15) + score.min(40);
        self.drift = (random >> 20 & 3) - 1;
        if random & 1 == 0 {
            // Every other one is aimed at the ship.
            self.x = ship;
            self.drift = 0;
        }
    }

    #[inline(never)]
    fn is_near(&self, x: i32, y: i32, reach: i32) -> bool {
        (self.x - x).abs() < reach && ((self.y >> 4) - y).abs() < reach
    }

    fn draw(&self) {
        let y = self.y >> 4;
        rect(self.x - 1, y - 10, 2, 5, color::rgb(96, 32, 0));
        let picture = if self.speed & 1 == 0 { &pictures::ROCK } else { &pictures::EMBER };
        picture.draw_centred(self.x, y);
    }
}

impl Blast {
    #[inline(never)]
    fn begin(&mut self, x: i32, y: i32, frequency: i32) {
        self.x = x;
        self.y = y;
        self.age = BLAST;
        tone(frequency, 150);
    }

    /// A ring of eight sparks that grows.
    fn draw(&self) {
        if self.age == 0 {
            return;
        }
        let color = if self.age > 5 { 0xFD } else { 0xF0 };
        for spark in 0..8 {
            let at = |turn: i32| badge_guest::wave::sine((spark * 32 + turn) as u8);
            let reach = BLAST - self.age;
            let (dx, dy) = (at(64) * reach / 64, at(0) * reach / 64);
            rect(self.x + dx - 1, self.y + dy - 1, 3, 3, color);
        }
    }
}
