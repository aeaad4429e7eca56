//! Exclusive loads and stores (A3.4). The local monitor of the Cortex-M4
//! does not compare addresses.

use super::super::{Core, Exec, Fault, Instruction};
use super::load_store::{BYTE, HALF};

fn check<const KIND: u8>(address: u32) -> Exec {
    let mask = match KIND {
        BYTE => 0,
        HALF => 1,
        _ => 3,
    };
    if address & mask != 0 { Err(Fault::Unaligned) } else { Ok(()) }
}

pub(crate) fn load<const KIND: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let address = core.reg(i.n).wrapping_add(i.imm);
    check::<KIND>(address)?;
    let value = match KIND {
        BYTE => core.load_byte(address)?,
        HALF => core.load_half(address)?,
        _ => core.load_word(address)?,
    };
    core.exclusive = true;
    core.finish(i.d, value)
}

/// `a` is the stored register, `d` receives 0 or, when refused, 1.
pub(crate) fn store<const KIND: u8>(core: &mut Core, i: &Instruction) -> Exec {
    let address = core.reg(i.n).wrapping_add(i.imm);
    check::<KIND>(address)?;
    if !core.exclusive {
        core.set_reg(i.d, 1);
        return Ok(());
    }
    let value = core.reg(i.a);
    match KIND {
        BYTE => core.store_byte(address, value)?,
        HALF => core.store_half(address, value)?,
        _ => core.store_word(address, value)?,
    }
    core.exclusive = false;
    core.finish(i.d, 0)
}
