//! Exceptions, priorities, privilege, stacks, sleep.

use super::support::*;
use pybadge_emulator::Stop;

const NOP: u16 = 0xbf00;

#[test]
fn svc_stacks_a_frame_and_returns_behind_itself() {
    let mut machine = Machine::new(&[0xdf05, NOP]);
    for register in [0, 1, 2, 3, 12] {
        machine.set(register, 0x1111 * register as u32);
    }
    machine.set(14, 0x4321);
    machine.steps(2);
    assert_eq!((machine.exception(), machine.pc()), (11, handler(11) + 2));
    assert_eq!((machine.reg(13), machine.reg(14)), (STACK - 32, 0xffff_fff9));
    let frame: Vec<u32> = (0..8).map(|index| machine.ram(STACK - 32 + 4 * index)).collect();
    let expected = [0, 0x1111, 0x2222, 0x3333, 0xcccc, 0x4321, CODE + 2, 0x0100_0000];
    assert_eq!(frame, expected);
    machine.step();
    assert_eq!((machine.exception(), machine.pc()), (0, CODE + 2));
    assert_eq!((machine.reg(13), machine.reg(14)), (STACK, 0x4321));
}

#[test]
fn a_misaligned_stack_is_aligned_and_restored() {
    let mut machine = Machine::new(&[0xdf00, NOP]);
    machine.set(13, STACK - 4);
    machine.steps(2);
    assert_eq!(machine.reg(13), STACK - 40);
    assert_eq!(machine.ram(STACK - 40 + 28) >> 9 & 1, 1);
    machine.step();
    assert_eq!(machine.reg(13), STACK - 4);
}

/// Enables interrupts 1, 2 and 3 with priorities 0x80, 0x40 and 0x40.
fn with_interrupts(code: &[u16]) -> Machine {
    let mut machine = Machine::new(code);
    machine.poke(ISER, 0b1110);
    machine.poke(IPR, 0x4040_8000);
    machine
}

#[test]
fn a_more_urgent_interrupt_preempts_and_an_equal_one_waits() {
    let mut machine = with_interrupts(&[NOP; 4]);
    machine.poke(STIR, 1);
    machine.step();
    assert_eq!(machine.exception(), 17);
    machine.poke(STIR, 3);
    machine.step();
    assert_eq!((machine.exception(), machine.reg(14)), (19, 0xffff_fff1));
    machine.poke(STIR, 2);
    // The handler of 3 returns straight into that of 2: a tail chain without
    // a second frame.
    let sp = machine.reg(13);
    machine.steps(2);
    assert_eq!((machine.exception(), machine.reg(13)), (18, sp));
    machine.step();
    assert_eq!((machine.exception(), machine.pc()), (17, handler(17) + 2));
    machine.step();
    assert_eq!((machine.exception(), machine.pc(), machine.reg(13)), (0, CODE, STACK));
}

#[test]
fn of_several_pending_interrupts_the_lowest_number_of_the_best_priority_comes_first() {
    // CPSID i; CPSIE i
    let mut machine = with_interrupts(&[0xb672, 0xb662, NOP]);
    machine.step();
    for number in [1, 3, 2] {
        machine.poke(STIR, number);
    }
    machine.step();
    let mut order = Vec::new();
    for _ in 0..3 {
        machine.step();
        order.push(machine.exception());
        machine.step();
    }
    assert_eq!((order, machine.exception()), (vec![18, 19, 17], 0));
}

#[test]
fn basepri_holds_back_what_is_not_more_urgent() {
    // MSR BASEPRI, r0
    let mut machine = with_interrupts(&[0xf380, 0x8811, NOP, NOP, NOP]);
    machine.set(0, 0x40);
    machine.step();
    machine.poke(STIR, 2);
    machine.step();
    assert_eq!(machine.exception(), 0);
    machine.poke(IPR, 0x4020_8000);
    machine.step();
    assert_eq!(machine.exception(), 18);
}

