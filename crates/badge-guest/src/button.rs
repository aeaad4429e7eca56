//! Bits of [`buttons`](crate::buttons), in the order of the PyBadge's shift register.

/// The left one of the two round buttons.
pub const B: u8 = 1 << 0;
/// The right one of the two round buttons.
pub const A: u8 = 1 << 1;
/// Start.
pub const START: u8 = 1 << 2;
/// Select.
pub const SELECT: u8 = 1 << 3;
/// Direction pad, right.
pub const RIGHT: u8 = 1 << 4;
/// Direction pad, down.
pub const DOWN: u8 = 1 << 5;
/// Direction pad, up.
pub const UP: u8 = 1 << 6;
/// Direction pad, left.
pub const LEFT: u8 = 1 << 7;
