//! Values of the general call.

use crate::Error;
use core::fmt;
use core::str::FromStr;

/// A WebAssembly value. Floats as bits, so that a NaN's payload survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A 32-bit integer.
    I32(i32),
    /// A 64-bit integer.
    I64(i64),
    /// The bits of a 32-bit float.
    F32(u32),
    /// The bits of a 64-bit float.
    F64(u64),
    /// A 128-bit vector, lane 0 in the low bits.
    V128(u128),
    /// A function reference, of which only nullness is known.
    FuncRef {
        /// Whether it is null.
        null: bool,
    },
    /// A host reference, of which only nullness is known.
    ExternRef {
        /// Whether it is null.
        null: bool,
    },
}

/// Widths of the fields of a floating-point type, below its sign.
#[derive(Clone, Copy)]
struct Layout {
    exponent: u32,
    fraction: u32,
}

const F32: Layout = Layout { exponent: 8, fraction: 23 };
const F64: Layout = Layout { exponent: 11, fraction: 52 };

impl Layout {
    const fn infinity(self) -> u64 {
        ((1 << self.exponent) - 1) << self.fraction
    }

    const fn canonical_payload(self) -> u64 {
        1 << (self.fraction - 1)
    }

    /// Sign and payload of a NaN that is not canonical, which the text format
    /// spells `-nan:0x200001`. The canonical NaN has none: the specification
    /// leaves its sign open and processors differ, so both are `NaN`.
    fn payload(self, bits: u64) -> Option<(&'static str, u64)> {
        let payload = bits & ((1 << self.fraction) - 1);
        let nan = bits & self.infinity() == self.infinity() && payload != 0;
        let sign = if bits >> (self.fraction + self.exponent) == 0 { "" } else { "-" };
        (nan && payload != self.canonical_payload()).then_some((sign, payload))
    }

    /// The bits of `nan`, `-nan` or `nan:0x200001`; `None` for what is no NaN.
    fn nan(self, number: &str) -> Option<u64> {
        let (negative, word) = match number.strip_prefix('-') {
            Some(word) => (true, word),
            None => (false, number.strip_prefix('+').unwrap_or(number)),
        };
        let rest = word.get(3..).filter(|_| word[..3].eq_ignore_ascii_case("nan"))?;
        let payload = match rest.strip_prefix(":0x") {
            Some(digits) => hexadecimal(digits)?.try_into().ok()?,
            None if rest.is_empty() => self.canonical_payload(),
            None => return None,
        };
        let sign = u64::from(negative) << (self.fraction + self.exponent);
        let fits = payload != 0 && payload >> self.fraction == 0;
        fits.then_some(sign | self.infinity() | payload)
    }
}

/// Digits alone: `from_str_radix` would take a sign too.
fn hexadecimal(digits: &str) -> Option<u128> {
    let plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    u128::from_str_radix(digits, 16).ok().filter(|_| plain)
}

impl Default for Value {
    fn default() -> Self {
        Self::I32(0)
    }
}

/// Type of a [`Value`], with its code in the binary format (core
/// specification, 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum ValueType {
    I32 = 0x7f,
    I64 = 0x7e,
    F32 = 0x7d,
    F64 = 0x7c,
    V128 = 0x7b,
    FuncRef = 0x70,
    ExternRef = 0x6f,
}

impl ValueType {
    /// Every type.
    pub const ALL: [Self; 7] =
        [Self::I32, Self::I64, Self::F32, Self::F64, Self::V128, Self::FuncRef, Self::ExternRef];

    /// The type of that code in the binary format.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|ty| *ty as u8 == code)
    }
}

/// For engines that pass values as bits. Null is 0.
impl Value {
    /// The type.
    #[must_use]
    pub const fn ty(self) -> ValueType {
        match self {
            Self::I32(_) => ValueType::I32,
            Self::I64(_) => ValueType::I64,
            Self::F32(_) => ValueType::F32,
            Self::F64(_) => ValueType::F64,
            Self::V128(_) => ValueType::V128,
            Self::FuncRef { .. } => ValueType::FuncRef,
            Self::ExternRef { .. } => ValueType::ExternRef,
        }
    }

    /// The bits, in the low end.
    ///
    /// # Errors
    ///
    /// [`crate::ErrorKind::Unsupported`] for a reference that is not null.
    pub fn bits(self) -> Result<u128, Error> {
        Ok(match self {
            Self::I32(value) => value.cast_unsigned().into(),
            Self::I64(value) => value.cast_unsigned().into(),
            Self::F32(bits) => bits.into(),
            Self::F64(bits) => bits.into(),
            Self::V128(bits) => bits,
            Self::FuncRef { null: true } | Self::ExternRef { null: true } => 0,
            Self::FuncRef { null: false } | Self::ExternRef { null: false } => {
                return Err(Error::no_value());
            }
        })
    }

