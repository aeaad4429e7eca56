//! The agenda.

use crate::input::Input;
use crate::lights::light;
use badge_guest::{HEIGHT, WIDTH, button, color, rect, text, tone};

const TALKS: i32 = 5;
/// From one talk to the next in pixels: two lines of text.
const PITCH: i32 = 2 * text::LINE;

/// Runs along below the list.
const NEWS: &str = "Bring a cup. Swap stickers. Blink responsibly.";

struct Day {
    header: &'static str,
    times: &'static str,
    titles: &'static str,
}

static DAYS: [Day; 2] = [
    Day {
        header: "TINY CONF         day 1",
        times: "09:00\n\n10:00\n\n11:30\n\n14:00\n\n16:00",
        titles: "Doors and coffee\n\nWasm in 192 KB\n\nTraps explained\n\n\
                 Solder circle\n\nLightning talks",
    },
    Day {
        header: "TINY CONF         day 2",
        times: "09:30\n\n10:30\n\n12:00\n\n14:30\n\n17:00",
        titles: "Second coffee\n\nFuel by the drop\n\nTiny allocators\n\n\
                 Ferrets on stage\n\nBadge party",
    },
];

pub(crate) struct Agenda {
    day: usize,
    chosen: i32,
    /// Bit per talk of each day: marked with a star.
    starred: [i32; 2],
    /// Twice the position of the bar, which glides.
    bar: i32,
}

impl Agenda {
    pub(crate) const fn new() -> Self {
        Self { day: 0, chosen: 0, starred: [0; 2], bar: 0 }
    }

    #[inline(never)]
    pub(crate) fn frame(&mut self, frame: i32, input: Input) {
        let step = input.step(button::UP, button::DOWN);
        self.chosen = (self.chosen + TALKS + step) % TALKS;
        if input.pressed(button::LEFT | button::RIGHT) {
            self.day ^= 1;
            tone(660, 30);
        }
        let day = &DAYS[self.day & 1];
        let starred = &mut self.starred[self.day & 1];
        if input.pressed(button::A) {
            *starred ^= 1 << self.chosen;
            badge_guest::log("star");
            tone(990, 60);
        }
        for stripe in 0..9 {
            let color = if stripe & 1 == 0 { 0x01 } else { 0x21 };
            rect(stripe * 20 - frame / 2 % 40, 0, 40, HEIGHT, color);
        }
        rect(0, 0, WIDTH, 16, color::rgb(255, 64, 128));
        text::draw(6, 4, 1, color::WHITE, day.header);
        self.bar += (self.chosen * 2 * PITCH - self.bar) / 3;
        rect(0, 19 + self.bar / 2, WIDTH, 17, color::rgb(96, 32, 192));
        text::draw(4, 24, 1, color::rgb(64, 255, 192), day.times);
        text::draw(40, 24, 1, color::WHITE, day.titles);
        for talk in (0..TALKS).filter(|talk| *starred >> talk & 1 != 0) {
            let color = if frame & 8 == 0 { 0xFC } else { 0xF0 };
            text::draw(151, 24 + talk * PITCH, 1, color, "*");
        }
        let x = WIDTH - frame * 2 % (WIDTH + text::width(1, NEWS));
        text::draw(x, 113, 1, color::rgb(255, 224, 64), NEWS);
        light(40, 20, *starred | 1 << self.chosen);
    }
}
