//! Whole-number sine.

/// A sine over 256 steps per turn, −127 to 127.
///
/// Two parabolas per turn, at most 7 away from the true sine: smooth enough
/// for motion, and it needs neither a table nor floating point.
#[inline(never)]
pub const fn sine(angle: u8) -> i32 {
    let x = (angle & 0x7F) as i32;
    let y = x * (128 - x) * 127 / 4096;
    if angle < 128 { y } else { -y }
}
