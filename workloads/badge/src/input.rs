//! The buttons of one frame.

/// Which buttons are down, and which went down just now.
#[derive(Clone, Copy)]
pub(crate) struct Input {
    held: u8,
    pressed: u8,
}

impl Input {
    pub(crate) const fn new(held: u8, pressed: u8) -> Self {
        Self { held, pressed }
    }

    pub(crate) const fn held(self, button: u8) -> bool {
        self.held & button != 0
    }

    pub(crate) const fn pressed(self, button: u8) -> bool {
        self.pressed & button != 0
    }

    /// 1 if the second button was pressed, −1 if the first was, otherwise 0.
    pub(crate) fn step(self, minus: u8, plus: u8) -> i32 {
        i32::from(self.pressed(plus)) - i32::from(self.pressed(minus))
    }
}
