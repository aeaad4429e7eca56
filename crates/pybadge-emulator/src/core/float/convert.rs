//! Conversions between single precision, half precision, integers and fixed
//! point (pseudocode FPHalfToSingle, FPSingleToHalf, FPToFixed, FixedToFP).

use super::format::{
    Environment, INEXACT, INVALID, Number, OVERFLOW, Rounding, UNDERFLOW, Value, is_nan,
    is_negative, split,
};

/// An integer or fixed-point format.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fixed {
    /// 16 or 32.
    pub(crate) width: u32,
    pub(crate) fraction_bits: u32,
    pub(crate) unsigned: bool,
}

impl Environment {
    pub(crate) fn single_to_fixed(&mut self, bits: u32, format: Fixed) -> u32 {
        let (least, greatest) = if format.unsigned {
            (0, (1_i128 << format.width) - 1)
        } else {
            (-(1_i128 << (format.width - 1)), (1_i128 << (format.width - 1)) - 1)
        };
        let number = match self.unpack(bits) {
            Value::Nan => {
                self.raised |= INVALID;
                return 0;
            }
            Value::Infinite => {
                self.raised |= INVALID;
                return if is_negative(bits) { least } else { greatest } as u32;
            }
            Value::Finite(number) => number,
        };
        // Far beyond the range, a shift would lose the number.
        let exponent = (number.exponent + format.fraction_bits as i32).min(60);
        let (mut whole, inexact, half) = split(number.magnitude, -exponent);
        if self.rounds_up(number.negative, whole & 1 != 0, inexact, half) {
            whole += 1;
        }
        let value = if number.negative { -(whole as i128) } else { whole as i128 };
        if value < least || value > greatest {
            self.raised |= INVALID;
            return value.clamp(least, greatest) as u32;
        }
        if inexact {
            self.raised |= INEXACT;
        }
        value as u32
    }

    pub(crate) fn fixed_to_single(&mut self, operand: u32, format: Fixed) -> u32 {
        let value = match (format.width, format.unsigned) {
            (16, true) => i64::from(operand as u16),
            (16, false) => i64::from(operand as i16),
            (_, true) => i64::from(operand),
            (_, false) => i64::from(operand as i32),
        };
        self.round(Number {
            negative: value < 0,
            exponent: -(format.fraction_bits as i32),
            magnitude: value.unsigned_abs().into(),
        })
    }

    pub(crate) fn half_to_single(&mut self, half: u16) -> u32 {
        let sign = u32::from(half >> 15) << 31;
        let fraction = u32::from(half & 0x3ff);
        match half >> 10 & 31 {
            31 if !self.alternative_half => {
                if fraction == 0 {
                    sign | 0x7f80_0000
                } else {
                    self.quiet(sign | 0x7f80_0000 | fraction << 13)
                }
            }
            0 => {
                if fraction == 0 {
                    return sign;
                }
                // Denormal half precision is normal single precision.
                let top = 31 - fraction.leading_zeros();
                let mantissa = fraction << (23 - top) & 0x007f_ffff;
                sign | (top + 103) << 23 | mantissa
            }
            exponent => sign | (u32::from(exponent) + 112) << 23 | fraction << 13,
        }
    }

    pub(crate) fn single_to_half(&mut self, bits: u32) -> u16 {
        let sign = (bits >> 16) as u16 & 0x8000;
        match self.unpack(bits) {
            Value::Nan => self.half_nan(bits, sign),
            Value::Infinite if self.alternative_half => {
                self.raised |= INVALID;
                sign | 0x7fff
            }
            Value::Infinite => sign | 0x7c00,
            Value::Finite(number) => self.round_half(number, sign),
        }
    }

    fn half_nan(&mut self, bits: u32, sign: u16) -> u16 {
        debug_assert!(is_nan(bits));
        if self.alternative_half {
            self.raised |= INVALID;
            return sign;
        }
        let quiet = self.quiet(bits);
        (quiet >> 16) as u16 & 0x8000 | 0x7e00 | (quiet >> 13) as u16 & 0x1ff
    }

    /// FPRound to half precision; FZ does not apply to the result.
    fn round_half(&mut self, number: Number, sign: u16) -> u16 {
        if number.magnitude == 0 {
            return sign;
        }
        let top = number.exponent + 127 - number.magnitude.leading_zeros() as i32;
        let tiny = top < -14;
        let (mut mantissa, inexact, half) =
            split(number.magnitude, (top - 10).max(-24) - number.exponent);
        if self.rounds_up(number.negative, mantissa & 1 != 0, inexact, half) {
            mantissa += 1;
        }
        let base = if tiny { 0 } else { (top + 14) as u64 };
        let bits = (base << 10) + mantissa as u64;
        if self.alternative_half {
            if bits > 0x7fff {
                self.raised |= INVALID;
                return sign | 0x7fff;
            }
        } else if bits >= 0x7c00 {
            self.raised |= OVERFLOW | INEXACT;
            let saturates = match self.rounding {
                Rounding::Nearest => false,
                Rounding::Up => number.negative,
                Rounding::Down => !number.negative,
                Rounding::Zero => true,
            };
            return sign | if saturates { 0x7bff } else { 0x7c00 };
        }
        if inexact {
            self.raised |= INEXACT | if tiny { UNDERFLOW } else { 0 };
        }
        sign | bits as u16
    }
}
