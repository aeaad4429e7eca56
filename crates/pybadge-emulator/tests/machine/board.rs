//! The chip's devices and the board, driven by stores of the processor.

use super::support::*;
use pybadge_emulator::{Limits, Reset, Stop};

const GENCTRL0: u32 = 0x4000_1c20;
const PCHCTRL: u32 = 0x4000_1c80;
const PORT: u32 = 0x4100_8000;
const PORT_B: u32 = PORT + 0x80;
const DIRSET: u32 = 0x08;
const OUTCLR: u32 = 0x14;
const OUTSET: u32 = 0x18;
const SERCOM4: u32 = 0x4300_0000;
const SERCOM5: u32 = 0x4300_0400;
const DMAC: u32 = 0x4100_a000;
const DATA: u32 = 0x28;
const SELECT: u32 = 1 << 7;
const DATA_COMMAND: u32 = 1 << 5;
const LOOP: &[u16] = &[0xe7fe];

/// A machine whose display interface is set up: SERCOM4 at the frequency of
/// the processor, 8 cycles a bit, chip select and D/C as outputs.
fn with_display() -> Machine {
    let mut machine = Machine::new(LOOP);
    machine.poke(PCHCTRL + 4 * 34, 0x40);
    machine.poke(SERCOM4 + 0x0c, 3);
    machine.poke(SERCOM4, 0xe);
    machine.poke(PORT_B + DIRSET, SELECT | DATA_COMMAND);
    machine.poke(PORT_B + OUTCLR, SELECT);
    machine
}

fn send(machine: &mut Machine, command: u8, arguments: &[u8]) {
    machine.poke(PORT_B + OUTCLR, DATA_COMMAND);
    transmit(machine, &[command]);
    machine.poke(PORT_B + OUTSET, DATA_COMMAND);
    transmit(machine, arguments);
}

fn transmit(machine: &mut Machine, bytes: &[u8]) {
    for &byte in bytes {
        machine.poke(SERCOM4 + DATA, byte.into());
        while machine.peek(SERCOM4 + 0x18) & 2 == 0 {}
    }
}

fn switch_on(machine: &mut Machine) {
    send(machine, 0x11, &[]);
    send(machine, 0x29, &[]);
    send(machine, 0x36, &[0xa0]);
    send(machine, 0x3a, &[5]);
    send(machine, 0x2a, &[0, 2, 0, 3]);
    send(machine, 0x2b, &[0, 1, 0, 1]);
}

fn pixel(machine: &Machine, x: usize, y: usize) -> [u8; 3] {
    let screen = machine.badge.screen();
    let at = (y * screen.width + x) * 3;
    screen.rgb[at..at + 3].try_into().expect("three bytes")
}

#[test]
fn bytes_on_the_wire_become_pixels() {
    let mut machine = with_display();
    switch_on(&mut machine);
    send(&mut machine, 0x2c, &[0xf8, 0x00, 0x07, 0xe0]);
    assert_eq!((pixel(&machine, 2, 1), pixel(&machine, 3, 1)), ([255, 0, 0], [0, 255, 0]));
    assert_eq!(machine.badge.display_pixels(), 2);
    assert_eq!(machine.badge.display_losses(), (0, 0));
}

#[test]
fn a_display_that_is_not_selected_sees_nothing() {
    let mut machine = with_display();
    switch_on(&mut machine);
    machine.poke(PORT_B + OUTSET, SELECT);
    send(&mut machine, 0x2c, &[0xf8, 0x00]);
    assert_eq!((machine.badge.display_pixels(), machine.badge.display_losses()), (0, (3, 0)));
    // An undriven chip select does not select either.
    machine.poke(PORT_B + OUTCLR, SELECT);
    machine.poke(PORT_B + 0x04, SELECT);
    send(&mut machine, 0x2c, &[0xf8, 0x00]);
    assert_eq!(machine.badge.display_losses(), (6, 0));
}