#[test]
fn primask_holds_back_until_cpsie_and_faults_pass_as_hard_fault() {
    // CPSID i; NOP; CPSIE i; NOP
    let mut machine = with_interrupts(&[0xb672, NOP, 0xb662, NOP]);
    machine.step();
    machine.poke(STIR, 2);
    machine.steps(2);
    assert_eq!((machine.exception(), machine.pc()), (0, CODE + 6));
    machine.step();
    assert_eq!(machine.exception(), 18);

    let mut machine = Machine::new(&[0xb672, 0xde00]);
    machine.poke(SHCSR, 1 << 18);
    machine.steps(2);
    assert_eq!(machine.exception(), 3, "UsageFault has priority 0, as PRIMASK has");
}

#[test]
fn pend_sv_comes_when_nothing_is_more_urgent_and_can_be_cleared() {
    let mut machine = Machine::new(&[NOP; 3]);
    machine.poke(ICSR, 1 << 28);
    machine.step();
    assert_eq!(machine.exception(), 14);
    machine.step();
    assert_eq!((machine.exception(), machine.pc()), (0, CODE));
    machine.poke(ICSR, 1 << 26);
    machine.step();
    assert_eq!(machine.exception(), 15);
}

#[test]
fn sys_tick_interrupts_after_its_period() {
    let mut machine = Machine::new(&[0xe7fe]);
    machine.poke(0xe000_e014, 99);
    machine.poke(0xe000_e010, 7);
    let start = machine.badge.cycles();
    while machine.exception() == 0 {
        machine.step();
    }
    assert_eq!(machine.exception(), 15);
    let elapsed = machine.badge.cycles() - start;
    assert!((100..130).contains(&elapsed), "{elapsed}");
}

#[test]
fn an_interrupt_between_the_instructions_of_an_it_block_keeps_their_conditions() {
    // CMP r0, r0; ITTEE EQ; STR r1, [r2] (pends PendSV); ADDEQ r3, #1;
    // ADDNE r4, #1; ADDNE r5, #1
    let mut machine = Machine::new(&[0x4280, 0xbf07, 0x6011, 0x3301, 0x3401, 0x3501, NOP]);
    machine.set(1, 1 << 28);
    machine.set(2, ICSR);
    // The handler changes the flags: MOVS r0, #1; BX LR
    machine.put(handler(14), &[0x2001, 0x4770]);
    machine.steps(3);
    machine.step();
    assert_eq!(machine.exception(), 14);
    assert_eq!(machine.badge.registers().xpsr & 0x0600_fc00, 0, "ITSTATE is clear in a handler");
    machine.steps(5);
    assert_eq!(machine.pc(), CODE + 14);
    assert_eq!([3, 4, 5].map(|register| machine.reg(register)), [1, 0, 0]);
}

#[test]
fn threads_run_on_the_process_stack_and_handlers_on_the_main_one() {
    // MSR PSP, r0; MSR CONTROL, r1; SVC; NOP
    let mut machine = Machine::new(&[0xf380, 0x8809, 0xf381, 0x8814, 0xdf00, NOP]);
    machine.set(0, 0x2000_8000);
    machine.set(1, 2);
    machine.steps(2);
    assert_eq!(machine.reg(13), 0x2000_8000);
    machine.steps(2);
    assert_eq!((machine.reg(13), machine.reg(14)), (STACK, 0xffff_fffd));
    let registers = machine.badge.registers();
    assert_eq!((registers.psp, registers.control), (0x2000_8000 - 32, 0));
    machine.step();
    let registers = machine.badge.registers();
    assert_eq!((registers.r[13], registers.msp, registers.control), (0x2000_8000, STACK, 2));
}

