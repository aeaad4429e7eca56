//! Loads and stores: single, dual, multiple.

use super::super::{Core, Exec, Fault, Instruction};

pub(crate) const BYTE: u8 = 0;
pub(crate) const HALF: u8 = 1;
pub(crate) const WORD: u8 = 2;
pub(crate) const SIGNED_BYTE: u8 = 3;
pub(crate) const SIGNED_HALF: u8 = 4;
/// A word into PC.
pub(crate) const PC: u8 = 5;

/// Use of the base register: address with offset, no write-back.
pub(crate) const OFFSET: u8 = 0;
/// Address with offset, written back.
pub(crate) const PRE_INDEX: u8 = 1;
/// Address without offset; the sum is written back.
pub(crate) const POST_INDEX: u8 = 2;

impl Core {
    #[inline(always)]
    fn read<const KIND: u8>(&mut self, address: u32) -> Exec<u32> {
        match KIND {
            BYTE => self.load_byte(address),
            SIGNED_BYTE => self.load_byte(address).map(|value| value as i8 as u32),
            HALF => self.load_half(address),
            SIGNED_HALF => self.load_half(address).map(|value| value as i16 as u32),
            _ => self.load_word(address),
        }
    }

    #[inline(always)]
    fn write<const KIND: u8>(&mut self, address: u32, value: u32) -> Exec {
        match KIND {
            BYTE => self.store_byte(address, value),
            HALF => self.store_half(address, value),
            _ => self.store_word(address, value),
        }
    }

    #[inline(always)]
    fn deliver<const KIND: u8>(&mut self, i: &Instruction, value: u32) -> Exec {
        if KIND == PC {
            return self.branch_exchange(value);
        }
        self.set_reg(i.d, value);
        Ok(())
    }

    /// The system region is closed to unprivileged accesses.
    fn check_unprivileged(&mut self, address: u32) -> Exec {
        if address >= 0xe000_0000 {
            self.fault_address = address;
            return Err(Fault::DataBus);
        }
        Ok(())
    }
}

pub(crate) fn load<const KIND: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let value = core.read::<KIND>(core.reg(i.n).wrapping_add(i.imm))?;
    core.deliver::<KIND>(i, value)
}

pub(crate) fn load_literal<const KIND: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let value = core.read::<KIND>(i.imm)?;
    core.deliver::<KIND>(i, value)
}

pub(crate) fn load_register<const KIND: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let value = core.read::<KIND>(core.reg(i.n).wrapping_add(core.reg(i.m) << i.amount))?;
    core.deliver::<KIND>(i, value)
}

pub(crate) fn load_unprivileged<const KIND: u8>(core: &mut Core, i: &Instruction) -> Exec {
    core.check_unprivileged(core.reg(i.n).wrapping_add(i.imm))?;
    load::<KIND>(core, i)
}

/// Address of an access and the new value of its base register.
#[inline(always)]
fn index(core: &Core, i: &Instruction) -> (u32, u32) {
    let base = core.reg(i.n);
    let sum = base.wrapping_add(i.imm);
    (if i.amount == POST_INDEX { base } else { sum }, sum)
}

pub(crate) fn load_indexed<const KIND: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let (address, base) = index(core, i);
    let value = core.read::<KIND>(address)?;
    core.set_reg(i.n, base);
    core.deliver::<KIND>(i, value)
}

pub(crate) fn store<const KIND: u8>(core: &mut Core, i: &Instruction) -> Exec {
    core.write::<KIND>(core.reg(i.n).wrapping_add(i.imm), core.reg(i.d))
}

pub(crate) fn store_register<const KIND: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let address = core.reg(i.n).wrapping_add(core.reg(i.m) << i.amount);
    core.write::<KIND>(address, core.reg(i.d))
}

pub(crate) fn store_unprivileged<const KIND: u8>(core: &mut Core, i: &Instruction) -> Exec {
    core.check_unprivileged(core.reg(i.n).wrapping_add(i.imm))?;
    store::<KIND>(core, i)
}

pub(crate) fn store_indexed<const KIND: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let (address, base) = index(core, i);
    core.write::<KIND>(address, core.reg(i.d))?;
    core.set_reg(i.n, base);
    Ok(())
}

pub(crate) fn load_dual(core: &mut Core, i: &Instruction) -> Exec {
    let (address, base) = index(core, i);
    let first = core.load_aligned(address)?;
    let second = core.load_aligned(address.wrapping_add(4))?;
    if i.amount != OFFSET {
        core.set_reg(i.n, base);
    }
    core.set_reg(i.d, first);
    core.set_reg(i.a, second);
    Ok(())
}

pub(crate) fn load_dual_literal(core: &mut Core, i: &Instruction) -> Exec {
    let first = core.load_aligned(i.imm)?;
    let second = core.load_aligned(i.imm.wrapping_add(4))?;
    core.set_reg(i.d, first);
    core.set_reg(i.a, second);
    Ok(())
}

pub(crate) fn store_dual(core: &mut Core, i: &Instruction) -> Exec {
    let (address, base) = index(core, i);
    core.store_aligned(address, core.reg(i.d))?;
    core.store_aligned(address.wrapping_add(4), core.reg(i.a))?;
    if i.amount != OFFSET {
        core.set_reg(i.n, base);
    }
    Ok(())
}

/// Stores the listed registers from `address` up.
#[inline(always)]
fn store_list(core: &mut Core, list: u32, mut address: u32) -> Exec {
    let mut rest = list;
    while rest != 0 {
        let register = rest.trailing_zeros() as u8;
        rest &= rest - 1;
        core.store_aligned(address, core.reg(register))?;
        address = address.wrapping_add(4);
    }
    Ok(())
}

pub(crate) fn store_increment(core: &mut Core, i: &Instruction) -> Exec {
    let base = core.reg(i.n);
    store_list(core, i.imm, base)?;
    if i.a != 0 {
        core.set_reg(i.n, base.wrapping_add(4 * i.imm.count_ones()));
    }
    Ok(())
}

pub(crate) fn store_decrement(core: &mut Core, i: &Instruction) -> Exec {
    let base = core.reg(i.n).wrapping_sub(4 * i.imm.count_ones());
    store_list(core, i.imm, base)?;
    if i.a != 0 {
        core.set_reg(i.n, base);
    }
    Ok(())
}

/// Loads the listed registers; nothing is changed when a load faults, so that
/// the instruction can be restarted.
#[inline(always)]
fn load_list(core: &mut Core, i: &Instruction, base: u32, write_back: u32) -> Exec {
    let mut values = [0; 16];
    let mut address = base;
    let mut rest = i.imm;
    while rest != 0 {
        let register = rest.trailing_zeros() as usize;
        rest &= rest - 1;
        values[register & 15] = core.load_aligned(address)?;
        address = address.wrapping_add(4);
    }
    if i.a != 0 {
        core.set_reg(i.n, write_back);
    }
    let mut rest = i.imm & 0x7fff;
    while rest != 0 {
        let register = rest.trailing_zeros() as u8;
        rest &= rest - 1;
        core.set_reg(register, values[usize::from(register & 15)]);
    }
    if i.imm >> 15 != 0 { core.branch_exchange(values[15]) } else { Ok(()) }
}

pub(crate) fn load_increment(core: &mut Core, i: &Instruction) -> Exec {
    let base = core.reg(i.n);
    load_list(core, i, base, base.wrapping_add(4 * i.imm.count_ones()))
}

pub(crate) fn load_decrement(core: &mut Core, i: &Instruction) -> Exec {
    let base = core.reg(i.n).wrapping_sub(4 * i.imm.count_ones());
    load_list(core, i, base, base)
}
