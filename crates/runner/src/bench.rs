//! What surrounds the loop: a clock, a guard and a place for replies.

use badge::Badge;
use badge_protocol::{Phase, Reply};
use badge_wasm4::{Console, Page};

/// The surroundings of a run, on a host or on the badge.
pub trait Bench {
    /// Reads a monotonic clock of 64 bits, in the unit that `hello` named.
    fn now(&mut self) -> u64;

    /// Takes a reply. It may be held back until the run is over, so that
    /// output never stands inside a timed stretch.
    fn reply(&mut self, reply: &Reply<'_>);

    /// A timed call begins right after this: arm what ends a hung guest.
    fn enter(&mut self, phase: Phase);

    /// The timed call is over.
    fn leave(&mut self, phase: Phase);

    /// The buttons of a frame. `traced` is what the plan's trace says, which a
    /// person with a badge may override.
    fn buttons(&mut self, index: u32, traced: u8) -> u8 {
        let _ = index;
        traced
    }

    /// A frame is complete and its link is taken; the clock stands.
    fn frame(&mut self, index: u32, badge: &Badge);

    /// What ends a call from outside, where the plan asks for it.
    fn interrupter(&mut self, interrupt: impl Fn() + Send + 'static);
}

/// The surroundings of a cartridge.
pub trait CartBench: Bench {
    /// The gamepads of a tick. `planned` is what the plan says, which a person
    /// with a badge may override.
    fn pads(&mut self, tick: u32, planned: [u8; 4]) -> [u8; 4] {
        let _ = tick;
        planned
    }

    /// `start`, where there is no tick, or a tick is complete; the clock stands.
    fn shown(&mut self, tick: Option<u32>, console: &mut Console, page: &Page);
}