#[test]
fn unprivileged_code_cannot_raise_itself() {
    // MSR CONTROL, r1; MSR CONTROL, r2; CPSID i; MRS r3, CONTROL; LDR r0, [r4]
    let code = [0xf381, 0x8814, 0xf382, 0x8814, 0xb672, 0xf3ef, 0x8314, 0x6820];
    let mut machine = Machine::new(&code);
    machine.set(1, 1);
    machine.set(4, CFSR);
    machine.steps(4);
    let registers = machine.badge.registers();
    assert_eq!((registers.r[3], registers.control, registers.masks), (1, 1, 0));
    machine.step();
    assert_eq!(machine.exception(), 3);
    assert_eq!(machine.peek(CFSR), 1 << 9 | 1 << 15);
    assert_eq!(machine.peek(BFAR), CFSR);
}

#[test]
fn floating_point_registers_are_stacked_when_a_handler_uses_them() {
    // VMOV s0, r0; SVC; NOP
    let mut machine = Machine::new(&[0xee00, 0x0a10, 0xdf00, NOP]);
    // NOP; VMOV s0, r1; BX LR
    machine.put(handler(11), &[NOP, 0xee00, 0x1a10, 0x4770]);
    machine.poke(CPACR, 0xf << 20);
    machine.set(0, 0x3f80_0000);
    machine.set(1, 0x4000_0000);
    machine.steps(3);
    let frame = STACK - 104;
    assert_eq!((machine.reg(13), machine.reg(14)), (frame, 0xffff_ffe9));
    assert_eq!(machine.peek(0xe000_ef34) & 1, 1, "FPCCR.LSPACT");
    assert_eq!(machine.peek(0xe000_ef38), frame + 32, "FPCAR");
    assert_eq!(machine.ram(frame + 32), 0, "not stored yet");
    machine.step();
    assert_eq!(machine.ram(frame + 32), 0x3f80_0000);
    assert_eq!(machine.peek(0xe000_ef34) & 1, 0);
    assert_eq!(machine.badge.registers().s[0], 0x4000_0000);
    machine.step();
    let registers = machine.badge.registers();
    assert_eq!((registers.s[0], registers.control, registers.r[13]), (0x3f80_0000, 4, STACK));
}

#[test]
fn a_handler_without_floating_point_leaves_the_space_empty() {
    let mut machine = Machine::new(&[0xee00, 0x0a10, 0xdf00, NOP]);
    machine.poke(CPACR, 0xf << 20);
    machine.set(0, 0x3f80_0000);
    machine.steps(4);
    assert_eq!((machine.exception(), machine.ram(STACK - 104 + 32)), (0, 0));
    assert_eq!(machine.badge.registers().s[0], 0x3f80_0000);
    assert_eq!(machine.peek(0xe000_ef34) & 1, 0);
}

#[test]
fn wfi_wakes_for_a_masked_interrupt_without_taking_it() {
    // CPSID i; WFI; NOP
    let mut machine = Machine::new(&[0xb672, 0xbf30, NOP, 0xe7fe]);
    machine.poke(0xe000_e014, 9999);
    machine.poke(0xe000_e010, 7);
    machine.steps(2);
    let before = machine.badge.cycles();
    machine.step();
    assert_eq!((machine.exception(), machine.pc()), (0, CODE + 6));
    assert!(machine.badge.cycles() - before > 9000);
}

#[test]
fn sleep_that_nothing_can_end_is_reported() {
    let mut machine = Machine::new(&[0xbf30, NOP]);
    assert_eq!(machine.stop(), Stop::Asleep);
}

#[test]
fn wfe_passes_after_an_event_and_sleeps_without() {
    // SEV; WFE; NOP; WFE
    let mut machine = Machine::new(&[0xbf40, 0xbf20, NOP, 0xbf20]);
    machine.steps(3);
    assert_eq!(machine.pc(), CODE + 6);
    assert_eq!(machine.stop(), Stop::Asleep);
}

#[test]
fn exclusive_stores_fail_after_an_exception() {
    // LDREX r0, [r2]; SVC; STREX r3, r0, [r2]
    let mut machine = Machine::new(&[0xe852, 0x0f00, 0xdf00, 0xe842, 0x0300]);
    machine.set(2, 0x2000_0100);
    machine.steps(5);
    assert_eq!((machine.pc(), machine.reg(3)), (CODE + 10, 1));
}
