//! The agenda.

use crate::input::Input;
use crate::lights::light;
use badge_guest::{HEIGHT, WIDTH, button, color, rect, text, tone};

const TALKS: i32 = 5;
/// From one talk to the next in pixels: two lines of text.
const PITCH: i32 = 2 * text::LINE;

static TIMES: &str = "09:30\n\n10:30\n\n12:00\n\n14:30\n\n17:00";
static TITLES: &str =
    "Second coffee\n\nFuel by the drop\n\nTiny allocators\n\nFerrets on stage\n\nBadge party";
/// What a talk is about.
static ABOUT: [&str; TALKS as usize] = [
    "Like the first, but stronger.",
    "What may a guest burn?",
    "How to live without one.",
    "Opinions on firmware.",
    "Swap stickers, go home.",
];

pub(crate) struct Agenda {
    chosen: i32,
    /// Bit per talk: marked with a star.
    starred: i32,
    /// Twice the position of the bar, which glides.
    bar: i32,
}

impl Agenda {
    pub(crate) const fn new() -> Self {
        Self {
            chosen: 0,
            starred: 0,
            bar: 0,
        }
    }

    #[inline(never)]
    pub(crate) fn frame(&mut self, frame: i32, input: Input) {
        self.chosen = (self.chosen + TALKS + input.step(button::UP, button::DOWN)) % TALKS;
        if input.pressed(button::A) {
            self.starred ^= 1 << self.chosen;
            badge_guest::log("star");
            tone(990, 60);
        }
        for stripe in 0..9 {
            let color = if stripe & 1 == 0 { 0x01 } else { 0x21 };
            rect(stripe * 20 - frame / 2 % 40, 0, 40, HEIGHT, color);
        }
        rect(0, 0, WIDTH, 16, color::rgb(255, 64, 128));
        text::draw(6, 4, 1, color::WHITE, "TINY CONF, day 2");
        self.bar += (self.chosen * 2 * PITCH - self.bar) / 3;
        rect(0, 19 + self.bar / 2, WIDTH, 17, color::rgb(96, 32, 192));
        text::draw(4, 24, 1, color::rgb(64, 255, 192), TIMES);
        text::draw(40, 24, 1, color::WHITE, TITLES);
        for talk in (0..TALKS).filter(|talk| self.starred >> talk & 1 != 0) {
            let color = if frame & 8 == 0 { 0xFC } else { 0xF0 };
            text::draw(151, 24 + talk * PITCH, 1, color, "*");
        }
        if let Some(about) = ABOUT.get(self.chosen as usize) {
            text::draw_centred(WIDTH / 2, 113, 1, color::rgb(255, 224, 64), about);
        }
        light(40, 20, self.starred | 1 << self.chosen);
    }
}
