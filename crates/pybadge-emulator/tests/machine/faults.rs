//! Undefined encodings and everything else that faults.

use super::support::*;
use pybadge_emulator::Stop;

const NOP: u16 = 0xbf00;
const USAGE_FAULT: u32 = 6;

/// Runs one instruction that must fault; CFSR afterwards.
#[track_caller]
fn faults(code: &[u16], prepare: impl FnOnce(&mut Machine)) -> (Machine, u32) {
    let mut machine = Machine::new(code);
    prepare(&mut machine);
    let before = machine.badge.instructions();
    machine.step();
    // The first instruction of the handler, and nothing before it.
    if machine.exception() == 0 {
        machine.step();
        assert_eq!(machine.badge.instructions(), before + 2, "{code:04x?}");
    }
    let noted = machine.badge.take_faults();
    assert_eq!(noted.len(), 1, "{code:04x?}: {noted:?}");
    assert_ne!(machine.exception(), 0, "{code:04x?} did not fault");
    let status = machine.peek(CFSR);
    (machine, status)
}

#[test]
fn unallocated_encodings_are_undefined() {
    let cases: &[&[u16]] = &[
        &[0xde00],         // UDF
        &[0xf7f0, 0xa000], // UDF.W
        &[0xba80],         // between REV16 and REVSH
        &[0xb6a0],         // near CPS
        &[0x4780 | 0x78],  // BLX PC
        &[0x4500],         // CMP of two low registers in the high form
        &[0xe800, 0x0000], // RFE, SRS
        &[0xea80, 0x8000],
        &[0xfb90, 0x0f01], // SDIV with Ra wrong
        &[0xee31, 0x0b02], // VADD.F64
        &[0xef00, 0x0840], // Advanced SIMD
        &[0xfe30, 0x0a00], // FPv5
        &[0xf3ef, 0x8004], // MRS of no register
        &[0xf000, 0xc000], // BLX to Arm state
        &[0xe8d0, 0xf030], // between TBH and LDREXB
        &[0xbff0 | 0x01],  // IT with condition 1111
        &[0xb400],         // PUSH of nothing
    ];
    for code in cases {
        let (mut machine, status) = faults(code, |_| {});
        assert_eq!(status, 1 << 16, "{code:04x?}");
        assert_eq!(machine.exception(), 3, "{code:04x?}");
        assert_eq!(machine.peek(HFSR), 1 << 30);
        assert_eq!(machine.ram(STACK - 32 + 24), CODE);
    }
}

#[test]
fn an_enabled_usage_fault_is_not_escalated() {
    let (mut machine, status) = faults(&[0xde00], |machine| machine.poke(SHCSR, 1 << 18));
    assert_eq!((machine.exception(), status), (USAGE_FAULT, 1 << 16));
    assert_eq!(machine.peek(HFSR), 0);
    machine.poke(CFSR, 1 << 16);
    assert_eq!(machine.peek(CFSR), 0);
}

#[test]
fn coprocessors_that_are_absent_or_closed_have_their_own_fault() {
    let enable = |machine: &mut Machine| machine.poke(CPACR, 0xf << 20);
    // MRC p15; LDC p0; VADD.F32 without CPACR.
    assert_eq!(faults(&[0xee11, 0x0f10], enable).1, 1 << 19);
    assert_eq!(faults(&[0xec90, 0x0000], enable).1, 1 << 19);
    assert_eq!(faults(&[0xee30, 0x0a00], |_| {}).1, 1 << 19);
}

#[test]
fn division_by_zero_gives_zero_or_traps() {
    let divide = &[0xfb91, 0xf0f2];
    let mut machine = Machine::new(divide);
    machine.set(0, 7);
    machine.set(1, 5);
    machine.step();
    assert_eq!((machine.reg(0), machine.exception()), (0, 0));
    let (machine, status) = faults(divide, |machine| {
        machine.set(0, 7);
        machine.poke(CCR, 0x210);
    });
    assert_eq!((status, machine.reg(0)), (1 << 25, 7));
}

