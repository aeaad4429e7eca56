//! The badge's time beside that of a person.

use crate::RATE;
use crate::front::Front;
use crate::speaker::Speaker;
use anyhow::{Result, bail};
use pybadge_board::CORE_HZ;
use pybadge_emulator::{Badge, Boot, Limits, Reset, Stop};
use std::thread;
use std::time::{Duration, Instant};

/// Where the badge is seen and its buttons are pressed.
pub trait Face {
    /// Shows the front, and says which buttons are held (bits as in
    /// [`badge::button`]); `None` when the person leaves.
    ///
    /// # Errors
    ///
    /// When it cannot be shown.
    fn turn(&mut self, front: &Front) -> Result<Option<u8>>;
}

/// Cycles of the badge between two pictures.
const TURN: u64 = CORE_HZ as u64 / RATE as u64;

/// Runs an image in real time until the person leaves.
///
/// # Errors
///
/// When the badge's bootloader does not take the image, the firmware ends for good,
/// or the face fails.
pub fn play(uf2: &[u8], face: &mut dyn Face) -> Result<()> {
    let mut badge = Badge::new();
    badge.load_uf2(uf2)?;
    boot(&mut badge, Reset::Power)?;
    let mut speaker = Speaker::open();
    let mut next = Instant::now();
    while let Some(buttons) = face.turn(&Front::of(&badge))? {
        // The shift register has the first button in its highest bit.
        badge.set_buttons(buttons.reverse_bits());
        let from = badge.cycles();
        while badge.cycles() < from + TURN {
            match badge.run(Limits::cycles(from + TURN - badge.cycles())) {
                Stop::Limit | Stop::Stimulus => (),
                // Each pass of the firmware ends in a reset.
                Stop::Reset => boot(&mut badge, Reset::Software)?,
                stop => bail!("the badge stopped: {stop}"),
            }
        }
        // Nobody reads these here, and they would grow.
        badge.take_serial();
        badge.take_stimuli();
        let samples = badge.take_samples();
        if let Some(speaker) = &mut speaker {
            speaker.say(from, TURN, &samples);
        }
        next += Duration::from_secs(1) / RATE;
        match next.checked_duration_since(Instant::now()) {
            Some(early) => thread::sleep(early),
            // What was lost is not caught up with.
            None => next = Instant::now(),
        }
    }
    Ok(())
}

fn boot(badge: &mut Badge, reset: Reset) -> Result<()> {
    match badge.reset(reset) {
        Boot::Application => Ok(()),
        boot => bail!("the bootloader does not start the image: {boot:?}"),
    }
}
