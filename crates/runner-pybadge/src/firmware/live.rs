//! What is being done, for the handlers that end it: they get control without
//! any of the program's state.

use crate::note::{decode_phase, encode_phase};
use badge_protocol::Phase;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

static STAGE: AtomicU32 = AtomicU32::new(0);
static FRAMES: AtomicU32 = AtomicU32::new(0);
static LINK: AtomicU32 = AtomicU32::new(0);
static LIMIT: AtomicU32 = AtomicU32::new(0);

/// Says which phase is being entered.
#[inline]
pub(super) fn enter(phase: Phase) {
    STAGE.store(encode_phase(phase), Relaxed);
}

/// Says what has been reported.
#[inline]
pub(super) fn reported(frames: u32, link: u32) {
    FRAMES.store(frames, Relaxed);
    LINK.store(link, Relaxed);
}

/// Says how long a call may take, in milliseconds.
pub(super) fn set_limit(milliseconds: u32) {
    LIMIT.store(milliseconds, Relaxed);
}

/// The phase that was entered last.
pub(super) fn stage() -> Phase {
    decode_phase(STAGE.load(Relaxed)).unwrap_or(Phase::Compile)
}

/// Frames that were reported.
pub(super) fn frames() -> u32 {
    FRAMES.load(Relaxed)
}

/// Their last link.
pub(super) fn link() -> u32 {
    LINK.load(Relaxed)
}

/// How long a call may take, in milliseconds.
pub(super) fn limit() -> u32 {
    LIMIT.load(Relaxed)
}
