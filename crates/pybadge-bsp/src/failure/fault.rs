//! Hard faults, shown with what the processor knows about them. All other
//! faults escalate to this one, because nothing enables theirs.

use crate::stack;
use core::arch::naked_asm;
use cortex_m::peripheral::SCB;
use cortex_m_rt::ExceptionFrame;
use pybadge_board::RAM;

/// Hands over where the processor pushed its registers, after making sure that
/// there is a stack to go on with: where less than a KiB is left of it, or none
/// because it overflowed, it starts anew at the top, over what nobody returns
/// to.
///
/// # Safety
///
/// For the vector table alone: it expects EXC_RETURN in LR.
#[unsafe(no_mangle)]
#[unsafe(naked)]
unsafe extern "C" fn HardFault() -> ! {
    naked_asm!(
        "tst lr, #4",
        "ite eq",
        "mrseq r0, msp",
        "mrsne r0, psp",
        "movw r1, #:lower16:_stack_start",
        "movt r1, #:upper16:_stack_start",
        "movw r2, #:lower16:_stack_end",
        "movt r2, #:upper16:_stack_end",
        "add r2, r2, #1024",
        "cmp r0, r2",
        "blo 1f",
        "cmp r0, r1",
        "bls 2f",
        "1: mov sp, r1",
        "2: b {fault}",
        fault = sym fault,
    )
}

extern "C" fn fault(frame: *const ExceptionFrame) -> ! {
    // SAFETY: the registers are read only, and nothing else runs.
    let (cfsr, hfsr, bfar) = unsafe {
        let scb = &*SCB::PTR;
        (scb.cfsr.read(), scb.hfsr.read(), scb.bfar.read())
    };
    let (bottom, _) = stack::bounds();
    let address = frame.addr();
    if address < bottom || address + size_of::<ExceptionFrame>() > RAM.end as usize {
        super::show(
            "Stack overflow",
            format_args!("sp {address:#010x}\nstack from {bottom:#010x}\ncfsr {cfsr:#010x}"),
        );
    }
    // SAFETY: the processor pushed it there, and it is all in RAM.
    let frame = unsafe { &*frame };
    super::show(
        "Hard fault",
        format_args!(
            "{}\npc {:08x} lr {:08x}\nr0 {:08x} r1 {:08x}\nr2 {:08x} r3 {:08x}\ncfsr {cfsr:08x}\nhfsr {hfsr:08x}\nbfar {bfar:08x}",
            kind(cfsr, hfsr),
            frame.pc(),
            frame.lr(),
            frame.r0(),
            frame.r1(),
            frame.r2(),
            frame.r3(),
        ),
    )
}

/// What the flags say first (Armv7-M, "Configurable Fault Status Register").
fn kind(cfsr: u32, hfsr: u32) -> &'static str {
    const KINDS: [(u32, &str); 13] = [
        (1 << 25, "division by zero"),
        (1 << 24, "unaligned access"),
        (1 << 19, "no coprocessor"),
        (1 << 18, "bad return"),
        (1 << 17, "no Thumb code there"),
        (1 << 16, "undefined instruction"),
        (1 << 12, "bus error, push"),
        (1 << 11, "bus error, pop"),
        (1 << 10, "bus error, late"),
        (1 << 9, "bus error, data"),
        (1 << 8, "bus error, code"),
        (1 << 0, "code not executable"),
        (1 << 1, "memory protected"),
    ];
    if hfsr & 2 != 0 {
        return "vector not readable";
    }
    KINDS.iter().find(|(flag, _)| cfsr & flag != 0).map_or("fault", |(_, text)| text)
}
