//! Parallel and saturating arithmetic, extension, reversal (A4.4.4 to A4.4.7).

use super::super::{Core, Exec, Instruction};
use super::alu::shift_c;

pub(crate) const SIGNED_HALF: u8 = 0;
pub(crate) const UNSIGNED_HALF: u8 = 1;
/// Two bytes into two halfwords: SXTB16.
pub(crate) const SIGNED_PAIR: u8 = 2;
pub(crate) const UNSIGNED_PAIR: u8 = 3;
pub(crate) const SIGNED_BYTE: u8 = 4;
pub(crate) const UNSIGNED_BYTE: u8 = 5;

/// Result of a parallel operation: modulo with GE, saturated, or halved.
pub(crate) const SIGNED: u8 = 0;
pub(crate) const UNSIGNED: u8 = 1;
pub(crate) const SIGNED_SATURATING: u8 = 2;
pub(crate) const UNSIGNED_SATURATING: u8 = 3;
pub(crate) const SIGNED_HALVING: u8 = 4;
pub(crate) const UNSIGNED_HALVING: u8 = 5;

fn lanes_16(value: u32) -> [u32; 2] {
    [value & 0xffff, value >> 16]
}

fn extended<const KIND: u8>(value: u32) -> u32 {
    match KIND {
        SIGNED_HALF => value as i16 as u32,
        UNSIGNED_HALF => value & 0xffff,
        SIGNED_PAIR => value as i8 as u32 & 0xffff | ((value >> 16) as i8 as u32) << 16,
        UNSIGNED_PAIR => value & 0x00ff_00ff,
        SIGNED_BYTE => value as i8 as u32,
        _ => value & 0xff,
    }
}

pub(crate) fn extend<const KIND: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let value = core.reg(i.m).rotate_right(i.amount.into());
    core.finish(i.d, extended::<KIND>(value))
}

pub(crate) fn extend_add<const KIND: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let value = extended::<KIND>(core.reg(i.m).rotate_right(i.amount.into()));
    let n = core.reg(i.n);
    let sum = if matches!(KIND, SIGNED_PAIR | UNSIGNED_PAIR) {
        n.wrapping_add(value) & 0xffff | (n >> 16).wrapping_add(value >> 16) << 16
    } else {
        n.wrapping_add(value)
    };
    core.finish(i.d, sum)
}

/// One lane: the exact result of the operation on `width` bits, made to fit,
/// and whether it sets the lane's GE bits.
fn lane<const KIND: u8>(a: u32, b: u32, width: u32, subtract: bool) -> (u32, bool) {
    let signed = matches!(KIND, SIGNED | SIGNED_SATURATING | SIGNED_HALVING);
    let number = |value: u32| {
        if signed { (value << (32 - width)) as i32 >> (32 - width) } else { value as i32 }
    };
    let exact = if subtract { number(a) - number(b) } else { number(a) + number(b) };
    let mask = (1 << width) - 1;
    let ge = if signed || subtract { exact >= 0 } else { exact >> width != 0 };
    let result = match KIND {
        SIGNED_SATURATING => exact.clamp(-(1 << (width - 1)), (1 << (width - 1)) - 1),
        UNSIGNED_SATURATING => exact.clamp(0, mask),
        SIGNED_HALVING | UNSIGNED_HALVING => exact >> 1,
        _ => exact,
    };
    (result as u32 & mask as u32, ge)
}

/// The 36 parallel additions and subtractions; `a` is the operation.
pub(crate) fn add_subtract<const KIND: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let (n, m) = (core.reg(i.n), core.reg(i.m));
    let mut result = 0;
    let mut ge = 0;
    if i.a & 3 == 0 {
        // ADD8, SUB8.
        for index in 0..4 {
            let shift = 8 * index;
            let (value, set) = lane::<KIND>(n >> shift & 0xff, m >> shift & 0xff, 8, i.a & 4 != 0);
            result |= value << shift;
            ge |= u8::from(set) << index;
        }
    } else {
        let [n_low, n_high] = lanes_16(n);
        let exchange = i.a & 3 == 2;
        let [m_low, m_high] = lanes_16(if exchange { m.rotate_right(16) } else { m });
        // ASX subtracts below and adds above, SAX the reverse.
        let (low_subtracts, high_subtracts) = match i.a {
            0b001 => (false, false),
            0b101 => (true, true),
            0b010 => (true, false),
            _ => (false, true),
        };
        let (low, low_ge) = lane::<KIND>(n_low, m_low, 16, low_subtracts);
        let (high, high_ge) = lane::<KIND>(n_high, m_high, 16, high_subtracts);
        result = low | high << 16;
        ge = (u8::from(low_ge) * 3) | (u8::from(high_ge) * 12);
    }
    if matches!(KIND, SIGNED | UNSIGNED) {
        core.ge = ge;
    }
    core.finish(i.d, result)
}