    /// The value of these bits; what lies above its type does not count.
    #[must_use]
    pub const fn from_bits(ty: ValueType, bits: u128) -> Self {
        match ty {
            ValueType::I32 => Self::I32((bits as u32).cast_signed()),
            ValueType::I64 => Self::I64((bits as u64).cast_signed()),
            ValueType::F32 => Self::F32(bits as u32),
            ValueType::F64 => Self::F64(bits as u64),
            ValueType::V128 => Self::V128(bits),
            ValueType::FuncRef => Self::FuncRef { null: bits == 0 },
            ValueType::ExternRef => Self::ExternRef { null: bits == 0 },
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |null: bool| if null { "null" } else { "non-null" };
        match *self {
            Self::I32(value) => write!(f, "i32:{value}"),
            Self::I64(value) => write!(f, "i64:{value}"),
            Self::F32(bits) => match F32.payload(u64::from(bits)) {
                Some((sign, payload)) => write!(f, "f32:{sign}nan:{payload:#x}"),
                None => write!(f, "f32:{:?}", f32::from_bits(bits)),
            },
            Self::F64(bits) => match F64.payload(bits) {
                Some((sign, payload)) => write!(f, "f64:{sign}nan:{payload:#x}"),
                None => write!(f, "f64:{:?}", f64::from_bits(bits)),
            },
            Self::V128(bits) => write!(f, "v128:0x{bits:032x}"),
            Self::FuncRef { null } => write!(f, "funcref:{}", word(null)),
            Self::ExternRef { null } => write!(f, "externref:{}", word(null)),
        }
    }
}

/// The text is no value: `TYPE:NUMBER`, or a plain integer for an `i32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidValue;

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected TYPE:NUMBER with TYPE i32, i64, f32, f64 or v128, or a plain i32")
    }
}

impl core::error::Error for InvalidValue {}

impl FromStr for Value {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let (kind, number) = text.split_once(':').unwrap_or(("i32", text));
        let parsed = match kind {
            "i32" => number
                .parse()
                .or_else(|_| number.parse::<u32>().map(u32::cast_signed))
                .ok()
                .map(Self::I32),
            "i64" => number
                .parse()
                .or_else(|_| number.parse::<u64>().map(u64::cast_signed))
                .ok()
                .map(Self::I64),
            "f32" => match F32.nan(number) {
                Some(bits) => Some(Self::F32(bits as u32)),
                None => number.parse().ok().map(|v: f32| Self::F32(v.to_bits())),
            },
            "f64" => match F64.nan(number) {
                Some(bits) => Some(Self::F64(bits)),
                None => number.parse().ok().map(|v: f64| Self::F64(v.to_bits())),
            },
            "v128" => hexadecimal(number.strip_prefix("0x").unwrap_or(number)).map(Self::V128),
            _ => None,
        };
        parsed.ok_or(InvalidValue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[track_caller]
    fn check(text: &str, value: Value) {
        assert_eq!(text.parse(), Ok(value));
        assert_eq!(format!("{value}").parse(), Ok(value));
    }

    #[test]
    fn values_come_back_from_their_bits() {
        for value in [
            Value::I32(-1),
            Value::I64(i64::MIN),
            Value::F32(0xffa0_0001),
            Value::F64(0xfff4_0000_0000_0001),
            Value::V128(u128::MAX - 1),
            Value::FuncRef { null: true },
            Value::ExternRef { null: true },
        ] {
            let bits = value.bits().expect("bits");
            assert_eq!(Value::from_bits(value.ty(), bits), value);
            assert_eq!(ValueType::from_code(value.ty() as u8), Some(value.ty()));
        }
        assert!(Value::FuncRef { null: false }.bits().is_err());
    }

    #[test]
    fn values_read_back_as_they_print() {
        check("7", Value::I32(7));
        check("i32:-1", Value::I32(-1));
        check("i32:4294967295", Value::I32(-1));
        check("i64:-9223372036854775808", Value::I64(i64::MIN));
        check("f32:1.5", Value::F32(0x3fc0_0000));
        check("f64:-0.0", Value::F64(0x8000_0000_0000_0000));
        check("f64:5e-324", Value::F64(1));
        check("f32:1e-45", Value::F32(1));
        check("f32:inf", Value::F32(0x7f80_0000));
        check("f64:-inf", Value::F64(0xfff0_0000_0000_0000));
        check("v128:0xff", Value::V128(255));
    }

    #[test]
    fn the_payload_of_a_nan_reads_back() {
        check("f32:NaN", Value::F32(0x7fc0_0000));
        check("f32:nan:0x200001", Value::F32(0x7fa0_0001));
        check("f32:-nan:0x7fffff", Value::F32(u32::MAX));
        check("f64:nan:0x1", Value::F64(0x7ff0_0000_0000_0001));
        check("f64:-nan:0xfffffffffffff", Value::F64(u64::MAX));
        assert_eq!("f32:-nan".parse(), Ok(Value::F32(0xffc0_0000)));
        assert_eq!(format!("{}", Value::F64(0xfff8_0000_0000_0000)), "f64:NaN");
    }

    #[test]
    fn what_is_no_value_is_refused() {
        for text in [
            "i31:1",
            "i32:1.5",
            "i32:zz",
            "i32:4294967296",
            "i32:",
            "",
            "f32:",
            "f32:1f",
            "f32:na",
            "f32:nan:0x0",
            "f32:nan:0x800000",
            "f32:nan:",
            "f32:nan:0x",
            "f32:nan:0x+1",
            "f64:nan:1",
            "f32:ünan",
            "v128:-1",
            "v128:0x0x1",
            "funcref:null",
        ] {
            assert_eq!(text.parse::<Value>(), Err(InvalidValue), "{text}");
        }
    }
}
