//! Addition, multiplication, division, square root, fused multiplication and
//! comparison, exact and then rounded once (pseudocode FPAdd to FPCompare).

use super::format::{
    DIVIDE_BY_ZERO, Environment, INEXACT, Number, Rounding, Value, infinity, is_nan, is_negative,
    is_signaling, zero,
};

const SIGN: u32 = 1 << 31;
/// Smallest normal number.
const MIN_NORMAL: u32 = 0x0080_0000;

/// True when the host's result needs no second look: neither NaN nor infinite,
/// zero, denormal or the smallest normal number (rounded up to, perhaps).
#[inline(always)]
fn ordinary(result: f32) -> bool {
    let magnitude = result.to_bits() & !SIGN;
    magnitude.wrapping_sub(MIN_NORMAL + 1) < 0x7f80_0000 - (MIN_NORMAL + 1)
}

/// The host's sum with INEXACT where due; none when the exact way is needed.
#[inline(always)]
pub(crate) fn host_add(a: f32, b: f32) -> Option<(u32, u32)> {
    let sum = a + b;
    if !ordinary(sum) || sum.abs() > 1e37 {
        return None;
    }
    // The error of the sum is exact (Knuth's TwoSum).
    let part = sum - a;
    let error = (a - (sum - part)) + (b - part);
    Some((sum.to_bits(), if error == 0.0 { 0 } else { INEXACT }))
}

#[inline(always)]
pub(crate) fn host_multiply(a: f32, b: f32) -> Option<(u32, u32)> {
    let product = f64::from(a) * f64::from(b);
    let rounded = product as f32;
    if !ordinary(rounded) {
        return None;
    }
    Some((rounded.to_bits(), if f64::from(rounded) == product { 0 } else { INEXACT }))
}

#[inline(always)]
pub(crate) fn host_divide(a: f32, b: f32) -> Option<(u32, u32)> {
    let quotient = a / b;
    if !ordinary(quotient) || b.is_infinite() {
        return None;
    }
    let exact = f64::from(quotient) * f64::from(b) == f64::from(a);
    Some((quotient.to_bits(), if exact { 0 } else { INEXACT }))
}

#[inline(always)]
pub(crate) fn host_square_root(a: f32) -> Option<(u32, u32)> {
    let root = a.sqrt();
    if !ordinary(root) {
        return None;
    }
    let exact = f64::from(root) * f64::from(root) == f64::from(a);
    Some((root.to_bits(), if exact { 0 } else { INEXACT }))
}

/// The exact sum of two numbers, but for bits far below the last place, which
/// show in the last bit.
fn sum(a: Number, b: Number) -> Number {
    let (high, low) = if a.exponent >= b.exponent { (a, b) } else { (b, a) };
    if high.magnitude == 0 {
        return low;
    }
    let distance = (high.exponent - low.exponent) as u32;
    // Magnitudes have at most 48 bits: 64 guard bits lose nothing of a
    // difference that cancels.
    let x = high.magnitude << 64;
    let y = if distance <= 64 {
        low.magnitude << (64 - distance)
    } else {
        let shift = (distance - 64).min(127);
        low.magnitude >> shift | u128::from(low.magnitude & ((1 << shift) - 1) != 0)
    };
    let exponent = high.exponent - 64;
    if high.negative == low.negative {
        Number { negative: high.negative, exponent, magnitude: x + y }
    } else if x >= y {
        Number { negative: high.negative, exponent, magnitude: x - y }
    } else {
        Number { negative: low.negative, exponent, magnitude: y - x }
    }
}

impl Environment {
    /// Rounds a sum; an exact zero of unlike signs is positive, but negative
    /// when rounding down.
    fn round_sum(&mut self, a: Number, b: Number) -> u32 {
        let total = sum(a, b);
        if total.magnitude == 0 {
            let negative =
                if a.negative == b.negative { a.negative } else { self.rounding == Rounding::Down };
            return zero(negative);
        }
        self.round(total)
    }

    pub(crate) fn add(&mut self, a: u32, b: u32) -> u32 {
        let (x, y) = (self.unpack(a), self.unpack(b));
        match (x, y) {
            (Value::Finite(x), Value::Finite(y)) => self.round_sum(x, y),
            (Value::Nan, _) | (_, Value::Nan) => self.propagate(&[a, b]).unwrap_or(a),
            (Value::Infinite, Value::Infinite) if is_negative(a) != is_negative(b) => {
                self.invalid()
            }
            (Value::Infinite, _) => a,
            (_, Value::Infinite) => b,
        }
    }

    pub(crate) fn subtract(&mut self, a: u32, b: u32) -> u32 {
        // A NaN must keep its sign, so that this is not an addition of -b.
        if is_nan(a) || is_nan(b) {
            self.unpack(a);
            self.unpack(b);
            return self.propagate(&[a, b]).unwrap_or(a);
        }
        self.add(a, b ^ SIGN)
    }

