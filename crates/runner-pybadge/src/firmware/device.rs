//! The board, and what of it a run uses.

use super::marks::Mark;
#[cfg(not(feature = "console"))]
use badge::Badge;
use badge::{LEDS, ToneRequest};
use badge_protocol::Reply;
use core::fmt::{self, Write};
use cortex_m::register::basepri;
use pybadge_bsp::display::Edge;
use pybadge_bsp::{Board, Serial};

/// The board, and what it shows at the moment.
pub(super) struct Device {
    pub(super) board: Board,
    leds: [u32; LEDS],
    tone: Option<ToneRequest>,
    /// Buttons that have been down since before the pass began.
    held: u8,
}

/// Writes to the serial ports; waits where there is no room.
struct Out<'s>(&'s mut Serial);

impl Write for Out<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write_all(text.as_bytes());
        Ok(())
    }
}

impl Device {
    pub(super) fn new(mut board: Board) -> Self {
        let held = board.buttons.read();
        board.display.observe(|edge| match edge {
            Edge::Begins => Mark::PRESENT.enter(),
            Edge::Ends => Mark::PRESENT.leave(),
        });
        Self { board, leds: [0; LEDS], tone: None, held }
    }

    /// Writes a line of a transcript.
    pub(super) fn reply(&mut self, reply: &Reply<'_>) {
        let mut out = Out(&mut self.board.serial);
        // `Out` has no errors.
        let _: fmt::Result = reply.write(&mut out).and_then(|()| out.write_char('\n'));
    }

    /// Writes a line for people; readers of transcripts skip it.
    pub(super) fn remark(&mut self, text: fmt::Arguments<'_>) {
        let mut out = Out(&mut self.board.serial);
        // `Out` has no errors.
        let _: fmt::Result = writeln!(out, "# {text}");
    }

    /// Holds back every interrupt but the watch's.
    #[inline]
    pub(super) fn hold_interrupts(&mut self) {
        // SAFETY: raising the mask to the second level (SAMD51 has three bits)
        // holds interrupts back, it lets none in.
        unsafe { basepri::write(1 << 5) };
    }

    /// Lets all interrupts in.
    #[inline]
    pub(super) fn release_interrupts(&mut self) {
        // SAFETY: nobody but `hold_interrupts` relies on the mask, and this
        // ends what it began.
        unsafe { basepri::write(0) };
    }

    /// Whether a button went down.
    pub(super) fn key_pressed(&mut self) -> bool {
        let now = self.board.buttons.read();
        let fresh = now & !self.held;
        self.held &= now;
        fresh != 0
    }

    /// Shows a frame, while the guest goes on; lights and sound where they
    /// changed.
    #[cfg(not(feature = "console"))]
    pub(super) fn show(&mut self, badge: &Badge) {
        self.present(badge);
        if *badge.leds() != self.leds {
            self.leds = *badge.leds();
            self.board.neopixels.write(&dimmed(&self.leds));
        }
        let tone = badge.tone();
        if tone != self.tone {
            self.tone = tone;
            match tone {
                Some(tone) => self.board.speaker.tone(tone.frequency, tone.duration),
                None => self.board.speaker.silence(),
            }
        }
    }

    #[cfg(not(any(feature = "one-screen", feature = "console")))]
    fn present(&mut self, badge: &Badge) {
        self.board.display.present_copy(&badge.screen().0);
    }

    /// The guest waits for the wire, because it draws on what is being sent.
    #[cfg(all(feature = "one-screen", not(feature = "console")))]
    fn present(&mut self, badge: &Badge) {
        Mark::PRESENT.enter();
        self.board.display.draw_now(&badge.screen().0);
        Mark::PRESENT.leave();
    }

    /// Dark and silent.
    pub(super) fn quiet(&mut self) {
        self.board.speaker.silence();
        self.tone = None;
        if self.leds != [0; LEDS] {
            self.leds = [0; LEDS];
            self.board.neopixels.write(&self.leds);
        }
    }
}

/// An eighth of the light: at full power the LEDs blind a person who holds the
/// badge, and draw 300 mA.
#[cfg(not(feature = "console"))]
fn dimmed(leds: &[u32; LEDS]) -> [u32; LEDS] {
    leds.map(|led| led >> 3 & 0x001F_1F1F)
}
