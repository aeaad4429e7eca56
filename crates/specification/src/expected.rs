//! What a call is expected to give.

use badge_runtime::Value;
use std::fmt;
use wast::WastRet;
use wast::core::{NanPattern, V128Pattern, WastRetCore};
use wast::token::{F32, F64};

/// What a call is expected to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// These results.
    Results(Vec<Pattern>),
    /// A trap, for this reason.
    Trap(String),
    /// The end of a resource, such as the stack.
    Exhaustion,
    /// Only that it ends.
    End,
}

/// What a result is expected to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// This value, to the bit.
    Value(Value),
    /// A NaN of 32 bits; with its first fraction bit alone, if `canonical`.
    Nan32 {
        /// Its payload is that of the canonical NaN.
        canonical: bool,
    },
    /// The same of 64 bits.
    Nan64 {
        /// Its payload is that of the canonical NaN.
        canonical: bool,
    },
    /// Lanes of a vector, from the lowest.
    Lanes(Vec<Pattern>),
    /// A reference that is null, or is not.
    Reference {
        /// Whether it is null.
        null: bool,
    },
    /// One of these.
    Either(Vec<Pattern>),
}

const FRACTION_32: u32 = (1 << 23) - 1;
const CANONICAL_32: u32 = 1 << 22;
const FRACTION_64: u64 = (1 << 52) - 1;
const CANONICAL_64: u64 = 1 << 51;

impl Pattern {
    /// Whether a value is what is expected.
    #[must_use]
    pub fn admits(&self, value: Value) -> bool {
        match (self, value) {
            (Self::Value(expected), value) => *expected == value,
            (Self::Nan32 { canonical }, Value::F32(bits)) => nan_32(bits, *canonical),
            (Self::Nan64 { canonical }, Value::F64(bits)) => nan_64(bits, *canonical),
            (Self::Lanes(lanes), Value::V128(bits)) => lanes_admit(lanes, bits),
            (
                Self::Reference { null },
                Value::FuncRef { null: actual } | Value::ExternRef { null: actual },
            ) => *null == actual,
            (Self::Either(all), value) => all.iter().any(|pattern| pattern.admits(value)),
            _ => false,
        }
    }

    /// The pattern that a script writes so; `None` for what no value here can be.
    pub(crate) fn of(expected: &WastRet<'_>) -> Option<Self> {
        match expected {
            WastRet::Core(core) => Self::of_core(core),
            #[allow(unreachable_patterns)]
            _ => None,
        }
    }