    pub(crate) fn multiply(&mut self, a: u32, b: u32) -> u32 {
        let negative = is_negative(a) != is_negative(b);
        match (self.unpack(a), self.unpack(b)) {
            (Value::Nan, _) | (_, Value::Nan) => self.propagate(&[a, b]).unwrap_or(a),
            (Value::Finite(x), Value::Finite(y)) => self.round(product(x, y)),
            (Value::Infinite, Value::Finite(n)) | (Value::Finite(n), Value::Infinite)
                if n.magnitude == 0 =>
            {
                self.invalid()
            }
            _ => infinity(negative),
        }
    }

    pub(crate) fn divide(&mut self, a: u32, b: u32) -> u32 {
        let negative = is_negative(a) != is_negative(b);
        match (self.unpack(a), self.unpack(b)) {
            (Value::Nan, _) | (_, Value::Nan) => self.propagate(&[a, b]).unwrap_or(a),
            (Value::Infinite, Value::Infinite) => self.invalid(),
            (Value::Infinite, _) => infinity(negative),
            (_, Value::Infinite) => zero(negative),
            (Value::Finite(x), Value::Finite(y)) => match (x.magnitude, y.magnitude) {
                (0, 0) => self.invalid(),
                (0, _) => zero(negative),
                (_, 0) => {
                    self.raised |= DIVIDE_BY_ZERO;
                    infinity(negative)
                }
                _ => self.round(quotient(x, y, negative)),
            },
        }
    }

    pub(crate) fn square_root(&mut self, a: u32) -> u32 {
        match self.unpack(a) {
            Value::Nan => self.quiet(a),
            Value::Infinite if !is_negative(a) => a,
            Value::Infinite => self.invalid(),
            Value::Finite(x) if x.magnitude == 0 => zero(x.negative),
            Value::Finite(x) if x.negative => self.invalid(),
            Value::Finite(x) => {
                // An even exponent, and a root of at least 40 bits.
                let shift = 80 + u32::from(x.exponent & 1 != 0);
                let scaled = x.magnitude << shift;
                let root = scaled.isqrt();
                let rest = u128::from(root * root != scaled);
                self.round(Number {
                    negative: false,
                    exponent: (x.exponent - shift as i32) / 2 - 1,
                    magnitude: root << 1 | rest,
                })
            }
        }
    }

    /// FPMulAdd: `addend + a * b` with one rounding.
    pub(crate) fn multiply_add(&mut self, addend: u32, a: u32, b: u32) -> u32 {
        let (c, x, y) = (self.unpack(addend), self.unpack(a), self.unpack(b));
        let is_zero = |value| matches!(value, Value::Finite(Number { magnitude: 0, .. }));
        let undefined = x == Value::Infinite && is_zero(y) || is_zero(x) && y == Value::Infinite;
        if let Some(nan) = self.propagate(&[addend, a, b]) {
            return if undefined && is_nan(addend) && !is_signaling(addend) {
                self.invalid()
            } else {
                nan
            };
        }
        let negative = is_negative(a) != is_negative(b);
        let infinite = x == Value::Infinite || y == Value::Infinite;
        match (c, x, y) {
            _ if undefined => self.invalid(),
            (Value::Infinite, ..) if infinite && is_negative(addend) != negative => self.invalid(),
            (Value::Infinite, ..) => addend,
            _ if infinite => infinity(negative),
            (Value::Finite(c), Value::Finite(x), Value::Finite(y)) => {
                self.round_sum(c, product(x, y))
            }
            _ => addend,
        }
    }

    /// FPCompare: N, Z, C, V as in FPSCR bits 31:28.
    pub(crate) fn compare(&mut self, a: u32, b: u32, quiet_nan_is_invalid: bool) -> u32 {
        let (x, y) = (self.unpack(a), self.unpack(b));
        if is_nan(a) || is_nan(b) {
            if quiet_nan_is_invalid || is_signaling(a) || is_signaling(b) {
                self.raised |= super::format::INVALID;
            }
            return 0x3000_0000;
        }
        let key = |value, bits: u32| match value {
            Value::Finite(Number { magnitude: 0, .. }) => 0,
            _ if is_negative(bits) => -i64::from(bits & !SIGN),
            _ => i64::from(bits),
        };
        match key(x, a).cmp(&key(y, b)) {
            std::cmp::Ordering::Equal => 0x6000_0000,
            std::cmp::Ordering::Less => 0x8000_0000,
            std::cmp::Ordering::Greater => 0x2000_0000,
        }
    }
}

fn product(a: Number, b: Number) -> Number {
    Number {
        negative: a.negative != b.negative,
        exponent: a.exponent + b.exponent,
        magnitude: a.magnitude * b.magnitude,
    }
}

fn quotient(a: Number, b: Number, negative: bool) -> Number {
    // At least 40 bits of quotient, and a rest that shows in the last bit.
    let scaled = a.magnitude << 64;
    let rest = u128::from(!scaled.is_multiple_of(b.magnitude));
    Number {
        negative,
        exponent: a.exponent - b.exponent - 65,
        magnitude: (scaled / b.magnitude) << 1 | rest,
    }
}
