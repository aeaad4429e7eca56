//! Marks for the emulated badge: a word at ITM stimulus port 0 at each edge of
//! a phase. Never polled: on a badge without a debugger the store does
//! nothing.

use badge_protocol::Phase;

const PORT: *mut u32 = 0xE000_0000 as *mut u32;
const LEAVING: u32 = 0x8000_0000;

/// What begins or ends.
#[derive(Clone, Copy)]
pub(super) struct Mark(u32);

impl Mark {
    /// A frame is handed to the display.
    pub(super) const PRESENT: Self = Self(5);
    /// The link of a call is taken.
    pub(super) const HASH: Self = Self(6);
    /// A workload runs.
    pub(super) const RUN: Self = Self(0x10);
    /// All that was asked for is done; entered alone.
    pub(super) const FINISHED: Self = Self(0x7F);

    /// A phase.
    #[inline]
    pub(super) const fn of(phase: Phase) -> Self {
        Self(match phase {
            Phase::Prepare => 0,
            Phase::Compile => 1,
            Phase::Instantiate => 2,
            Phase::Start => 3,
            Phase::Update => 4,
        })
    }

    #[inline]
    pub(super) fn enter(self) {
        store(self.0);
    }

    #[inline]
    pub(super) fn leave(self) {
        store(LEAVING | self.0);
    }
}

#[inline]
fn store(word: u32) {
    // SAFETY: a register of the private peripheral bus that is always mapped
    // on this core; storing to it has no effect on the program.
    unsafe { PORT.write_volatile(word) };
}
