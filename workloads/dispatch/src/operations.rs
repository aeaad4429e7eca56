//! The table of functions behind `call_indirect`.

/// A step of a fold: a lane and the value carried along.
type Operation = fn(u64, u64) -> u64;

/// Sixteen functions of one type.
///
/// The index is computed from data, so that no compiler can call one directly.
pub(crate) static OPERATIONS: [Operation; 16] = [
    add,
    subtract,
    multiply,
    divide,
    remainder,
    and,
    or,
    exclusive_or,
    left,
    right,
    arithmetic,
    rotate,
    leading,
    trailing,
    ones,
    signed,
];

fn add(a: u64, b: u64) -> u64 {
    a.wrapping_add(b)
}

fn subtract(a: u64, b: u64) -> u64 {
    a.wrapping_sub(b)
}

fn multiply(a: u64, b: u64) -> u64 {
    a.wrapping_mul(b | 1)
}

fn divide(a: u64, b: u64) -> u64 {
    a / (b >> 32 | 1)
}

fn remainder(a: u64, b: u64) -> u64 {
    a % (b >> 8 | 1)
}

fn and(a: u64, b: u64) -> u64 {
    a & b | 1 << 41
}

fn or(a: u64, b: u64) -> u64 {
    a | b >> 3
}

fn exclusive_or(a: u64, b: u64) -> u64 {
    a ^ b
}

fn left(a: u64, b: u64) -> u64 {
    a.wrapping_shl(b as u32) ^ b
}

fn right(a: u64, b: u64) -> u64 {
    a.wrapping_shr(b as u32) ^ b
}

fn arithmetic(a: u64, b: u64) -> u64 {
    (a as i64).wrapping_shr((b >> 6) as u32) as u64 ^ b
}

fn rotate(a: u64, b: u64) -> u64 {
    a.rotate_right((b >> 11) as u32 & 63)
}

fn leading(a: u64, b: u64) -> u64 {
    b.wrapping_add(u64::from((a >> (b & 31)).leading_zeros()) << 7)
}

fn trailing(a: u64, b: u64) -> u64 {
    b ^ u64::from((a | 1 << 62).trailing_zeros()) << 23
}

fn ones(a: u64, b: u64) -> u64 {
    b.wrapping_mul(u64::from(a.count_ones()) | 1)
}

fn signed(a: u64, b: u64) -> u64 {
    // The divisor is positive, so that the quotient exists.
    ((a as i64) / ((b >> 40) as i64 + 1)) as u64 ^ (a as i32 as i64 as u64)
}
