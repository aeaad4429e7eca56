//! Transfers between the floating-point registers, the core and memory.

use super::super::{Core, Exec, Instruction};

pub(crate) fn immediate(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    core.finish_single(i.d, i.imm)
}

fn unary(core: &mut Core, i: &Instruction, operation: impl FnOnce(u32) -> u32) -> Exec {
    core.float_check()?;
    let value = core.float.get(i.m);
    core.finish_single(i.d, operation(value))
}

pub(crate) fn register(core: &mut Core, i: &Instruction) -> Exec {
    unary(core, i, |value| value)
}

pub(crate) fn absolute(core: &mut Core, i: &Instruction) -> Exec {
    unary(core, i, |value| value & !(1 << 31))
}

pub(crate) fn negate(core: &mut Core, i: &Instruction) -> Exec {
    unary(core, i, |value| value ^ 1 << 31)
}

pub(crate) fn to_core(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    core.finish(i.d, core.float.get(i.n))
}

pub(crate) fn from_core(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    core.float.set(i.n, core.reg(i.d));
    Ok(())
}

pub(crate) fn pair_to_core(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    core.set_reg(i.d, core.float.get(i.m));
    core.set_reg(i.a, core.float.get(i.m + 1));
    Ok(())
}

pub(crate) fn pair_from_core(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    core.float.set(i.m, core.reg(i.d));
    core.float.set(i.m + 1, core.reg(i.a));
    Ok(())
}

pub(crate) fn status_to_flags(core: &mut Core, _: &Instruction) -> Exec {
    core.float_check()?;
    let saturated = u32::from(core.saturated) << 27;
    core.set_apsr_flags(core.float.fpscr & 0xf000_0000 | saturated);
    Ok(())
}

pub(crate) fn read_status(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    core.finish(i.d, core.float.fpscr)
}

pub(crate) fn write_status(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    core.float.set_fpscr(core.reg(i.d));
    Ok(())
}

/// VLDR: `a` words at an aligned address.
pub(crate) fn load(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    let base = if i.n == 15 { core.r[15] & !3 } else { core.reg(i.n) };
    let address = base.wrapping_add(i.imm);
    let first = core.load_aligned(address)?;
    if i.a == 2 {
        let second = core.load_aligned(address.wrapping_add(4))?;
        core.float.set(i.d + 1, second);
    }
    core.finish_single(i.d, first)
}

pub(crate) fn store(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    let address = core.reg(i.n).wrapping_add(i.imm);
    core.store_aligned(address, core.float.get(i.d))?;
    if i.a == 2 {
        core.store_aligned(address.wrapping_add(4), core.float.get(i.d + 1))?;
    }
    Ok(())
}

/// First address and final base of VLDM and VSTM: `m` 1 decrements before.
fn block(core: &Core, i: &Instruction) -> (u32, u32) {
    let base = core.reg(i.n);
    if i.m == 1 {
        let start = base.wrapping_sub(i.imm);
        (start, start)
    } else {
        (base, base.wrapping_add(i.imm))
    }
}

pub(crate) fn load_multiple(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    let (mut address, base) = block(core, i);
    for register in i.d..i.d + i.a {
        let value = core.load_aligned(address)?;
        core.float.set(register, value);
        address = address.wrapping_add(4);
    }
    if i.amount != 0 {
        core.set_reg(i.n, base);
    }
    Ok(())
}

pub(crate) fn store_multiple(core: &mut Core, i: &Instruction) -> Exec {
    core.float_check()?;
    let (mut address, base) = block(core, i);
    for register in i.d..i.d + i.a {
        core.store_aligned(address, core.float.get(register))?;
        address = address.wrapping_add(4);
    }
    if i.amount != 0 {
        core.set_reg(i.n, base);
    }
    Ok(())
}