#[test]
fn dma_feeds_the_display_at_the_rate_of_the_wire() {
    let mut machine = with_display();
    switch_on(&mut machine);
    send(&mut machine, 0x2c, &[]);
    let (descriptors, source) = (0x2000_1000, 0x2000_2000);
    let data: Vec<u8> = [0x00, 0x1f, 0xff, 0xff].repeat(64);
    assert!(machine.badge.write_memory(source, &data));
    let words = [0x0401 | 256 << 16, source + 256, SERCOM4 + DATA, 0];
    for (index, word) in words.into_iter().enumerate() {
        assert!(machine.badge.write_memory(descriptors + 4 * index as u32, &word.to_le_bytes()));
    }
    machine.poke(DMAC + 0x34, descriptors);
    machine.poke(DMAC + 0x38, descriptors + 0x200);
    machine.poke(DMAC, 0x0f02);
    machine.poke(DMAC + 0x4c, 2 << 8);
    machine.poke(ISER, 1 << 31);
    let start = machine.badge.cycles();
    machine.poke(DMAC + 0x40, 2 | 0x0d << 8 | 2 << 20);
    while machine.exception() == 0 {
        machine.step();
    }
    assert_eq!(machine.exception(), 16 + 31);
    // All but the last two bytes, which still are in the SERCOM.
    let elapsed = machine.badge.cycles() - start;
    assert!((254 * 64..255 * 64 + 60).contains(&elapsed), "{elapsed}");
    assert_eq!(machine.peek(DMAC + 0x4c) >> 16 & 7, 2, "TCMPL");
    machine.badge.run(Limits::cycles(200));
    assert_eq!(machine.badge.display_pixels(), 128);
    assert_eq!((pixel(&machine, 2, 1), pixel(&machine, 3, 1)), ([0, 0, 255], [255; 3]));
}

#[test]
fn buttons_are_read_through_the_shift_register() {
    const LATCH: u32 = 1;
    const CLOCK: u32 = 1 << 31;
    let mut machine = Machine::new(LOOP);
    machine.badge.set_buttons(0b0110_1001);
    machine.poke(PORT_B + OUTSET, LATCH | CLOCK);
    machine.poke(PORT_B + DIRSET, LATCH | CLOCK);
    // INEN of PB30.
    machine.poke(PORT_B + 0x5c, 2 << 16);
    machine.poke(PORT_B + OUTCLR, LATCH);
    machine.poke(PORT_B + OUTSET, LATCH);
    let mut value = 0;
    for _ in 0..8 {
        value = value << 1 | machine.peek(PORT_B + 0x20) >> 30 & 1;
        machine.poke(PORT_B + OUTCLR, CLOCK);
        machine.poke(PORT_B + OUTSET, CLOCK);
    }
    assert_eq!(value, 0b0110_1001);
}

#[test]
fn lights_follow_their_pins() {
    let mut machine = Machine::new(LOOP);
    assert!(!machine.badge.backlight() && !machine.badge.red_led());
    machine.poke(PORT + DIRSET, 1 << 1 | 1 << 23);
    machine.poke(PORT + OUTSET, 1 << 1 | 1 << 23);
    assert!(machine.badge.backlight() && machine.badge.red_led());
}

#[test]
fn the_serial_header_sends_and_receives() {
    let mut machine = Machine::new(LOOP);
    machine.poke(PCHCTRL + 4 * 35, 0x40);
    machine.poke(SERCOM5 + 0x0c, 62_019);
    machine.poke(SERCOM5 + 0x04, 3 << 16);
    machine.poke(SERCOM5, 6);
    machine.poke(SERCOM5 + DATA, b'o'.into());
    machine.poke(SERCOM5 + DATA, b'k'.into());
    machine.badge.run(Limits::cycles(20_000));
    assert_eq!(machine.badge.take_serial(), b"ok");
    machine.badge.send_serial(b"hi");
    machine.badge.run(Limits::cycles(20_000));
    assert_eq!(machine.peek(SERCOM5 + 0x18) & 4, 4);
    assert_eq!([machine.peek(SERCOM5 + DATA), machine.peek(SERCOM5 + DATA)], [104, 105]);
    assert_eq!(machine.peek(SERCOM5 + 0x18) & 4, 0);
}

#[test]
fn the_clock_of_the_processor_follows_the_loop() {
    let mut machine = Machine::new(LOOP);
    assert_eq!(machine.badge.cpu_hz(), 48_000_000);
    // Generator 5 divides to 2 MHz, DPLL0 multiplies to 120 MHz.
    machine.poke(0x4000_1c34, 24 << 16 | 0x106);
    machine.poke(PCHCTRL + 4, 0x45);
    machine.poke(0x4000_1034, 59);
    machine.poke(0x4000_1038, 0);
    machine.poke(0x4000_1030, 2);
    assert_eq!(machine.peek(0x4000_1040) & 3, 3);
    machine.poke(GENCTRL0, 1 << 16 | 0x107);
    assert_eq!(machine.badge.cpu_hz(), 120_000_000);
}

#[test]
fn a_timer_interrupts_at_the_rate_of_its_clock() {
    let mut machine = Machine::new(LOOP);
    let tc4 = 0x4200_1400;
    machine.poke(PCHCTRL + 4 * 30, 0x40);
    machine.poke(tc4 + 0x0c, 1);
    machine.poke(tc4 + 0x1c, 999);
    machine.poke(tc4 + 0x08, 1 << 8);
    machine.poke(ISER + 12, 1 << (111 - 96));
    let start = machine.badge.cycles();
    machine.poke(tc4, 2);
    while machine.exception() == 0 {
        machine.step();
    }
    assert_eq!(machine.exception(), 16 + 111);
    let elapsed = machine.badge.cycles() - start;
    assert!((1000..1030).contains(&elapsed), "{elapsed}");
    // The line stays high until the flag is cleared.
    machine.steps(2);
    assert_eq!(machine.exception(), 16 + 111);
    machine.poke(tc4 + 0x08, 1 << 16);
    machine.steps(2);
    assert_eq!(machine.exception(), 0);
}

