//! Cartridges on the badge.

use super::font::{Supply, font};
use super::pads::Held;
use super::pictures::Pictures;
use super::play::{Played, Session};
use crate::guest::Module;
use crate::halt::Halt;
use crate::plan::Cell;
use crate::progress::announced;
use crate::pybadge::emulated::{self, Bounds, HZ, Job, Stage, emulate, verdict};
use crate::pybadge::image::APPLICATION;
use crate::pybadge::request::{Cartridges, Manner, SHOW_FRAMES};
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_protocol::payload::{Pass, Passes};
use badge_records::Sha256;
use pybadge_board::frames_per_second;
use serde::{Deserialize, Serialize};
use std::fs;

/// How long a cartridge may run: two minutes of the badge's time, in which one that
/// anybody would play makes 420 updates many times over.
const BOUNDS: Bounds = Bounds { instructions: 20_000_000_000, silence: 30 * HZ, cycles: 120 * HZ };

/// What the badge tells of a cartridge besides times.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// With the display and as fast as it goes.
    pub frames_per_second: Option<f64>,
    /// Exact instructions of all updates.
    #[serde(default)]
    pub instructions: u64,
    /// Most heap in use.
    pub heap_bytes: u64,
    /// Heap that was never in use.
    pub heap_left_bytes: u64,
    /// Flash behind the image.
    pub flash_left_bytes: u64,
}

/// Measured and shown, nobody plays.
#[must_use]
pub fn console_manner(ticks: u32) -> Manner {
    Manner {
        frames: ticks,
        show_frames: ticks.min(SHOW_FRAMES),
        passes: Passes::NONE.with(Pass::Measure).with(Pass::Show),
        plays_after_check: false,
    }
}

/// What an image with these cartridges holds besides its firmware.
///
/// # Errors
///
/// When the font that was found cannot be read.
pub fn cartridges<'c>(
    workspace: &Workspace,
    modules: &'c [Module],
    pads: Vec<(u32, u8)>,
) -> Result<Cartridges<'c>> {
    let supply = announced("looking for the console's font", || font(workspace));
    Ok(Cartridges { modules, pads, font: font_bytes(&supply)? })
}

/// The font for an image; empty where the firmware's own glyphs must do.
///
/// # Errors
///
/// When the file cannot be read.
pub fn font_bytes(supply: &Supply) -> Result<Vec<u8>> {
    let read = |file| fs::read(file).with_context(|| format!("cannot read {file:?}"));
    supply.file().map_or(Ok(Vec::new()), read)
}

/// What the first player holds: a badge has one gamepad.
#[must_use]
pub fn first_player(held: &[Held]) -> Vec<(u32, u8)> {
    held.iter().map(|(tick, pads)| (*tick, pads[0])).collect()
}

/// The heap of the RAM plan that the firmware tells when it is switched on.
fn heap_bytes(remark: &str) -> Option<u64> {
    let (_, rest) = remark.split_once(" heap ")?;
    rest.split_whitespace().next()?.parse().ok()
}

/// A cartridge in an image for one config.
#[derive(Debug)]
pub struct OnBadge<'c> {
    job: Job<'c>,
}

impl<'c> OnBadge<'c> {
    /// Builds the firmware and makes the image.
    ///
    /// # Errors
    ///
    /// What the runtime is to blame for is a row.
    pub fn ready(
        bench: &mut Workbench<'_>,
        badge: &mut emulated::Session<'_>,
        cell: Cell<'c>,
        cart: &Module,
        session: &Session,
        font: &[u8],
    ) -> Result<Self, Halt> {
        let cartridges = Cartridges {
            modules: std::slice::from_ref(cart),
            pads: first_player(&session.pads),
            font: font.to_vec(),
        };
        let job = badge.console(bench, cell, &cartridges, console_manner(session.ticks))?;
        Ok(Self { job })
    }

    /// Hash of the image, from which everything follows.
    #[must_use]
    pub fn hash(&self) -> Sha256 {
        self.job.made.image.sha256
    }

    /// Plays on the emulated badge.
    ///
    /// # Errors
    ///
    /// When the image is not started.
    pub fn play(&self) -> Result<Played> {
        let image = &self.job.made.image;
        let emulation =
            emulate(&image.uf2, &BOUNDS, &mut ()).with_context(|| self.job.cell.name())?;
        let verdict = verdict(&self.job, &emulation);
        let transcripts = &emulation.serial.transcripts;
        let plan = emulation.serial.remarks.iter().find_map(|words| heap_bytes(words));
        let figures = transcripts.first().zip(plan).map(|(measured, heap)| {
            let shown: Vec<u64> = transcripts
                .get(1)
                .into_iter()
                .flat_map(|shown| shown.frames.iter().map(|frame| frame.elapsed))
                .collect();
            let used = measured.memory.heap_peak_bytes.unwrap_or_default();
            let flash = u64::from(APPLICATION.end - APPLICATION.start);
            let updates = emulation.runs.first().map(|marks| marks.of(Stage::Update));
            Figures {
                instructions: updates.into_iter().flatten().map(|it| it.instructions()).sum(),
                frames_per_second: frames_per_second(&shown),
                heap_bytes: used,
                heap_left_bytes: heap.saturating_sub(used),
                flash_left_bytes: flash.saturating_sub(image.flash_bytes + image.payload_bytes),
            }
        });
        let transcript = transcripts.first().cloned();
        Ok(Played { verdict, transcript, pictures: Pictures::default(), figures })
    }
}

#[cfg(test)]
mod tests {
    use super::heap_bytes;

    #[test]
    fn the_heap_is_read_from_the_plan_of_the_ram() {
        let plan = "# ram: stack 16384 + statics 14968 + heap 165176 + note 72 + bootloader 8 = 1";
        assert_eq!(heap_bytes(plan), Some(165_176));
        assert_eq!(heap_bytes("# flash: firmware 1 + payload 2 of 3 bytes"), None);
    }
}
