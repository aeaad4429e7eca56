//! Data processing: the operations in their operand forms, moves, shifts and
//! bit fields.

use super::super::{Core, Exec, Instruction, SetFlags};
use super::alu::shift_c;

#[inline(always)]
fn sets(i: &Instruction) -> bool {
    i.flags != SetFlags::Never
}

/// Carry of an expanded immediate: unchanged, clear, or set.
#[inline(always)]
fn immediate_carry(core: &Core, i: &Instruction) -> bool {
    if i.amount == 0 { core.carry } else { i.amount == 2 }
}

#[inline(always)]
fn shifted_operand(core: &Core, i: &Instruction) -> (u32, bool) {
    shift_c(core.reg(i.m), i.shift, i.amount.into(), core.carry)
}

pub(crate) fn register<const OPCODE: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let carry = core.carry;
    let result = core.operate::<OPCODE>(core.reg(i.n), core.reg(i.m), carry, sets(i));
    core.finish(i.d, result)
}

pub(crate) fn shifted<const OPCODE: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let (operand, carry) = shifted_operand(core, i);
    let result = core.operate::<OPCODE>(core.reg(i.n), operand, carry, sets(i));
    core.finish(i.d, result)
}

pub(crate) fn immediate<const OPCODE: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let carry = immediate_carry(core, i);
    let result = core.operate::<OPCODE>(core.reg(i.n), i.imm, carry, sets(i));
    core.finish(i.d, result)
}

pub(crate) fn test_register<const OPCODE: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let carry = core.carry;
    core.operate::<OPCODE>(core.reg(i.n), core.reg(i.m), carry, true);
    Ok(())
}

pub(crate) fn test_shifted<const OPCODE: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let (operand, carry) = shifted_operand(core, i);
    core.operate::<OPCODE>(core.reg(i.n), operand, carry, true);
    Ok(())
}

pub(crate) fn test_immediate<const OPCODE: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let carry = immediate_carry(core, i);
    core.operate::<OPCODE>(core.reg(i.n), i.imm, carry, true);
    Ok(())
}

pub(crate) fn move_register(core: &mut Core, i: &Instruction) -> Exec {
    let value = core.reg(i.m);
    if sets(i) {
        core.set_nz(value);
    }
    core.finish(i.d, value)
}

pub(crate) fn move_immediate(core: &mut Core, i: &Instruction) -> Exec {
    if sets(i) {
        core.carry = immediate_carry(core, i);
        core.set_nz(i.imm);
    }
    core.finish(i.d, i.imm)
}

/// MOVW and ADR: a constant known when decoding.
pub(crate) fn load_constant(core: &mut Core, i: &Instruction) -> Exec {
    core.finish(i.d, i.imm)
}

pub(crate) fn move_top(core: &mut Core, i: &Instruction) -> Exec {
    core.finish(i.d, core.reg(i.d) & 0xffff | i.imm << 16)
}

pub(crate) fn shift_immediate(core: &mut Core, i: &Instruction) -> Exec {
    let (value, carry) = shifted_operand(core, i);
    if sets(i) {
        core.set_nz(value);
        core.carry = carry;
    }
    core.finish(i.d, value)
}

/// The amount is the low byte of Rm.
pub(crate) fn shift_register(core: &mut Core, i: &Instruction) -> Exec {
    let amount = core.reg(i.m) & 0xff;
    let (value, carry) = shift_c(core.reg(i.n), i.shift, amount, core.carry);
    if sets(i) {
        core.set_nz(value);
        core.carry = carry;
    }
    core.finish(i.d, value)
}

/// PKHBT: bottom of Rn, top of the shifted Rm.
pub(crate) fn pack_bottom_top(core: &mut Core, i: &Instruction) -> Exec {
    let (operand, _) = shifted_operand(core, i);
    core.finish(i.d, core.reg(i.n) & 0xffff | operand & 0xffff_0000)
}

/// PKHTB: top of Rn, bottom of the shifted Rm.
pub(crate) fn pack_top_bottom(core: &mut Core, i: &Instruction) -> Exec {
    let (operand, _) = shifted_operand(core, i);
    core.finish(i.d, core.reg(i.n) & 0xffff_0000 | operand & 0xffff)
}

/// `width` ones, for 1 to 32.
fn ones(width: u8) -> u32 {
    u32::MAX >> (32 - u32::from(width))
}

pub(crate) fn bit_field_insert(core: &mut Core, i: &Instruction) -> Exec {
    let mask = ones(i.a) << i.amount;
    core.finish(i.d, core.reg(i.d) & !mask | core.reg(i.n) << i.amount & mask)
}

pub(crate) fn bit_field_clear(core: &mut Core, i: &Instruction) -> Exec {
    core.finish(i.d, core.reg(i.d) & !(ones(i.a) << i.amount))
}

pub(crate) fn bit_field_extract<const SIGNED: bool>(core: &mut Core, i: &Instruction) -> Exec {
    let top = core.reg(i.n) << (32 - i.amount - i.a);
    let rest = 32 - i.a;
    let value = if SIGNED { (top as i32 >> rest) as u32 } else { top >> rest };
    core.finish(i.d, value)
}