#[test]
fn an_unknown_register_ends_the_run_with_its_address() {
    // LDR r0, [r2]; STR r0, [r2]; STRB r0, [r2]
    for (code, verb) in [(0x6810, "read"), (0x6010, "write"), (0x7010, "write")] {
        for address in [0x4000_2404, 0x4100_8104, 0xe000_ed98, 0x4300_0010] {
            let mut machine = Machine::new(&[0xbf00, code]);
            machine.set(2, address);
            let Stop::Unknown(access) = machine.stop() else {
                panic!("{address:08x} does not end the run")
            };
            assert_eq!((access.address, access.registers.pc), (address, CODE + 2));
            let text = Stop::Unknown(access).to_string();
            assert!(text.contains(&format!("{address:#010x}")), "{text}");
            assert!(text.contains(verb) && text.contains("0x00004402"), "{text}");
        }
    }
}

#[test]
fn stimuli_carry_the_exact_count_of_instructions() {
    // NOP; STR r1, [r2]; NOP; NOP; STRB r1, [r2, #4]; B .
    let mut machine = Machine::new(&[0xbf00, 0x6011, 0xbf00, 0xbf00, 0x7111, 0xe7fe]);
    machine.set(1, 0x1234_5678);
    machine.set(2, 0xe000_0000);
    let before = machine.badge.instructions();
    machine.badge.watch_stimulus(Some(1));
    assert_eq!(machine.stop(), Stop::Stimulus);
    let stimuli = machine.badge.take_stimuli();
    let seen: Vec<_> = stimuli
        .iter()
        .map(|stimulus| {
            (stimulus.port, stimulus.value, stimulus.bytes, stimulus.instructions - before)
        })
        .collect();
    assert_eq!(seen, [(0, 0x1234_5678, 4, 1), (1, 0x78, 1, 4)]);
    assert_eq!(machine.badge.instructions() - before, 5);
    assert!(machine.badge.take_stimuli().is_empty());
}

#[test]
fn the_cycle_counter_counts_what_the_badge_reports() {
    let mut machine = Machine::new(&[0xbf00; 200]);
    machine.poke(0xe000_edfc, 1 << 24);
    machine.poke(0xe000_1000, 1);
    let first = machine.peek(0xe000_1004);
    let before = machine.badge.cycles();
    machine.steps(100);
    let passed = machine.badge.cycles() - before;
    let second = machine.peek(0xe000_1004);
    // The second reading takes time itself.
    let counted = u64::from(second.wrapping_sub(first));
    assert!((passed..passed + 10).contains(&counted), "{passed} {counted}");
}

#[test]
fn the_cache_saves_waiting_for_flash() {
    let cycles = |cache: bool| {
        // Four times 64 instructions, then back: more than one line.
        let mut code = vec![0xbf00; 256];
        code.push(0xe6fe);
        let mut machine = Machine::new(&code);
        machine.poke(0x4100_4000, 5 << 8);
        if cache {
            machine.poke(0x4100_6008, 1);
        }
        let (before, misses) =
            (machine.badge.cycles(), machine.badge.statistics().instruction_misses);
        machine.steps(2570);
        (machine.badge.cycles() - before, machine.badge.statistics().instruction_misses - misses)
    };
    let (without, many) = cycles(false);
    let (with, few) = cycles(true);
    assert!(many >= 320 && few <= 34, "{many} {few}");
    assert_eq!(without - with, 5 * (many - few));
}

#[test]
fn the_watchdog_resets_a_firmware_that_hangs() {
    let mut machine = Machine::new(LOOP);
    machine.poke(0x4000_2000, 2);
    let stop = machine.badge.run(Limits::cycles(1_000_000));
    assert_eq!(stop, Stop::Reset);
    // 8 ticks of 1,024 Hz at 48 MHz.
    assert!((375_000..375_100).contains(&machine.badge.cycles()), "{}", machine.badge.cycles());
    machine.badge.reset(Reset::Software);
    assert_eq!(machine.peek(0x4000_0c00), 0x20, "RCAUSE: watchdog");
}

#[test]
fn two_runs_are_the_same_to_the_cycle() {
    let run = || {
        let mut machine = with_display();
        switch_on(&mut machine);
        send(&mut machine, 0x2c, &[1, 2, 3, 4]);
        (machine.badge.instructions(), machine.badge.cycles(), machine.badge.screen())
    };
    assert_eq!(run(), run());
}