/// SEL: bytes of Rn where GE is set, else of Rm.
pub(crate) fn select(core: &mut Core, i: &Instruction) -> Exec {
    let ge = u32::from(core.ge);
    let bits = ge & 1 | (ge & 2) << 7 | (ge & 4) << 14 | (ge & 8) << 21;
    let mask = bits * 0xff;
    core.finish(i.d, core.reg(i.n) & mask | core.reg(i.m) & !mask)
}

fn saturate_value(core: &mut Core, value: i64, least: i64, greatest: i64) -> u32 {
    core.saturated |= value < least || value > greatest;
    value.clamp(least, greatest) as u32
}

/// QADD, QSUB, QDADD, QDSUB: Rm plus or minus Rn, which may be doubled.
pub(crate) fn saturating_add<const DOUBLE: bool, const SUBTRACT: bool>(
    core: &mut Core,
    i: &Instruction,
) -> Exec {
    let (least, greatest) = (i64::from(i32::MIN), i64::from(i32::MAX));
    let mut n = i64::from(core.reg(i.n) as i32);
    if DOUBLE {
        n = i64::from(saturate_value(core, 2 * n, least, greatest) as i32);
    }
    let m = i64::from(core.reg(i.m) as i32);
    let result = saturate_value(core, if SUBTRACT { m - n } else { m + n }, least, greatest);
    core.finish(i.d, result)
}

fn range(signed: bool, width: u8) -> (i64, i64) {
    if signed { (-(1 << (width - 1)), (1 << (width - 1)) - 1) } else { (0, (1 << width) - 1) }
}

/// SSAT, USAT: `a` is the number of bits.
pub(crate) fn saturate<const IS_SIGNED: bool>(core: &mut Core, i: &Instruction) -> Exec {
    let (operand, _) = shift_c(core.reg(i.m), i.shift, i.amount.into(), core.carry);
    let (least, greatest) = range(IS_SIGNED, i.a);
    let result = saturate_value(core, i64::from(operand as i32), least, greatest);
    core.finish(i.d, result)
}

/// SSAT16, USAT16.
pub(crate) fn saturate_16<const IS_SIGNED: bool>(core: &mut Core, i: &Instruction) -> Exec {
    let (least, greatest) = range(IS_SIGNED, i.a);
    let [low, high] = lanes_16(core.reg(i.n)).map(|lane| i64::from(lane as i16));
    let low = saturate_value(core, low, least, greatest) & 0xffff;
    let high = saturate_value(core, high, least, greatest) & 0xffff;
    core.finish(i.d, low | high << 16)
}

pub(crate) fn reverse(core: &mut Core, i: &Instruction) -> Exec {
    core.finish(i.d, core.reg(i.m).swap_bytes())
}

pub(crate) fn reverse_halves(core: &mut Core, i: &Instruction) -> Exec {
    core.finish(i.d, core.reg(i.m).swap_bytes().rotate_right(16))
}

pub(crate) fn reverse_signed_half(core: &mut Core, i: &Instruction) -> Exec {
    core.finish(i.d, (core.reg(i.m) as u16).swap_bytes() as i16 as u32)
}

pub(crate) fn reverse_bits(core: &mut Core, i: &Instruction) -> Exec {
    core.finish(i.d, core.reg(i.m).reverse_bits())
}

pub(crate) fn count_leading_zeros(core: &mut Core, i: &Instruction) -> Exec {
    core.finish(i.d, core.reg(i.m).leading_zeros())
}
