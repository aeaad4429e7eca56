//! What the display shows of every frame, and the buttons pressed meanwhile.

use super::marks::Stage;
use super::run::{Bounds, Event, HZ, Watch, Watcher};
use pybadge_emulator::{Badge, Image};

/// Takes what the display shows of one run of an image.
#[derive(Debug)]
pub struct Camera {
    /// The run whose frames are taken.
    run: usize,
    /// Buttons of a person who plays, and after how many frames to stop.
    play: Option<(Vec<(u32, u8)>, usize)>,
    /// The pictures in order.
    pub shown: Vec<Image>,
}

/// How long a guest may be played: as many frames take half the time at 30 a
/// second.
#[must_use]
pub fn play_bounds(frames: u32) -> Bounds {
    Bounds { instructions: u64::MAX, silence: 30 * HZ, cycles: (u64::from(frames) / 15 + 30) * HZ }
}

impl Camera {
    /// Takes the frames of the pass show, which stands behind measure.
    #[must_use]
    pub fn showing() -> Self {
        Self { run: 1, play: None, shown: Vec::new() }
    }

    /// Plays, with these buttons (frame and mask), so many frames.
    #[must_use]
    pub fn playing(keys: Vec<(u32, u8)>, frames: u32) -> Self {
        Self { run: 0, play: Some((keys, frames as usize)), ..Self::showing() }
    }

    fn press(&self, frame: usize, badge: &mut Badge) {
        if let Some((keys, _)) = &self.play {
            let mut before = keys.iter().rev();
            let held = before.find(|(from, _)| *from as usize <= frame);
            let mask = held.map_or(0, |(_, mask)| *mask);
            // The shift register has the first button in its highest bit.
            badge.set_buttons(mask.reverse_bits());
        }
    }
}

impl Watcher for Camera {
    fn event(&mut self, event: Event, badge: &mut Badge) -> Watch {
        match event {
            Event::Enter(Stage::Run, ..) => self.press(0, badge),
            Event::Leave(Stage::Update, _, frame) => self.press(frame + 1, badge),
            Event::Leave(Stage::Present, run, _) if run == self.run => {
                self.shown.push(badge.screen());
                if matches!(&self.play, Some((_, frames)) if self.shown.len() >= *frames) {
                    return Watch::Enough;
                }
            }
            _ => (),
        }
        Watch::On
    }
}
