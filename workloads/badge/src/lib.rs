//! A conference badge: name tag, agenda, code, sound and a game.
//!
//! Select turns the page, Start goes back to the name tag; what the other
//! buttons do is the page's own. A page left alone for 30 seconds gives way
//! to the name tag.
#![no_std]
#![forbid(unsafe_code)]

mod agenda;
mod backdrop;
mod code;
mod game;
mod input;
mod lights;
mod sound;
mod tag;

use agenda::Agenda;
use badge_guest::{HEIGHT, State, WIDTH, button, color, main, rect, tone};
use code::Code;
use game::Game;
use input::Input;
use sound::Sound;
use tag::Tag;

/// What the log says when a page opens.
static NAMES: [&str; 5] = ["name tag", "agenda", "code", "sound", "game"];
const PAGES: i32 = NAMES.len() as i32;
/// Frames without a button after which the name tag comes back.
const IDLE: i32 = 900;
/// Frames of the curtain that opens on a new page.
const CURTAIN: i32 = 10;

static BADGE: State<Badge> = State::new(Badge {
    frame: 0,
    idle: 0,
    page: 0,
    curtain: 0,
    held: 0,
    agenda: Agenda::new(),
    code: Code::new(),
    sound: Sound::new(),
    game: Game::new(),
    tag: Tag::new(),
});

struct Badge {
    frame: i32,
    idle: i32,
    page: i32,
    /// Frames for which the curtain is still moving.
    curtain: i32,
    /// The buttons of the frame before.
    held: u8,
    agenda: Agenda,
    code: Code,
    sound: Sound,
    game: Game,
    tag: Tag,
}

/// Paints the pictures of the name tag.
pub fn start() {
    BADGE.with(|badge| {
        badge.tag.paint();
        badge.open(0);
    });
}

/// Draws one frame of the current page.
pub fn update() {
    BADGE.with(Badge::frame);
}

main!(start, update);

impl Badge {
    #[inline(never)]
    fn frame(&mut self) {
        let input = Input::new(badge_guest::buttons(), self.held);
        self.held = input.held;
        self.idle = if input.held == 0 { self.idle + 1 } else { 0 };
        if input.pressed(button::SELECT) {
            self.open((self.page + 1) % PAGES);
        } else if self.page != 0 && (input.pressed(button::START) || self.idle >= IDLE) {
            self.open(0);
        }
        match self.page {
            0 => self.tag.frame(self.frame, input),
            1 => self.agenda.frame(self.frame, input),
            2 => self.code.frame(self.frame, input),
            3 => self.sound.frame(self.frame, input),
            _ => self.game.frame(self.frame, input),
        }
        self.draw_dots();
        self.draw_curtain();
        self.frame += 1;
    }

    #[inline(never)]
    fn open(&mut self, page: i32) {
        self.page = page;
        self.idle = 0;
        self.curtain = CURTAIN;
        if let Some(name) = NAMES.get(page as usize) {
            badge_guest::log(name);
        }
        tone(440 + 110 * page, 60);
    }

    /// One dot per page along the lower edge.
    fn draw_dots(&self) {
        for page in 0..PAGES {
            let grow = i32::from(page == self.page);
            let gray = color::rgb(128, 128, 128);
            let color = if grow == 0 { gray } else { color::WHITE };
            let x = WIDTH / 2 - 2 - (PAGES - 1) * 4 + page * 8;
            rect(x - grow, HEIGHT - 5, 4 + grow, 2 + grow, color);
        }
    }

    /// Two black halves that slide apart in stripes.
    fn draw_curtain(&mut self) {
        if self.curtain == 0 {
            return;
        }
        self.curtain -= 1;
        for stripe in 0..8 {
            let width = WIDTH / 2 * self.curtain / CURTAIN + stripe * 2 - 8;
            rect(0, stripe * 16, width, 16, color::BLACK);
            rect(WIDTH - width, stripe * 16, width, 16, color::BLACK);
        }
    }
}
