//! The buttons of one frame.

/// Which buttons are down, and which went down just now.
#[derive(Clone, Copy)]
pub(crate) struct Input {
    pub(crate) held: u8,
    pressed: u8,
}

impl Input {
    pub(crate) const fn new(held: u8, before: u8) -> Self {
        let pressed = held & !before;
        Self { held, pressed }
    }

    pub(crate) const fn pressed(self, button: u8) -> bool {
        self.pressed & button != 0
    }

    /// 1 if the second button was pressed, −1 if the first was, otherwise 0.
    pub(crate) fn step(self, minus: u8, plus: u8) -> i32 {
        direction(self.pressed, minus, plus)
    }

    /// 1 while the second button is down, −1 while the first is, otherwise 0.
    pub(crate) fn steer(self, minus: u8, plus: u8) -> i32 {
        direction(self.held, minus, plus)
    }
}

#[inline(never)]
fn direction(set: u8, minus: u8, plus: u8) -> i32 {
    i32::from(set & plus != 0) - i32::from(set & minus != 0)
}