    fn of_core(expected: &WastRetCore<'_>) -> Option<Self> {
        Some(match expected {
            WastRetCore::I32(value) => Self::Value(Value::I32(*value)),
            WastRetCore::I64(value) => Self::Value(Value::I64(*value)),
            WastRetCore::F32(pattern) => of_f32(pattern),
            WastRetCore::F64(pattern) => of_f64(pattern),
            WastRetCore::V128(pattern) => of_vector(pattern),
            WastRetCore::RefNull(_) => Self::Reference { null: true },
            WastRetCore::RefExtern(None) | WastRetCore::RefFunc(None) => {
                Self::Reference { null: false }
            }
            WastRetCore::Either(all) => {
                Self::Either(all.iter().map(Self::of_core).collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }
}

fn nan_32(bits: u32, canonical: bool) -> bool {
    let payload = bits & FRACTION_32;
    let quiet = bits & 0x7f80_0000 == 0x7f80_0000 && payload & CANONICAL_32 != 0;
    quiet && (!canonical || payload == CANONICAL_32)
}

fn nan_64(bits: u64, canonical: bool) -> bool {
    let payload = bits & FRACTION_64;
    let quiet =
        bits & 0x7ff0_0000_0000_0000 == 0x7ff0_0000_0000_0000 && payload & CANONICAL_64 != 0;
    quiet && (!canonical || payload == CANONICAL_64)
}

fn lanes_admit(lanes: &[Pattern], bits: u128) -> bool {
    let width = 128 / lanes.len().max(1);
    lanes.iter().enumerate().all(|(index, lane)| {
        let lane_bits = bits >> (index * width);
        match (width, lane) {
            (64, Pattern::Value(Value::F64(_)) | Pattern::Nan64 { .. }) => {
                lane.admits(Value::F64(lane_bits as u64))
            }
            (64, _) => lane.admits(Value::I64(lane_bits as i64)),
            (32, Pattern::Value(Value::F32(_)) | Pattern::Nan32 { .. }) => {
                lane.admits(Value::F32(lane_bits as u32))
            }
            (32, _) => lane.admits(Value::I32(lane_bits as i32)),
            (16, _) => lane.admits(Value::I32(i32::from(lane_bits as i16))),
            _ => lane.admits(Value::I32(i32::from(lane_bits as i8))),
        }
    })
}

fn of_f32(pattern: &NanPattern<F32>) -> Pattern {
    match pattern {
        NanPattern::CanonicalNan => Pattern::Nan32 { canonical: true },
        NanPattern::ArithmeticNan => Pattern::Nan32 { canonical: false },
        NanPattern::Value(value) => Pattern::Value(Value::F32(value.bits)),
    }
}

fn of_f64(pattern: &NanPattern<F64>) -> Pattern {
    match pattern {
        NanPattern::CanonicalNan => Pattern::Nan64 { canonical: true },
        NanPattern::ArithmeticNan => Pattern::Nan64 { canonical: false },
        NanPattern::Value(value) => Pattern::Value(Value::F64(value.bits)),
    }
}

fn of_vector(pattern: &V128Pattern) -> Pattern {
    let small = |value: i32| Pattern::Value(Value::I32(value));
    Pattern::Lanes(match pattern {
        V128Pattern::I8x16(lanes) => lanes.iter().map(|lane| small((*lane).into())).collect(),
        V128Pattern::I16x8(lanes) => lanes.iter().map(|lane| small((*lane).into())).collect(),
        V128Pattern::I32x4(lanes) => lanes.iter().map(|lane| small(*lane)).collect(),
        V128Pattern::I64x2(lanes) => {
            lanes.iter().map(|lane| Pattern::Value(Value::I64(*lane))).collect()
        }
        V128Pattern::F32x4(lanes) => lanes.iter().map(of_f32).collect(),
        V128Pattern::F64x2(lanes) => lanes.iter().map(of_f64).collect(),
    })
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = |canonical: &bool| if *canonical { "canonical" } else { "arithmetic" };
        match self {
            Self::Value(value) => value.fmt(f),
            Self::Nan32 { canonical } => write!(f, "f32:nan:{}", kind(canonical)),
            Self::Nan64 { canonical } => write!(f, "f64:nan:{}", kind(canonical)),
            Self::Lanes(lanes) => list(f, "v128:", lanes, ","),
            Self::Reference { null: true } => f.write_str("a null reference"),
            Self::Reference { null: false } => f.write_str("a reference"),
            Self::Either(all) => list(f, "", all, " or "),
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, head: &str, all: &[Pattern], between: &str) -> fmt::Result {
    f.write_str(head)?;
    for (index, one) in all.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        write!(f, "{one}")?;
    }
    Ok(())
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Results(patterns) if patterns.is_empty() => f.write_str("no result"),
            Self::Results(patterns) => list(f, "", patterns, " "),
            Self::Trap(reason) => write!(f, "a trap: {reason}"),
            Self::Exhaustion => f.write_str("a trap: the end of the stack"),
            Self::End => f.write_str("an end"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nan_is_told_by_its_payload_and_never_by_its_sign() {
        let canonical = Pattern::Nan32 { canonical: true };
        let arithmetic = Pattern::Nan32 { canonical: false };
        for (bits, as_canonical, as_arithmetic) in [
            (0x7fc0_0000, true, true),
            (0xffc0_0000, true, true),
            (0x7fc0_0001, false, true),
            (0x7fa0_0000, false, false),
            (0x7f80_0000, false, false),
        ] {
            assert_eq!(canonical.admits(Value::F32(bits)), as_canonical, "{bits:08x}");
            assert_eq!(arithmetic.admits(Value::F32(bits)), as_arithmetic, "{bits:08x}");
        }
        assert!(!arithmetic.admits(Value::F64(0x7ff8_0000_0000_0000)));
        let wide = Pattern::Nan64 { canonical: true };
        assert!(wide.admits(Value::F64(0xfff8_0000_0000_0000)));
        assert!(!wide.admits(Value::F64(0x7ff8_0000_0000_0001)));
    }

    #[test]
    fn lanes_count_from_the_lowest() {
        let lanes = (0..16).map(|lane| Pattern::Value(Value::I32(-lane))).collect();
        let bits = (0..16).map(|lane| u128::from((-lane as i8) as u8) << (8 * lane)).sum();
        assert!(Pattern::Lanes(lanes).admits(Value::V128(bits)));
        let mixed = Pattern::Lanes(vec![
            Pattern::Nan64 { canonical: true },
            Pattern::Value(Value::F64(1.0_f64.to_bits())),
        ]);
        let one = u128::from(1.0_f64.to_bits()) << 64;
        assert!(mixed.admits(Value::V128(one | 0x7ff8_0000_0000_0000)));
        assert!(!mixed.admits(Value::V128(one)));
    }
}