#[test]
fn only_plain_loads_and_stores_may_be_unaligned() {
    let at = |machine: &mut Machine| {
        machine.poke(CPACR, 0xf << 20);
        machine.set(2, 0x2000_0102);
    };
    let aligned_only: &[&[u16]] = &[
        &[0xe9d2, 0x0100], // LDRD r0, r1, [r2]
        &[0xe9c2, 0x0100], // STRD
        &[0xca03],         // LDM r2!, {r0, r1}
        &[0xc203],         // STM
        &[0xed92, 0x0a00], // VLDR s0, [r2]
        &[0xed82, 0x0a00], // VSTR
        &[0xecb2, 0x0a02], // VLDM
        &[0xe852, 0x0f00], // LDREX
    ];
    for code in aligned_only {
        let (machine, status) = faults(code, at);
        assert_eq!(status, 1 << 24, "{code:04x?}");
        assert_eq!(machine.reg(2), 0x2000_0102, "no write-back");
    }
    let mut machine = Machine::new(&[0x6810, 0x8810]);
    at(&mut machine);
    assert!(machine.badge.write_memory(0x2000_0102, &[1, 2, 3, 4]));
    machine.step();
    assert_eq!(machine.reg(0), 0x0403_0201);
    let (_, status) = faults(&[0x6810], |machine| {
        at(machine);
        machine.poke(CCR, 0x208);
    });
    assert_eq!(status, 1 << 24);
}

#[test]
fn an_address_that_answers_nowhere_is_a_bus_fault_with_its_address() {
    for code in [0x6810, 0x6010, 0x7810] {
        let (mut machine, status) = faults(&[code], |machine| machine.set(2, 0x3000_0040));
        assert_eq!(status, 1 << 9 | 1 << 15);
        assert_eq!(machine.peek(BFAR), 0x3000_0040);
    }
    // Just behind the end of RAM and of flash.
    for address in [0x2003_0000, 0x0008_0000] {
        assert_eq!(faults(&[0x6810], |machine| machine.set(2, address)).1, 1 << 9 | 1 << 15);
    }
}

#[test]
fn a_load_of_several_registers_that_faults_changes_none() {
    let (machine, _) = faults(&[0xca03], |machine| {
        machine.set(0, 5);
        machine.set(2, 0x2002_fffc);
    });
    assert_eq!((machine.reg(0), machine.reg(2)), (5, 0x2002_fffc));
}

#[test]
fn branches_to_nowhere_fault_at_their_target() {
    for (target, expected) in
        [(0x1000_0001, 1 << 8), (0x4000_0001, 1), (0xe000_0001, 1), (CODE, 1 << 17)]
    {
        let (machine, status) = faults(&[0x4700, NOP], |machine| machine.set(0, target));
        assert_eq!(status, expected, "{target:08x}");
        assert_eq!(machine.ram(STACK - 32 + 24), target & !1);
    }
}

#[test]
fn a_breakpoint_without_debugger_is_a_hard_fault() {
    let (mut machine, _) = faults(&[0xbe00], |_| {});
    assert_eq!(machine.exception(), 3);
    assert_eq!(machine.peek(HFSR), 1 << 31);
}

#[test]
fn a_fault_in_the_hard_fault_handler_locks_up() {
    let mut machine = Machine::new(&[0xde00]);
    machine.put(handler(3), &[0xde01]);
    let Stop::Lockup(lockup) = machine.stop() else { panic!("no lock-up") };
    assert_eq!(lockup.registers.pc, handler(3));
    assert_eq!(lockup.cfsr, 1 << 16);
}

#[test]
fn a_stack_below_ram_is_a_hard_fault_with_stkerr() {
    let (mut machine, status) = faults(&[0xdf00], |machine| machine.set(13, 0x2000_0010));
    assert_eq!(machine.exception(), 3);
    assert_eq!(status & 1 << 12, 1 << 12);
    assert_eq!(machine.peek(HFSR), 1 << 30);
}
