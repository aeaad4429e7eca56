//! Decimal numbers without `core::fmt`, which costs a module about 4 KB.

/// The decimal digits of a number.
pub struct Decimal {
    digits: [u8; 10],
    first: usize,
}

impl Decimal {
    /// The digits of `value`, without leading zeros.
    pub fn new(value: u32) -> Self {
        Self::padded(value, 1)
    }

    /// The digits of `value`, with leading zeros up to `width` digits (1 to 10).
    #[inline(never)]
    pub fn padded(mut value: u32, width: usize) -> Self {
        let mut digits = [0; 10];
        let mut first = 10;
        for (index, digit) in digits.iter_mut().enumerate().rev() {
            if value > 0 || index + width >= 10 {
                first = index;
            }
            *digit = b'0' + (value % 10) as u8;
            value /= 10;
        }
        Self { digits, first }
    }
}

impl AsRef<[u8]> for Decimal {
    fn as_ref(&self) -> &[u8] {
        self.digits.get(self.first..).unwrap_or_default()
    }
}
