//! Eight buttons behind a shift register (74HC165: low latch loads, each
//! rising clock shifts on, pressed is 1).

use crate::hal::gpio::{FloatingInput, PB00, PB30, PB31, Pin, PushPullOutput};
use crate::registers::Line;
use cortex_m::asm;

const LATCH: Line = Line::b(0);
const CLOCK: Line = Line::b(31);
const DATA: Line = Line::b(30);

/// A button, by its bit in what [`Buttons::read`] returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "they are called what they are")]
pub enum Button {
    B = 1,
    A = 1 << 1,
    Start = 1 << 2,
    Select = 1 << 3,
    Right = 1 << 4,
    Down = 1 << 5,
    Up = 1 << 6,
    Left = 1 << 7,
}

impl Button {
    /// Whether the button is pressed in a mask.
    #[must_use]
    pub fn in_mask(self, mask: u8) -> bool {
        mask & self as u8 != 0
    }
}

/// The buttons.
pub struct Buttons {
    _pins: (Pin<PB00, PushPullOutput>, Pin<PB31, PushPullOutput>, Pin<PB30, FloatingInput>),
}

impl Buttons {
    pub(crate) fn new(
        latch: Pin<PB00, PushPullOutput>,
        clock: Pin<PB31, PushPullOutput>,
        data: Pin<PB30, FloatingInput>,
    ) -> Self {
        LATCH.high();
        CLOCK.high();
        Self { _pins: (latch, clock, data) }
    }

    /// What is pressed: bit 0 is B, then A, Start, Select, Right, Down, Up,
    /// and bit 7 Left. Not debounced: a bounce of the contacts lasts less than
    /// a frame.
    #[must_use]
    pub fn read(&mut self) -> u8 {
        read()
    }
}

/// The same for failure screens, which own nothing.
pub(crate) fn read() -> u8 {
    // The shift register needs 30 ns between edges at 3.3 V; 60 and more are
    // given.
    LATCH.low();
    asm::delay(7);
    LATCH.high();
    asm::delay(7);
    let mut mask = 0;
    for bit in 0..8 {
        CLOCK.low();
        asm::delay(7);
        mask |= u8::from(DATA.is_high()) << bit;
        CLOCK.high();
        asm::delay(7);
    }
    mask
}
