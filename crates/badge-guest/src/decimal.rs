//! Decimal numbers without `core::fmt`, which costs a module about 4 KB.

/// The decimal digits of a number.
pub struct Decimal {
    digits: [u8; 10],
    first: u8,
}

impl Decimal {
    /// The digits of `value`, without leading zeros.
    pub const fn new(value: u32) -> Self {
        Self::padded(value, 1)
    }

    /// The digits of `value`, with leading zeros up to `width` digits (1 to 10).
    pub const fn padded(mut value: u32, width: u8) -> Self {
        let mut digits = [b'0'; 10];
        let mut first = 10;
        while value > 0 || first > 10 - width {
            first -= 1;
            digits[first as usize] = b'0' + (value % 10) as u8;
            value /= 10;
        }
        Self { digits, first }
    }
}

impl AsRef<[u8]> for Decimal {
    fn as_ref(&self) -> &[u8] {
        &self.digits[usize::from(self.first)..]
    }
}
