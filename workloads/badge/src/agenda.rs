//! The agenda of two days.

use crate::input::Input;
use badge_guest::{Decimal, WIDTH, button, color, led, rect, text, tone};

const TALKS: usize = 5;

struct Talk {
    hour: u8,
    minute: u8,
    title: &'static str,
    about: &'static str,
}

const fn talk(hour: u8, minute: u8, title: &'static str, about: &'static str) -> Talk {
    Talk {
        hour,
        minute,
        title,
        about,
    }
}

static DAYS: [[Talk; TALKS]; 2] = [
    [
        talk(9, 0, "Doors and coffee", "Bring a cup. Bring a badge."),
        talk(
            10,
            0,
            "Wasm in 192 KB",
            "What fits, what does not, and why.",
        ),
        talk(11, 30, "Traps explained", "Every way a guest can end."),
        talk(14, 0, "Solder circle", "Blinking things for beginners."),
        talk(16, 0, "Lightning talks", "Five minutes, no slides."),
    ],
    [
        talk(9, 30, "Second coffee", "Like the first, but stronger."),
        talk(
            10,
            30,
            "Fuel by the drop",
            "Counting what a guest may burn.",
        ),
        talk(12, 0, "Tiny allocators", "Or how to live without one."),
        talk(
            14,
            30,
            "Ferrets on stage",
            "They have opinions on firmware.",
        ),
        talk(17, 0, "Badge party", "Dance, swap stickers, go home."),
    ],
];

pub(crate) struct Agenda {
    day: usize,
    chosen: usize,
    /// Bit per talk: marked with a star.
    starred: [u8; 2],
    /// Frame since which the current talk has been chosen.
    since: u32,
    /// Twice the position of the bar, which glides.
    bar: i32,
}

impl Agenda {
    pub(crate) const fn new() -> Self {
        Self {
            day: 0,
            chosen: 0,
            starred: [0; 2],
            since: 0,
            bar: 0,
        }
    }

    pub(crate) fn frame(&mut self, frame: u32, input: Input) {
        let step = input.step(button::UP, button::DOWN);
        let day = input.step(button::LEFT, button::RIGHT);
        if step != 0 || day != 0 {
            self.chosen = (self.chosen as i32 + step).rem_euclid(TALKS as i32) as usize;
            self.day = (self.day as i32 + day).rem_euclid(2) as usize;
            self.since = frame;
            tone(660, 30);
        }
        if input.pressed(button::A) {
            self.starred[self.day] ^= 1 << self.chosen;
            badge_guest::log("star");
            tone(990, 60);
        }
        if input.pressed(button::B) {
            self.starred = [0; 2];
            tone(220, 90);
        }
        self.draw(frame);
        for index in 0..TALKS {
            let on = self.starred[self.day] >> index & 1 != 0;
            let chosen = if index == self.chosen { 0x10 } else { 0 };
            led(index as i32, if on { 0x60_4000 } else { 0 } | chosen);
        }
    }

    fn draw(&mut self, frame: u32) {
        for stripe in 0..9 {
            let x = stripe * 20 - (frame / 2 % 20) as i32;
            let color = if stripe % 2 == (frame / 40 % 2) as i32 {
                0x01
            } else {
                0x21
            };
            rect(x, 0, 20, 128, color);
        }
        rect(0, 0, WIDTH, 16, color::rgb(255, 64, 128));
        text::draw(6, 4, 1, color::WHITE, "TINY CONF");
        text::draw(118, 4, 1, color::WHITE, "day");
        text::draw(142, 4, 1, color::WHITE, Decimal::new(self.day as u32 + 1));

        self.bar += (self.chosen as i32 * 36 - self.bar) / 3;
        rect(0, 19 + self.bar / 2, WIDTH, 17, color::rgb(96, 32, 192));
        for (index, talk) in (0..).zip(&DAYS[self.day]) {
            let y = 24 + index * 18;
            let chosen = index == self.chosen as i32;
            let paint = if chosen {
                color::WHITE
            } else {
                color::rgb(160, 160, 192)
            };
            let x = text::draw(
                4,
                y,
                1,
                color::rgb(64, 255, 192),
                Decimal::padded(talk.hour.into(), 2),
            );
            rect(x + 1, y + 2, 1, 1, paint);
            rect(x + 1, y + 5, 1, 1, paint);
            text::draw(
                x + 4,
                y,
                1,
                color::rgb(64, 255, 192),
                Decimal::padded(talk.minute.into(), 2),
            );
            text::draw(40, y, 1, paint, talk.title);
            if self.starred[self.day] >> index & 1 != 0 {
                draw_star(151, y, frame);
            }
        }
        // What the chosen talk is about runs along below the list.
        let about = DAYS[self.day][self.chosen].about;
        let span = text::width(1, about) + WIDTH;
        let x = WIDTH - ((frame - self.since) as i32 * 2 + 100) % span;
        text::draw(x, 112, 1, color::rgb(255, 224, 64), about);
    }
}

fn draw_star(x: i32, y: i32, frame: u32) {
    let color = if frame & 8 == 0 { 0xFC } else { 0xF0 };
    rect(x + 2, y, 1, 7, color);
    rect(x, y + 2, 5, 2, color);
    rect(x + 1, y + 4, 3, 1, color);
}
