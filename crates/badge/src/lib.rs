//! The badge as a guest sees it, and the hash chain that says whether two
//! runs showed the same. The definitions, to the letter, are in `README.md`.
//!
//! This crate reads no clock and knows no engine: real time comes from a
//! function that the runner puts into [`Badge::set_clock`].
#![no_std]
#![forbid(unsafe_code)]

mod chain;
pub mod colour;
mod events;
mod imports;
mod screen;

pub use chain::{Link, NoLink};
pub use imports::{Blit, Buttons, ClockMs, Led, Log, Millis, Random, Rect, Tone};
pub use screen::{HEIGHT, SCREEN_BYTES, Screen, WIDTH};

use core::num::NonZeroU32;
use events::Events;

/// Number of NeoPixels.
pub const LEDS: usize = 5;

/// Frames per second of the guest's clock (`millis`).
pub const FRAME_RATE: u64 = 30;

/// Seed of `random` when the workload names none: 2^32 divided by the golden
/// ratio.
pub const DEFAULT_SEED: NonZeroU32 = NonZeroU32::new(0x9E37_79B9).unwrap();

/// Bits of the button mask, in the order of the PyBadge's shift register.
pub mod button {
    /// B.
    pub const B: u8 = 1;
    /// A.
    pub const A: u8 = 1 << 1;
    /// Start.
    pub const START: u8 = 1 << 2;
    /// Select.
    pub const SELECT: u8 = 1 << 3;
    /// Right.
    pub const RIGHT: u8 = 1 << 4;
    /// Down.
    pub const DOWN: u8 = 1 << 5;
    /// Up.
    pub const UP: u8 = 1 << 6;
    /// Left.
    pub const LEFT: u8 = 1 << 7;
}

/// What `tone` asked for last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToneRequest {
    /// Frequency in hertz, at least 1.
    pub frequency: u32,
    /// Duration in milliseconds, at least 1.
    pub duration: u32,
}

/// State behind the imports.
#[derive(Debug)]
pub struct Badge {
    screen: &'static mut Screen,
    leds: [u32; LEDS],
    buttons: u8,
    millis: u32,
    random: u32,
    events: Events,
    tone: Option<ToneRequest>,
    nondeterministic: bool,
    clock: fn() -> u32,
    log: fn(&[u8]),
}

impl Badge {
    /// A badge with a black screen and dark LEDs.
    pub fn new(screen: &'static mut Screen, seed: NonZeroU32) -> Self {
        screen.clear();
        Self {
            screen,
            leds: [0; LEDS],
            buttons: 0,
            millis: 0,
            random: seed.get(),
            events: Events::new(),
            tone: None,
            nondeterministic: false,
            clock: || 0,
            log: |_| (),
        }
    }

    /// What `clock_ms` answers: real time in milliseconds since the run began.
    pub fn set_clock(&mut self, clock: fn() -> u32) {
        self.clock = clock;
    }

    /// Where the bytes of `log` go besides the hash, piece by piece.
    pub fn set_log(&mut self, log: fn(&[u8])) {
        self.log = log;
    }

    /// What the guest sees during `start`.
    pub fn enter_start(&mut self) {
        self.buttons = 0;
        self.millis = 0;
    }

    /// What the guest sees during `update` number `index`.
    pub fn enter_update(&mut self, index: u32, buttons: u8) {
        self.buttons = buttons;
        self.millis = (u64::from(index) * 1000 / FRAME_RATE) as u32;
    }

    /// Ends a call: the link that follows `previous`, whereupon the events of
    /// the call are forgotten. Call it with the clock stopped.
    pub fn link(&mut self, previous: Link) -> Link {
        let events = core::mem::replace(&mut self.events, Events::new());
        previous.next(self.screen, &self.leds, &events)
    }

    /// The screen.
    #[must_use]
    pub fn screen(&self) -> &Screen {
        self.screen
    }

    /// The NeoPixels, each 0x00RRGGBB.
    #[must_use]
    pub fn leds(&self) -> &[u32; LEDS] {
        &self.leds
    }

    /// The tone that sounds, if any; a speaker driver asks after each call.
    #[must_use]
    pub fn tone(&self) -> Option<ToneRequest> {
        self.tone
    }

    /// Whether the guest asked for real time.
    #[must_use]
    pub fn nondeterministic(&self) -> bool {
        self.nondeterministic
    }
}
