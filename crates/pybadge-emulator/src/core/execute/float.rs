//! Floating-point arithmetic, comparison and conversion.
//!
//! The host's arithmetic is used where it is exact or rounds as FPSCR says,
//! the exact way of [`Environment`] elsewhere.

use super::super::float::arithmetic::{host_add, host_divide, host_multiply, host_square_root};
use super::super::float::convert::Fixed;
use super::super::float::format::{Environment, Rounding};
use super::super::{Core, Exec, Instruction};

const SIGN: u32 = 1 << 31;

/// Runs `operation` in the modes of FPSCR and adds what it raised.
fn exact<T>(core: &mut Core, operation: impl FnOnce(&mut Environment) -> T) -> T {
    let mut environment = core.float.environment();
    let result = operation(&mut environment);
    core.float.fpscr |= environment.raised;
    result
}

/// The host's result where it has one, else the exact one.
#[inline(always)]
fn compute(
    core: &mut Core,
    host: impl FnOnce() -> Option<(u32, u32)>,
    operation: impl FnOnce(&mut Environment) -> u32,
) -> u32 {
    if core.float.plain
        && let Some((result, raised)) = host()
    {
        core.float.fpscr |= raised;
        return result;
    }
    exact(core, operation)
}

fn float_add(core: &mut Core, a: u32, b: u32) -> u32 {
    compute(core, || host_add(f32::from_bits(a), f32::from_bits(b)), |e| e.add(a, b))
}

fn float_multiply(core: &mut Core, a: u32, b: u32) -> u32 {
    compute(core, || host_multiply(f32::from_bits(a), f32::from_bits(b)), |e| e.multiply(a, b))
}

#[inline(always)]
fn binary(core: &mut Core, i: &Instruction, operation: fn(&mut Core, u32, u32) -> u32) -> Exec {
    core.float_check()?;
    let (a, b) = (core.float.get(i.n), core.float.get(i.m));
    let result = operation(core, a, b);
    core.finish_single(i.d, result)
}

pub(crate) fn add(core: &mut Core, i: &Instruction) -> Exec {
    binary(core, i, float_add)
}

pub(crate) fn subtract(core: &mut Core, i: &Instruction) -> Exec {
    binary(core, i, |core, a, b| {
        compute(core, || host_add(f32::from_bits(a), -f32::from_bits(b)), |e| e.subtract(a, b))
    })
}

pub(crate) fn multiply(core: &mut Core, i: &Instruction) -> Exec {
    binary(core, i, float_multiply)
}

pub(crate) fn multiply_negate(core: &mut Core, i: &Instruction) -> Exec {
    binary(core, i, |core, a, b| float_multiply(core, a, b) ^ SIGN)
}

pub(crate) fn divide(core: &mut Core, i: &Instruction) -> Exec {
    binary(core, i, |core, a, b| {
        compute(core, || host_divide(f32::from_bits(a), f32::from_bits(b)), |e| e.divide(a, b))
    })
}

pub(crate) fn square_root(core: &mut Core, i: &Instruction) -> Exec {
    binary(core, i, |core, _, a| {
        compute(core, || host_square_root(f32::from_bits(a)), |e| e.square_root(a))
    })
}

/// VMLA, VMLS, VNMLA, VNMLS: two roundings. `NEGATE` changes the sign of the
/// accumulator, `SUBTRACT` that of the product.
pub(crate) fn multiply_accumulate<const NEGATE: bool, const SUBTRACT: bool>(
    core: &mut Core,
    i: &Instruction,
) -> Exec {
    core.float_check()?;
    let (a, b) = (core.float.get(i.n), core.float.get(i.m));
    let product = float_multiply(core, a, b) ^ if SUBTRACT { SIGN } else { 0 };
    let addend = core.float.get(i.d) ^ if NEGATE { SIGN } else { 0 };
    let result = float_add(core, addend, product);
    core.finish_single(i.d, result)
}

/// VFMA, VFMS, VFNMA, VFNMS: one rounding.
pub(crate) fn fused<const NEGATE: bool, const SUBTRACT: bool>(
    core: &mut Core,
    i: &Instruction,
) -> Exec {
    core.float_check()?;
    let addend = core.float.get(i.d) ^ if NEGATE { SIGN } else { 0 };
    let a = core.float.get(i.n) ^ if SUBTRACT { SIGN } else { 0 };
    let b = core.float.get(i.m);
    let result = exact(core, |e| e.multiply_add(addend, a, b));
    core.finish_single(i.d, result)
}

fn finish_compare(core: &mut Core, a: u32, b: u32, quiet_is_invalid: bool) -> Exec {
    let flags = exact(core, |e| e.compare(a, b, quiet_is_invalid));
    core.float.fpscr = core.float.fpscr & 0x0fff_ffff | flags;
    Ok(())
}

/// VCMP and, with `a` 1, VCMPE.
pub(crate) fn compare(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    let (a, b) = (core.float.get(i.d), core.float.get(i.m));
    finish_compare(core, a, b, i.a != 0)
}

pub(crate) fn compare_zero(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    let a = core.float.get(i.d);
    finish_compare(core, a, 0, i.a != 0)
}

fn format(i: &Instruction) -> Fixed {
    Fixed { width: i.amount.into(), fraction_bits: i.n.into(), unsigned: i.a != 0 }
}

/// To an integer or fixed point; `imm` 1 rounds towards zero.
pub(crate) fn to_fixed(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    let operand = core.float.get(i.m);
    let result = exact(core, |e| {
        if i.imm != 0 {
            e.rounding = Rounding::Zero;
        }
        e.single_to_fixed(operand, format(i))
    });
    core.finish_single(i.d, result)
}

/// From an integer, rounded by FPSCR, or (`imm` 1) fixed point, to nearest.
pub(crate) fn from_fixed(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    let operand = core.float.get(i.m);
    let result = exact(core, |e| {
        if i.imm != 0 {
            e.rounding = Rounding::Nearest;
        }
        e.fixed_to_single(operand, format(i))
    });
    core.finish_single(i.d, result)
}

pub(crate) fn half_to_single<const TOP: bool>(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    let half = (core.float.get(i.m) >> if TOP { 16 } else { 0 }) as u16;
    let result = exact(core, |e| e.half_to_single(half));
    core.finish_single(i.d, result)
}

pub(crate) fn single_to_half<const TOP: bool>(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    let operand = core.float.get(i.m);
    let half = u32::from(exact(core, |e| e.single_to_half(operand)));
    let old = core.float.get(i.d);
    let result = if TOP { old & 0xffff | half << 16 } else { old & 0xffff_0000 | half };
    core.finish_single(i.d, result)
}
