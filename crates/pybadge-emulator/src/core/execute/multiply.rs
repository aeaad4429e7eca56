//! Multiplication, division, sums of absolute differences.

use super::super::{Core, Exec, Fault, Instruction};

/// The addend, or zero where `a` is 15.
#[inline(always)]
fn addend(core: &Core, i: &Instruction) -> u32 {
    if i.a == 15 { 0 } else { core.reg(i.a) }
}

/// A signed halfword: top or bottom.
#[inline(always)]
fn half(value: u32, top: bool) -> i32 {
    if top { value as i32 >> 16 } else { i32::from(value as i16) }
}

/// A 64-bit value in RdHi (`a`) and RdLo (`d`).
fn pair(core: &Core, i: &Instruction) -> u64 {
    u64::from(core.reg(i.a)) << 32 | u64::from(core.reg(i.d))
}

fn set_pair(core: &mut Core, i: &Instruction, value: u64) -> Exec {
    core.set_reg(i.d, value as u32);
    core.finish(i.a, (value >> 32) as u32)
}

/// Writes the low word and sets Q when the value does not fit.
fn set_with_q(core: &mut Core, i: &Instruction, value: i64) -> Exec {
    core.saturated |= i64::from(value as i32) != value;
    core.finish(i.d, value as u32)
}

/// MUL; flags only in the 16-bit form, which leaves C and V.
pub(crate) fn multiply(core: &mut Core, i: &Instruction) -> Exec {
    let product = core.reg(i.n).wrapping_mul(core.reg(i.m));
    if i.flags != super::super::SetFlags::Never {
        core.set_nz(product);
    }
    core.finish(i.d, product)
}

pub(crate) fn multiply_accumulate(core: &mut Core, i: &Instruction) -> Exec {
    let product = core.reg(i.n).wrapping_mul(core.reg(i.m));
    core.finish(i.d, core.reg(i.a).wrapping_add(product))
}

pub(crate) fn multiply_subtract(core: &mut Core, i: &Instruction) -> Exec {
    let product = core.reg(i.n).wrapping_mul(core.reg(i.m));
    core.finish(i.d, core.reg(i.a).wrapping_sub(product))
}

/// SMULxy, SMLAxy: `N` and `M` choose the top halves.
pub(crate) fn multiply_halves<const N: bool, const M: bool>(
    core: &mut Core,
    i: &Instruction,
) -> Exec {
    let product = half(core.reg(i.n), N) * half(core.reg(i.m), M);
    let sum = i64::from(product) + i64::from(addend(core, i) as i32);
    set_with_q(core, i, sum)
}

/// SMULWx, SMLAWx: the upper 32 of the 48 bits.
pub(crate) fn multiply_wide_half<const M: bool>(core: &mut Core, i: &Instruction) -> Exec {
    let product = i64::from(core.reg(i.n) as i32) * i64::from(half(core.reg(i.m), M));
    let sum = (product >> 16) + i64::from(addend(core, i) as i32);
    set_with_q(core, i, sum)
}

/// The two products of SMUAD and its relatives, added or subtracted.
fn dual_product<const SUBTRACT: bool, const SWAP: bool>(core: &Core, i: &Instruction) -> i64 {
    let n = core.reg(i.n);
    let m = if SWAP { core.reg(i.m).rotate_right(16) } else { core.reg(i.m) };
    let low = i64::from(half(n, false)) * i64::from(half(m, false));
    let high = i64::from(half(n, true)) * i64::from(half(m, true));
    if SUBTRACT { low - high } else { low + high }
}

/// SMUAD, SMUSD, SMLAD, SMLSD.
pub(crate) fn dual_multiply<const SUBTRACT: bool, const SWAP: bool>(
    core: &mut Core,
    i: &Instruction,
) -> Exec {
    let sum = dual_product::<SUBTRACT, SWAP>(core, i) + i64::from(addend(core, i) as i32);
    set_with_q(core, i, sum)
}

/// SMLALD, SMLSLD.
pub(crate) fn long_dual_multiply<const SUBTRACT: bool, const SWAP: bool>(
    core: &mut Core,
    i: &Instruction,
) -> Exec {
    let sum = pair(core, i).wrapping_add(dual_product::<SUBTRACT, SWAP>(core, i) as u64);
    set_pair(core, i, sum)
}

/// SMMUL, SMMLA, SMMLS.
pub(crate) fn multiply_most_significant<const SUBTRACT: bool, const ROUND: bool>(
    core: &mut Core,
    i: &Instruction,
) -> Exec {
    let product = i64::from(core.reg(i.n) as i32) * i64::from(core.reg(i.m) as i32);
    let product = if SUBTRACT { product.wrapping_neg() } else { product };
    let sum = (i64::from(addend(core, i) as i32) << 32).wrapping_add(product);
    let sum = if ROUND { sum.wrapping_add(0x8000_0000) } else { sum };
    core.finish(i.d, (sum >> 32) as u32)
}

/// USAD8, USADA8.
pub(crate) fn absolute_differences(core: &mut Core, i: &Instruction) -> Exec {
    let (n, m) = (core.reg(i.n).to_le_bytes(), core.reg(i.m).to_le_bytes());
    let sum: u32 = n.iter().zip(m).map(|(&a, b)| u32::from(a.abs_diff(b))).sum();
    core.finish(i.d, addend(core, i).wrapping_add(sum))
}

/// SMULL, UMULL, SMLAL, UMLAL.
pub(crate) fn long_multiply<const SIGNED: bool, const ACCUMULATE: bool>(
    core: &mut Core,
    i: &Instruction,
) -> Exec {
    let (n, m) = (core.reg(i.n), core.reg(i.m));
    let product = if SIGNED {
        (i64::from(n as i32) * i64::from(m as i32)) as u64
    } else {
        u64::from(n) * u64::from(m)
    };
    let sum = if ACCUMULATE { pair(core, i).wrapping_add(product) } else { product };
    set_pair(core, i, sum)
}

/// SMLALxy.
pub(crate) fn long_multiply_halves<const N: bool, const M: bool>(
    core: &mut Core,
    i: &Instruction,
) -> Exec {
    let product = i64::from(half(core.reg(i.n), N)) * i64::from(half(core.reg(i.m), M));
    let sum = pair(core, i).wrapping_add(product as u64);
    set_pair(core, i, sum)
}

/// UMAAL: cannot overflow.
pub(crate) fn multiply_accumulate_accumulate(core: &mut Core, i: &Instruction) -> Exec {
    let product = u64::from(core.reg(i.n)) * u64::from(core.reg(i.m));
    let addends = u64::from(core.reg(i.a)) + u64::from(core.reg(i.d));
    set_pair(core, i, product + addends)
}

/// SDIV, UDIV: 2 to 12 cycles by the length of the quotient (TRM table 3-1;
/// the rule in between is an assumption: three bits a cycle).
pub(crate) fn divide<const SIGNED: bool>(core: &mut Core, i: &Instruction) -> Exec {
    let (n, m) = (core.reg(i.n), core.reg(i.m));
    if m == 0 {
        if core.scb.divide_trap {
            return Err(Fault::DivideByZero);
        }
        core.cycles += 1;
        core.set_reg(i.d, 0);
        return Ok(());
    }
    let quotient = if SIGNED { (n as i32).wrapping_div(m as i32) as u32 } else { n / m };
    let magnitude = if SIGNED { (quotient as i32).unsigned_abs() } else { quotient };
    core.cycles += 1 + u64::from((32 - magnitude.leading_zeros()) / 3);
    core.finish(i.d, quotient)
}
