//! The pass play: thirty frames a second, a person's buttons, and the way out.

use super::device::Device;
use super::screens;
use crate::menu::Chord;
use crate::schedule::Job;
use badge::{Badge, FRAME_RATE};
use pybadge_board::CORE_HZ;

const FRAME_CYCLES: u64 = CORE_HZ as u64 / FRAME_RATE;

/// When the next frame is due, and what is pressed.
pub(super) struct Pace {
    due: u64,
    buttons: u8,
    chord: Chord,
}

impl Pace {
    pub(super) fn new(device: &Device) -> Self {
        Self { due: device.board.cycles.now() + FRAME_CYCLES, buttons: 0, chord: Chord::default() }
    }

    /// What the guest sees.
    pub(super) fn buttons(&self) -> u8 {
        self.buttons
    }

    /// Waits until the next frame is due, and lets the person leave.
    pub(super) fn wait(&mut self, device: &mut Device, badge: &Badge, job: Job) {
        let now = device.board.cycles.now();
        if now >= self.due {
            // Too slow for thirty frames a second: as fast as it goes.
            self.due = now;
        }
        while device.board.cycles.now() < self.due {}
        self.due += FRAME_CYCLES;
        self.buttons = device.board.buttons.read();
        if let Some(command) = device.board.serial.read() {
            screens::obey(device, command);
        }
        if self.chord.held(self.buttons) {
            device.quiet();
            screens::pause(device, job);
            self.chord = Chord::default();
            self.buttons = 0;
            device.show(badge);
            self.due = device.board.cycles.now() + FRAME_CYCLES;
        }
    }
}
