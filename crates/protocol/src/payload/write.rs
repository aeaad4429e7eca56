//! Writing a payload, on the host.

use super::crc::crc32;
use super::{
    ARTIFACT_ALIGNMENT, ENTRY_BYTES, FONT_AT, FORMAT, HAS_FUEL, HAS_INTERRUPT, HAS_SELF_CHECK,
    HEADER_BYTES, ID_AT, ImageId, MAGIC, PLAYS, Passes, Payload, PayloadError, REQUEST_BYTES,
    SelfCheck,
};
use core::fmt;
use core::num::NonZeroU32;
use std::string::String;
use std::vec;
use std::vec::Vec;

/// A payload that is going to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadDraft {
    /// The passes that are wanted.
    pub passes: Passes,
    /// Whether the badge starts playing after the self-check.
    pub plays_after_check: bool,
    /// Index of the entry that is selected at first.
    pub selection: u16,
    /// The font of a console of cartridges; empty for other firmware.
    pub font: Vec<u8>,
    /// The entries.
    pub entries: Vec<EntryDraft>,
}

/// An entry that is going to be written; its fields are those of
/// [`super::Entry`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryDraft {
    /// Name of the workload.
    pub workload: String,
    /// Name of the config.
    pub config: String,
    /// Pairs of frame and button mask, strictly increasing in frame.
    pub trace: Vec<(u32, u8)>,
    /// Module or prepared artifact; empty where guests are linked in.
    pub artifact: Vec<u8>,
    /// Seed of `random`.
    pub seed: NonZeroU32,
    /// Frames of the pass measure.
    pub frames: u32,
    /// Consecutive calls that make up one sample.
    pub calls_per_frame: u32,
    /// Frames of the pass show.
    pub show_frames: u32,
    /// Budget per call in the engine's own units.
    pub fuel: Option<u64>,
    /// Interrupt a call after that many milliseconds.
    pub interrupt_ms: Option<u32>,
    /// What the self-check must show.
    pub self_check: Option<SelfCheck>,
}

/// Why a payload cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// It would be longer than its length can say.
    TooLong,
    /// It would not be read back.
    Refused(PayloadError),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => f.write_str("a payload longer than its length can say"),
            Self::Refused(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for WriteError {}

impl PayloadDraft {
    /// The bytes, with an image id of zeros.
    ///
    /// # Errors
    ///
    /// When the draft is not what a payload may be.
    pub fn write(&self) -> Result<Vec<u8>, WriteError> {
        let count = u16::try_from(self.entries.len()).map_err(|_| WriteError::TooLong)?;
        let table = HEADER_BYTES + REQUEST_BYTES;
        let mut out = vec![0; table + ENTRY_BYTES * self.entries.len()];
        out[..8].copy_from_slice(&MAGIC);
        put(&mut out, 8, FORMAT);
        out[HEADER_BYTES] = self.passes.bits();
        out[HEADER_BYTES + 1] = if self.plays_after_check { PLAYS } else { 0 };
        out[HEADER_BYTES + 2..HEADER_BYTES + 4].copy_from_slice(&self.selection.to_le_bytes());
        out[HEADER_BYTES + 4..HEADER_BYTES + 6].copy_from_slice(&count.to_le_bytes());
        append(&mut out, FONT_AT, &self.font, 1)?;
        for (index, entry) in self.entries.iter().enumerate() {
            entry.write(&mut out, table + ENTRY_BYTES * index)?;
        }
        let length = u32::try_from(out.len()).map_err(|_| WriteError::TooLong)?;
        put(&mut out, 12, length);
        let crc = crc32(&out[HEADER_BYTES..]);
        put(&mut out, 16, crc);
        match Payload::read(&out) {
            Ok(_) => Ok(out),
            Err(error) => Err(WriteError::Refused(error)),
        }
    }
}

impl ImageId {
    /// Puts the id into a payload.
    ///
    /// # Errors
    ///
    /// When the bytes are no payload.
    pub fn stamp(self, payload: &mut [u8]) -> Result<(), PayloadError> {
        Payload::read(payload)?;
        payload[ID_AT..ID_AT + 8].copy_from_slice(&self.0);
        Ok(())
    }
}

impl EntryDraft {
    fn write(&self, out: &mut Vec<u8>, at: usize) -> Result<(), WriteError> {
        let trace: Vec<u8> = self
            .trace
            .iter()
            .flat_map(|&(frame, mask)| [frame.to_le_bytes(), u32::from(mask).to_le_bytes()])
            .flatten()
            .collect();
        let spans: [(&[u8], usize); 4] = [
            (self.workload.as_bytes(), 1),
            (self.config.as_bytes(), 1),
            (&trace, 4),
            (&self.artifact, ARTIFACT_ALIGNMENT),
        ];
        for (span, (bytes, alignment)) in spans.into_iter().enumerate() {
            append(out, at + 8 * span, bytes, alignment)?;
        }
        let fuel = self.fuel.unwrap_or(0);
        let mut flags = 0;
        let set = [
            (self.fuel.is_some(), HAS_FUEL),
            (self.interrupt_ms.is_some(), HAS_INTERRUPT),
            (self.self_check.is_some(), HAS_SELF_CHECK),
        ];
        for (_, flag) in set.into_iter().filter(|(present, _)| *present) {
            flags |= flag;
        }
        let words = [
            self.seed.get(),
            self.frames,
            self.calls_per_frame,
            self.show_frames,
            flags,
            self.interrupt_ms.unwrap_or(0),
            fuel as u32,
            (fuel >> 32) as u32,
            self.self_check.map_or(0, |check| check.frames),
            self.self_check.map_or(0, |check| check.link.0),
        ];
        for (index, word) in words.into_iter().enumerate() {
            put(out, at + 32 + 4 * index, word);
        }
        Ok(())
    }
}

/// Appends bytes, whose span is to stand at `at`.
fn append(out: &mut Vec<u8>, at: usize, bytes: &[u8], alignment: usize) -> Result<(), WriteError> {
    out.resize(out.len().next_multiple_of(alignment), 0);
    let start = u32::try_from(out.len()).map_err(|_| WriteError::TooLong)?;
    let length = u32::try_from(bytes.len()).map_err(|_| WriteError::TooLong)?;
    put(out, at, start);
    put(out, at + 4, length);
    out.extend_from_slice(bytes);
    Ok(())
}

fn put(out: &mut [u8], at: usize, word: u32) {
    out[at..at + 4].copy_from_slice(&word.to_le_bytes());
}
