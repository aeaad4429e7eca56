//! Single instructions that the recorded vectors leave out.

use super::support::*;

#[test]
fn the_lowest_bits_of_sp_are_always_clear() {
    // MOV SP, r0; MSR MSP, r0
    let mut machine = Machine::new(&[0x4685, 0xf380, 0x8808]);
    machine.set(0, 0x2000_8003);
    machine.step();
    assert_eq!(machine.reg(13), 0x2000_8000);
    machine.step();
    assert_eq!(machine.badge.registers().msp, 0x2000_8000);
}

#[test]
fn smlad_sets_q_only_when_the_exact_sum_does_not_fit() {
    // SMLAD r0, r1, r2, r3
    for (addend, q) in [(0, 1), (u32::MAX, 0)] {
        let mut machine = Machine::new(&[0xfb21, 0x3002]);
        machine.set(1, 0x8000_8000);
        machine.set(2, 0x8000_8000);
        machine.set(3, addend);
        machine.step();
        assert_eq!(machine.reg(0), 0x8000_0000_u32.wrapping_add(addend));
        assert_eq!(machine.badge.registers().xpsr >> 27 & 1, q);
    }
}

#[test]
fn fixed_point_becomes_floating_point_to_nearest_in_every_mode() {
    for mode in 0..4 {
        // VCVT.F32.U32 s0, s0, #1
        let mut machine = Machine::new(&[0xeebb, 0x0aef]);
        machine.badge.enable_float();
        let mut registers = machine.badge.registers();
        registers.control = 4;
        registers.fpscr = mode << 22;
        registers.s[0] = 0x0300_0003;
        machine.badge.set_registers(&registers);
        machine.step();
        // 50331651 / 2 lies halfway; the even neighbour is 25165826.
        assert_eq!(f32::from_bits(machine.badge.registers().s[0]), 25_165_826.0);
    }
}

#[test]
fn stores_into_code_of_ram_are_executed() {
    // In RAM: MOVS r0, #1; STRH r1, [r2]; B back
    let mut machine = Machine::new(&[0x4720]);
    machine.put(0x2000_0200, &[0x2001, 0x8011, 0xe7fc]);
    machine.set(1, 0x2007);
    machine.set(2, 0x2000_0200);
    machine.set(4, 0x2000_0201);
    machine.steps(3);
    assert_eq!(machine.reg(0), 1);
    machine.steps(2);
    assert_eq!(machine.reg(0), 7);
}
