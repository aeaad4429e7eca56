//! Special registers, exceptions by instruction, hints, IT.

use super::super::{Core, Exec, Fault, Instruction, Sleep};

pub(crate) fn nop(_: &mut Core, _: &Instruction) -> Exec {
    Ok(())
}

pub(crate) fn undefined(_: &mut Core, _: &Instruction) -> Exec {
    Err(Fault::Undefined)
}

pub(crate) fn no_coprocessor(_: &mut Core, _: &Instruction) -> Exec {
    Err(Fault::NoCoprocessor)
}

pub(crate) fn breakpoint(_: &mut Core, _: &Instruction) -> Exec {
    Err(Fault::Breakpoint)
}

pub(crate) fn supervisor_call(_: &mut Core, _: &Instruction) -> Exec {
    Err(Fault::SupervisorCall)
}

/// IT: condition and mask become ITSTATE.
pub(crate) fn if_then(core: &mut Core, i: &Instruction) -> Exec {
    core.it = i.imm as u8;
    Ok(())
}

pub(crate) fn clear_exclusive(core: &mut Core, _: &Instruction) -> Exec {
    core.exclusive = false;
    Ok(())
}

pub(crate) fn send_event(core: &mut Core, _: &Instruction) -> Exec {
    core.event = true;
    Ok(())
}

pub(crate) fn wait_for_event(core: &mut Core, _: &Instruction) -> Exec {
    if !std::mem::take(&mut core.event) {
        core.sleep = Sleep::Event;
        core.deadline = 0;
    }
    Ok(())
}

pub(crate) fn wait_for_interrupt(core: &mut Core, _: &Instruction) -> Exec {
    core.sleep = Sleep::Interrupt;
    core.deadline = 0;
    Ok(())
}

/// CPSIE, CPSID: without effect for unprivileged code.
pub(crate) fn change_processor_state(core: &mut Core, i: &Instruction) -> Exec {
    if !core.privileged() {
        return Ok(());
    }
    let disable = i.a != 0;
    if i.imm & 2 != 0 {
        core.primask = disable;
    }
    if i.imm & 1 != 0 {
        set_faultmask(core, disable);
    }
    core.deadline = 0;
    Ok(())
}

/// FAULTMASK can be set only below the priority of HardFault.
fn set_faultmask(core: &mut Core, value: bool) {
    if !value || core.execution_priority() > -1 {
        core.faultmask = value;
    }
}

/// MRS (B5.2.2): what unprivileged code may not see reads as zero.
pub(crate) fn move_from_special(core: &mut Core, i: &Instruction) -> Exec {
    let privileged = core.privileged();
    let value = match i.imm {
        // APSR, IPSR and EPSR in their combinations; EPSR reads as zero.
        register @ 0..=7 => {
            let exception =
                if register & 1 != 0 && privileged { u32::from(core.exception) } else { 0 };
            exception | if register & 4 == 0 { core.apsr() } else { 0 }
        }
        20 => core.control(),
        _ if !privileged => 0,
        8 => core.msp(),
        9 => core.psp(),
        16 => core.primask.into(),
        17 | 18 => core.basepri.into(),
        _ => core.faultmask.into(),
    };
    core.finish(i.d, value)
}

/// MSR (B5.2.3): `a` is the mask of APSR, bit 1 for NZCVQ, bit 0 for GE.
pub(crate) fn move_to_special(core: &mut Core, i: &Instruction) -> Exec {
    let value = core.reg(i.n);
    if i.imm < 4 {
        if i.a & 2 != 0 {
            core.set_apsr_flags(value);
        }
        if i.a & 1 != 0 {
            core.set_ge(value);
        }
        return Ok(());
    }
    if !core.privileged() {
        return Ok(());
    }
    match i.imm {
        8 => core.set_msp(value),
        9 => core.set_psp(value),
        16 => core.primask = value & 1 != 0,
        17 => core.basepri = value as u8 & 0xe0,
        18 => {
            let value = value as u8 & 0xe0;
            if value != 0 && (core.basepri == 0 || value < core.basepri) {
                core.basepri = value;
            }
        }
        19 => set_faultmask(core, value & 1 != 0),
        20 => set_control(core, value),
        _ => {}
    }
    core.deadline = 0;
    Ok(())
}

fn set_control(core: &mut Core, value: u32) {
    core.with_stack_selection(|core| {
        core.unprivileged_thread = value & 1 != 0;
        // In Handler mode SPSEL cannot be written.
        if core.exception == 0 {
            core.process_stack = value & 2 != 0;
        }
    });
    core.float.active = value & 4 != 0;
    core.update_float_access();
}
