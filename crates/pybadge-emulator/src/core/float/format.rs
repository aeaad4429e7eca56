//! Single precision taken apart and put together: classes, NaNs, rounding
//! (Armv7-M ARM A2.5 and pseudocode FPUnpack, FPRound, FPProcessNaNs).

/// Cumulative exception bits of FPSCR.
pub(crate) const INVALID: u32 = 1;
pub(crate) const DIVIDE_BY_ZERO: u32 = 1 << 1;
pub(crate) const OVERFLOW: u32 = 1 << 2;
pub(crate) const UNDERFLOW: u32 = 1 << 3;
pub(crate) const INEXACT: u32 = 1 << 4;
pub(crate) const INPUT_DENORMAL: u32 = 1 << 7;

pub(crate) const DEFAULT_NAN: u32 = 0x7fc0_0000;
const QUIET: u32 = 1 << 22;
const FRACTION: u32 = 0x007f_ffff;
/// Exponent of the least significant bit of a denormal number.
const LEAST: i32 = -149;

/// FPSCR.RMode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rounding {
    Nearest,
    Up,
    Down,
    Zero,
}

/// The modes of one operation and the exceptions it raises.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Environment {
    pub(crate) rounding: Rounding,
    pub(crate) flush_to_zero: bool,
    pub(crate) default_nan: bool,
    /// FPSCR.AHP: half precision without infinities and NaNs.
    pub(crate) alternative_half: bool,
    pub(crate) raised: u32,
}

/// A number: `magnitude * 2^exponent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) negative: bool,
    pub(crate) exponent: i32,
    pub(crate) magnitude: u128,
}

/// What an operand is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    /// Zero too, with magnitude 0.
    Finite(Number),
    Infinite,
    Nan,
}

pub(crate) fn is_negative(bits: u32) -> bool {
    bits >> 31 != 0
}

pub(crate) fn is_nan(bits: u32) -> bool {
    bits & 0x7fff_ffff > 0x7f80_0000
}

pub(crate) fn is_signaling(bits: u32) -> bool {
    is_nan(bits) && bits & QUIET == 0
}

pub(crate) fn infinity(negative: bool) -> u32 {
    u32::from(negative) << 31 | 0x7f80_0000
}

pub(crate) fn zero(negative: bool) -> u32 {
    u32::from(negative) << 31
}

impl Environment {
    pub(crate) fn new(fpscr: u32) -> Self {
        Self {
            rounding: match fpscr >> 22 & 3 {
                0 => Rounding::Nearest,
                1 => Rounding::Up,
                2 => Rounding::Down,
                _ => Rounding::Zero,
            },
            flush_to_zero: fpscr >> 24 & 1 != 0,
            default_nan: fpscr >> 25 & 1 != 0,
            alternative_half: fpscr >> 26 & 1 != 0,
            raised: 0,
        }
    }

    /// FPUnpack: a denormal operand is flushed where FZ says so.
    pub(crate) fn unpack(&mut self, bits: u32) -> Value {
        let negative = is_negative(bits);
        let fraction = bits & FRACTION;
        match bits >> 23 & 0xff {
            0 if fraction != 0 && self.flush_to_zero => {
                self.raised |= INPUT_DENORMAL;
                Value::Finite(Number { negative, exponent: LEAST, magnitude: 0 })
            }
            0 => Value::Finite(Number { negative, exponent: LEAST, magnitude: fraction.into() }),
            0xff if fraction == 0 => Value::Infinite,
            0xff => Value::Nan,
            exponent => Value::Finite(Number {
                negative,
                exponent: exponent as i32 - 150,
                magnitude: (fraction | 1 << 23).into(),
            }),
        }
    }

    /// FPProcessNaN for one operand.
    pub(crate) fn quiet(&mut self, bits: u32) -> u32 {
        if is_signaling(bits) {
            self.raised |= INVALID;
        }
        if self.default_nan { DEFAULT_NAN } else { bits | QUIET }
    }

    /// FPProcessNaNs: the first signaling NaN, or else the first quiet one.
    pub(crate) fn propagate(&mut self, operands: &[u32]) -> Option<u32> {
        let signaling = operands.iter().find(|&&bits| is_signaling(bits));
        let nan = signaling.or_else(|| operands.iter().find(|&&bits| is_nan(bits)))?;
        Some(self.quiet(*nan))
    }

    pub(crate) fn invalid(&mut self) -> u32 {
        self.raised |= INVALID;
        DEFAULT_NAN
    }

    /// Whether a magnitude with this remainder rounds away from zero.
    /// `half` compares the remainder with one half of the last place.
    pub(crate) fn rounds_up(
        &self,
        negative: bool,
        odd: bool,
        inexact: bool,
        half: std::cmp::Ordering,
    ) -> bool {
        match self.rounding {
            Rounding::Nearest => half.is_gt() || half.is_eq() && odd,
            Rounding::Up => inexact && !negative,
            Rounding::Down => inexact && negative,
            Rounding::Zero => false,
        }
    }

    /// FPRound: the nearest representable number in the current mode.
    ///
    /// Bits of the magnitude that were lost before must show in its last bit.
    pub(crate) fn round(&mut self, number: Number) -> u32 {
        let Number { negative, exponent, magnitude } = number;
        if magnitude == 0 {
            return zero(negative);
        }
        let top = exponent + 127 - magnitude.leading_zeros() as i32;
        let tiny = top < -126;
        if tiny && self.flush_to_zero {
            self.raised |= UNDERFLOW;
            return zero(negative);
        }
        let (mut mantissa, inexact, half) = split(magnitude, (top - 23).max(LEAST) - exponent);
        if self.rounds_up(negative, mantissa & 1 != 0, inexact, half) {
            mantissa += 1;
        }
        if inexact {
            self.raised |= INEXACT | if tiny { UNDERFLOW } else { 0 };
        }
        // The leading bit of the mantissa adds one to the exponent; a carry
        // out of it adds one more.
        let base = if tiny { 0 } else { (top + 126) as u64 };
        let bits = (base << 23) + mantissa as u64;
        if bits >= 0x7f80_0000 {
            self.raised |= OVERFLOW | INEXACT;
            let saturates = match self.rounding {
                Rounding::Nearest => false,
                Rounding::Up => negative,
                Rounding::Down => !negative,
                Rounding::Zero => true,
            };
            return if saturates { zero(negative) | 0x7f7f_ffff } else { infinity(negative) };
        }
        zero(negative) | bits as u32
    }
}

/// `magnitude` divided by `2^shift`: integer part, whether there is a rest,
/// and how the rest compares with one half.
pub(crate) fn split(magnitude: u128, shift: i32) -> (u128, bool, std::cmp::Ordering) {
    use std::cmp::Ordering::{Equal, Less};
    match shift {
        ..=0 => (magnitude << -shift, false, Less),
        1..=127 => {
            let rest = magnitude & ((1 << shift) - 1);
            (magnitude >> shift, rest != 0, rest.cmp(&(1 << (shift - 1))))
        }
        128 => (
            0,
            magnitude != 0,
            if magnitude == 1 << 127 { Equal } else { magnitude.cmp(&(1 << 127)) },
        ),
        _ => (0, magnitude != 0, Less),
    }
}
