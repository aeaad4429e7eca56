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
mod sound;
mod tag;

use agenda::Agenda;
use backdrop::Backdrop;
use badge_guest::{HEIGHT, State, WIDTH, button, color, main, rect, tone};
use code::Code;
use game::Game;
use input::Input;
use sound::Sound;
use tag::Tag;

const PAGES: usize = 5;
/// What the log says when a page opens.
const NAMES: [&str; PAGES] = ["name tag", "agenda", "code", "sound", "game"];
/// Frames without a button after which the name tag comes back.
const IDLE: u32 = 900;
/// Frames of the curtain that opens on a new page.
const CURTAIN: i32 = 10;

static BADGE: State<Badge> = State::new(Badge {
    frame: 0,
    idle: 0,
    page: 0,
    curtain: 0,
    held: 0,
    backdrop: Backdrop::new(),
    tag: Tag::new(),
    agenda: Agenda::new(),
    code: Code::new(),
    sound: Sound::new(),
    game: Game::new(),
});

struct Badge {
    frame: u32,
    idle: u32,
    page: usize,
    /// Frames for which the curtain is still moving.
    curtain: i32,
    /// The buttons of the frame before.
    held: u8,
    backdrop: Backdrop,
    tag: Tag,
    agenda: Agenda,
    code: Code,
    sound: Sound,
    game: Game,
}

/// Paints the pictures that the pages show.
pub fn start() {
    BADGE.with(|badge| {
        badge.backdrop.paint();
        badge.tag.paint();
        badge.code.paint();
        badge.open(0);
    });
}

/// Draws one frame of the current page.
pub fn update() {
    BADGE.with(|badge| {
        let held = badge_guest::buttons();
        let input = Input::new(held, held & !badge.held);
        badge.held = held;
        badge.idle = if held == 0 { badge.idle + 1 } else { 0 };
        if input.pressed(button::SELECT) {
            badge.open((badge.page + 1) % PAGES);
        } else if badge.page != 0 && (input.pressed(button::START) || badge.idle >= IDLE) {
            badge.open(0);
        }
        match badge.page {
            0 => badge.tag.frame(badge.frame, input, &mut badge.backdrop),
            1 => badge.agenda.frame(badge.frame, input),
            2 => badge.code.frame(badge.frame, input),
            3 => badge.sound.frame(badge.frame, input),
            _ => badge.game.frame(badge.frame, input),
        }
        badge.dots();
        badge.draw_curtain();
        badge.frame += 1;
    });
}

main!(start, update);

impl Badge {
    #[inline(never)]
    fn open(&mut self, page: usize) {
        self.page = page;
        self.idle = 0;
        self.curtain = CURTAIN;
        badge_guest::log(NAMES[page]);
        tone(440 + 110 * page as i32, 60);
    }

    /// One dot per page along the lower edge.
    fn dots(&self) {
        for page in 0..PAGES {
            let x = WIDTH / 2 - 3 - (PAGES as i32 - 1) * 4 + page as i32 * 8;
            let (grow, color) = if page == self.page {
                (1, color::WHITE)
            } else {
                (0, color::rgb(128, 128, 128))
            };
            rect(x + 1 - grow, HEIGHT - 5, 4 + grow, 2 + grow, color);
        }
    }

    /// Two black halves that slide apart in stripes.
    fn draw_curtain(&mut self) {
        if self.curtain == 0 {
            return;
        }
        self.curtain -= 1;
        for stripe in 0..8 {
            let width = (WIDTH / 2 * self.curtain / CURTAIN + stripe * 2 - 8).max(0);
            rect(0, stripe * 16, width, 16, color::BLACK);
            rect(WIDTH - width, stripe * 16, width, 16, color::BLACK);
        }
    }
}
