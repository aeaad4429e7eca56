//! Branches, and the conditions they share with IT.

use super::super::{Core, Exec, Instruction};

/// Cycles to refill the pipeline: TRM table 3-1 gives 1 to 3. A target known
/// when decoding takes 1, one from a register or memory 2.
const REFILL_DIRECT: u64 = 1;
const REFILL_INDIRECT: u64 = 2;

impl Core {
    /// ConditionPassed (A7.3.1).
    #[inline(always)]
    pub(crate) fn condition(&self, condition: u8) -> bool {
        let holds = match condition >> 1 {
            0 => self.zero,
            1 => self.carry,
            2 => self.negative,
            3 => self.overflow,
            4 => self.carry && !self.zero,
            5 => self.negative == self.overflow,
            6 => !self.zero && self.negative == self.overflow,
            _ => return true,
        };
        holds != (condition & 1 != 0)
    }

    #[inline(always)]
    pub(crate) fn jump(&mut self, target: u32, refill: u64) {
        self.next = target & !1;
        self.cycles += refill;
        // A 32-bit instruction across a word boundary needs a second fetch.
        if target & 2 != 0 && self.flash.get(target as usize | 1).is_some_and(|&byte| byte >= 0xe8)
        {
            self.cycles += 1;
        }
    }

    #[inline(always)]
    pub(crate) fn jump_indirect(&mut self, target: u32) {
        self.jump(target, REFILL_INDIRECT);
    }
}

pub(crate) fn branch(core: &mut Core, i: &Instruction) -> Exec {
    core.jump(i.imm, REFILL_DIRECT);
    Ok(())
}

pub(crate) fn branch_conditional(core: &mut Core, i: &Instruction) -> Exec {
    if core.condition(i.a) {
        core.jump(i.imm, REFILL_DIRECT);
    }
    Ok(())
}

/// CBZ and, with `a` 1, CBNZ.
pub(crate) fn compare_branch(core: &mut Core, i: &Instruction) -> Exec {
    if (core.reg(i.n) == 0) != (i.a != 0) {
        core.jump(i.imm, REFILL_DIRECT);
    }
    Ok(())
}

pub(crate) fn branch_link(core: &mut Core, i: &Instruction) -> Exec {
    core.r[14] = core.next | 1;
    core.jump(i.imm, REFILL_DIRECT);
    Ok(())
}

pub(crate) fn branch_exchange(core: &mut Core, i: &Instruction) -> Exec {
    core.branch_exchange(core.reg(i.m))
}

pub(crate) fn branch_link_exchange(core: &mut Core, i: &Instruction) -> Exec {
    let target = core.reg(i.m);
    core.r[14] = core.next | 1;
    core.branch_interworking(target)
}

pub(crate) fn move_pc(core: &mut Core, i: &Instruction) -> Exec {
    core.jump_indirect(core.reg(i.m) & !1);
    Ok(())
}

pub(crate) fn add_pc(core: &mut Core, i: &Instruction) -> Exec {
    core.jump_indirect(core.r[15].wrapping_add(core.reg(i.m)) & !1);
    Ok(())
}

pub(crate) fn table_byte(core: &mut Core, i: &Instruction) -> Exec {
    let offset = core.load_byte(core.reg(i.n).wrapping_add(core.reg(i.m)))?;
    core.jump_indirect(core.r[15].wrapping_add(2 * offset));
    Ok(())
}

pub(crate) fn table_half(core: &mut Core, i: &Instruction) -> Exec {
    let offset = core.load_half(core.reg(i.n).wrapping_add(core.reg(i.m) << 1))?;
    core.jump_indirect(core.r[15].wrapping_add(2 * offset));
    Ok(())
}
