//! Hundreds of `rect` and `blit` per frame: 96 stars, 128 balls, 160 sparks.
#![no_std]
#![forbid(unsafe_code)]

use badge_guest::{Canvas, HEIGHT, State, WIDTH, button, color, main, rect, wave};

const STARS: usize = 96;
const BALLS: usize = 128;
const SPARKS: usize = 160;
const HUES: usize = 8;
/// Sizes of a ball in pixels, far to near.
const SIZES: [i32; 3] = [5, 7, 9];
/// Black is transparent in the pictures of balls.
const KEY: u8 = color::BLACK;

static SCENE: State<Scene> = State::new(Scene {
    frame: 0,
    buttons: 0,
    balls: [const { [const { Canvas::new(KEY) }; HUES] }; SIZES.len()],
    stars: [const { Star { x: 0, y: 0, speed: 0 } }; STARS],
    sparks: [const { Spark { x: 0, y: 0, dx: 0, dy: 0 } }; SPARKS],
});

struct Scene {
    frame: i32,
    /// The buttons of the frame before.
    buttons: u8,
    balls: [[Canvas<9, 9>; HUES]; SIZES.len()],
    stars: [Star; STARS],
    sparks: [Spark; SPARKS],
}

/// A star drifts to the left; `x` in sixteenths of a pixel.
struct Star {
    x: i32,
    y: i32,
    speed: i32,
}

/// A spark flies and bounces; all in sixteenths of a pixel.
struct Spark {
    x: i32,
    y: i32,
    dx: i32,
    dy: i32,
}

/// Paints the balls and places everything.
pub fn start() {
    SCENE.with(|scene| {
        for (size, balls) in SIZES.into_iter().zip(&mut scene.balls) {
            for (hue, ball) in (0..).zip(balls) {
                paint_ball(ball, size, hue);
            }
        }
        for star in &mut scene.stars {
            let random = badge_guest::random() as i32;
            star.x = (random & 0xFFF) % (WIDTH * 16);
            star.y = (random >> 12 & 0x7F) % HEIGHT;
            star.speed = 4 + (random >> 20 & 0x1F);
        }
        scene.burst(WIDTH * 8, HEIGHT * 8);
    });
}

/// Draws one frame; A bursts the sparks from the centre, B stops the spirals.
pub fn update() {
    SCENE.with(|scene| {
        let buttons = badge_guest::buttons();
        if buttons & !scene.buttons & button::A != 0 {
            scene.burst(WIDTH * 8, HEIGHT * 8);
        }
        scene.buttons = buttons;
        if buttons & button::B == 0 {
            scene.frame += 1;
        }
        scene.draw();
    });
}

main!(start, update);

impl Scene {
    /// Throws all sparks from one point, given in sixteenths of a pixel.
    fn burst(&mut self, x: i32, y: i32) {
        for spark in &mut self.sparks {
            let random = badge_guest::random() as i32;
            *spark = Spark { x, y, dx: (random & 0x7F) - 64, dy: (random >> 8 & 0x7F) - 96 };
        }
    }

    fn draw(&mut self) {
        for (band, color) in (0..).zip([0x00, 0x00, 0x01, 0x01, 0x01, 0x21, 0x22, 0x42]) {
            rect(0, band * 16, WIDTH, 16, color);
        }
        for star in &mut self.stars {
            star.x -= star.speed;
            if star.x < 0 {
                star.x += WIDTH * 16;
            }
            let bright = if star.speed > 24 { 0xFF } else { 0x92 };
            rect(star.x >> 4, star.y, 1 + (star.speed >> 4), 1, bright);
        }
        for (index, spark) in (0_u8..).zip(&mut self.sparks) {
            spark.step();
            let size = 1 + i32::from(index & 1);
            let color = color::of_led(color::hue(index, 255));
            rect(spark.x >> 4, spark.y >> 4, size, size, color);
        }
        self.draw_balls(Half::Far);
        self.draw_balls(Half::Near);
    }

    /// Draws the balls of two intertwined spirals that turn around the middle axis.
    fn draw_balls(&self, half: Half) {
        for index in 0..BALLS as i32 {
            let strand = index & 1;
            let angle = (index * 5 + self.frame * 4 + strand * 128) as u8;
            let depth = wave::sine(angle.wrapping_add(64));
            if (depth < 0) != matches!(half, Half::Far) {
                continue;
            }
            let sway = wave::sine((index * 2 + self.frame * 3) as u8) * 20 / 127;
            let x = 8 + index * 9 / 8;
            let y = HEIGHT / 2 + wave::sine(angle) * 36 / 127 + sway;
            let size = ((depth + 127) * 3 / 255) as usize;
            let hue = ((index >> 3) + self.frame / 8 + strand * 4) as usize % HUES;
            self.balls[size][hue].show(x - 4, y - 4, Some(KEY));
        }
    }
}

enum Half {
    Far,
    Near,
}

impl Spark {
    /// Falls by one frame and bounces off the four walls, losing some speed.
    fn step(&mut self) {
        self.dy += 2;
        self.x += self.dx;
        self.y += self.dy;
        let (right, bottom) = ((WIDTH - 2) * 16, (HEIGHT - 2) * 16);
        if self.x < 0 || self.x > right {
            self.x = self.x.clamp(0, right);
            self.dx = -self.dx;
        }
        if self.y < 0 || self.y > bottom {
            self.y = self.y.clamp(0, bottom);
            self.dy = -self.dy * 15 / 16;
        }
    }
}

/// A ball lit from the upper left, `size` pixels wide, in the middle of its picture.
fn paint_ball(ball: &mut Canvas<9, 9>, size: i32, hue: u8) {
    for y in -4..=4 {
        for x in -4..=4 {
            if (x * x + y * y) * 4 > size * size {
                continue;
            }
            let light = 255 - 24 * (x + y + size / 2).clamp(0, 8);
            let lit = color::of_led(color::hue(hue * 24, light as u8));
            let glint = x + y < -size / 2 && x * y > 0;
            let pixel = if glint { color::WHITE } else { lit };
            // A dark shade may come out as the key; the darkest grey is not it.
            ball.set(4 + x, 4 + y, if pixel == KEY { 0x24 } else { pixel });
        }
    }
}
