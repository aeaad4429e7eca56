//! The registers at the beginning of the page.
#![allow(unsafe_code)]

use core::ptr::with_exposed_provenance_mut;

const PALETTE: usize = 0x04;
const DRAW_COLORS: usize = 0x14;
const GAMEPADS: usize = 0x16;
const SYSTEM_FLAGS: usize = 0x1f;
const KEEP_FRAME: u8 = 1;

/// Replaces the four colours, each 0x00RRGGBB.
pub fn set_palette(colors: [u32; 4]) {
    // SAFETY: the registers lie below everything that the linker places, aligned,
    // and only these functions and the console touch them.
    unsafe { with_exposed_provenance_mut::<[u32; 4]>(PALETTE).write_volatile(colors) }
}

/// Chooses the colours of what is drawn next: four numbers of the palette, 1 to 4
/// and 0 for none, the first in the lowest four bits.
pub fn set_colors(colors: u16) {
    // SAFETY: as above.
    unsafe { with_exposed_provenance_mut::<u16>(DRAW_COLORS).write_volatile(colors) }
}

/// Whether the picture stays for the next frame.
pub fn keep_frame(keep: bool) {
    let flags = if keep { KEEP_FRAME } else { 0 };
    // SAFETY: as above.
    unsafe { with_exposed_provenance_mut::<u8>(SYSTEM_FLAGS).write_volatile(flags) }
}

/// What is held on a gamepad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pad(pub u8);

impl Pad {
    /// The first button.
    pub const X: Self = Self(1);
    /// The second button.
    pub const Z: Self = Self(1 << 1);
    /// Left.
    pub const LEFT: Self = Self(1 << 4);
    /// Right.
    pub const RIGHT: Self = Self(1 << 5);
    /// Up.
    pub const UP: Self = Self(1 << 6);
    /// Down.
    pub const DOWN: Self = Self(1 << 7);

    /// Whether this button is held.
    #[must_use]
    pub const fn holds(self, button: Self) -> bool {
        self.0 & button.0 != 0
    }

    /// What is held now and was not held before.
    #[must_use]
    pub const fn pressed_since(self, before: Self) -> Self {
        Self(self.0 & !before.0)
    }
}

/// The first gamepad.
#[must_use]
pub fn pad() -> Pad {
    // SAFETY: as above.
    Pad(unsafe { with_exposed_provenance_mut::<u8>(GAMEPADS).read_volatile() })
}
