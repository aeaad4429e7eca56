//! A badge with a vector table and code of a few halfwords.

use pybadge_board::APPLICATION;
use pybadge_emulator::{Badge, Boot, Reset, Stop};

/// Where the code under test lies.
pub(crate) const CODE: u32 = 0x4400;
/// Top of the main stack.
pub(crate) const STACK: u32 = 0x2001_0000;
/// `str r1, [r0]` and `ldr r0, [r0]` for [`Machine::poke`] and [`Machine::peek`].
const SCRATCH: u32 = 0x7f00;
const VECTORS: usize = 16 + 137;

/// System control registers.
pub(crate) const SHCSR: u32 = 0xe000_ed24;
pub(crate) const CFSR: u32 = 0xe000_ed28;
pub(crate) const HFSR: u32 = 0xe000_ed2c;
pub(crate) const BFAR: u32 = 0xe000_ed38;
pub(crate) const CCR: u32 = 0xe000_ed14;
pub(crate) const CPACR: u32 = 0xe000_ed88;
pub(crate) const ICSR: u32 = 0xe000_ed04;
pub(crate) const STIR: u32 = 0xe000_ef00;
pub(crate) const ISER: u32 = 0xe000_e100;
pub(crate) const IPR: u32 = 0xe000_e400;

/// A badge about to run code at [`CODE`].
pub(crate) struct Machine {
    pub(crate) badge: Badge,
}

/// Every handler is `nop; bx lr`.
pub(crate) fn handler(number: u32) -> u32 {
    0x5000 + 0x40 * number
}

impl Machine {
    pub(crate) fn new(code: &[u16]) -> Self {
        let mut badge = Badge::new();
        let mut vectors = vec![STACK, CODE | 1];
        vectors.extend((2..VECTORS as u32).map(|number| handler(number) | 1));
        let table: Vec<u8> = vectors.iter().flat_map(|word| word.to_le_bytes()).collect();
        badge.load_binary(APPLICATION.start, &table).expect("the table fits");
        let mut machine = Self { badge };
        for number in 2..VECTORS as u32 {
            machine.put(handler(number), &[0xbf00, 0x4770]);
        }
        machine.put(CODE, code);
        machine.put(SCRATCH, &[0x6001, 0x6800]);
        assert_eq!(machine.badge.reset(Reset::Power), Boot::Application);
        machine
    }

    /// Puts code at an address.
    pub(crate) fn put(&mut self, address: u32, code: &[u16]) {
        let bytes: Vec<u8> = code.iter().flat_map(|halfword| halfword.to_le_bytes()).collect();
        assert!(self.badge.write_memory(address, &bytes));
    }

    /// Stores a word by an instruction, then goes on as if nothing had been.
    pub(crate) fn poke(&mut self, address: u32, value: u32) {
        let saved = self.badge.registers();
        let mut registers = saved;
        (registers.r[0], registers.r[1], registers.pc) = (address, value, SCRATCH);
        self.badge.set_registers(&registers);
        assert_eq!(self.badge.step(), None);
        self.badge.set_registers(&saved);
    }

    /// Loads a word by an instruction.
    pub(crate) fn peek(&mut self, address: u32) -> u32 {
        let saved = self.badge.registers();
        let mut registers = saved;
        (registers.r[0], registers.pc) = (address, SCRATCH + 2);
        self.badge.set_registers(&registers);
        assert_eq!(self.badge.step(), None);
        let value = self.badge.registers().r[0];
        self.badge.set_registers(&saved);
        value
    }

    pub(crate) fn set(&mut self, register: usize, value: u32) {
        let mut registers = self.badge.registers();
        registers.r[register] = value;
        self.badge.set_registers(&registers);
    }

    pub(crate) fn reg(&self, register: usize) -> u32 {
        self.badge.registers().r[register]
    }

    pub(crate) fn pc(&self) -> u32 {
        self.badge.registers().pc
    }

    /// Number of the exception being handled.
    pub(crate) fn exception(&self) -> u32 {
        self.badge.registers().xpsr & 0x1ff
    }

    pub(crate) fn step(&mut self) {
        assert_eq!(self.badge.step(), None);
    }

    pub(crate) fn steps(&mut self, count: usize) {
        for _ in 0..count {
            self.step();
        }
    }

    /// The stop that ends the run within some instructions.
    pub(crate) fn stop(&mut self) -> Stop {
        self.badge.run(pybadge_emulator::Limits { instructions: 1000, cycles: 1_000_000 })
    }

    /// A word of RAM.
    pub(crate) fn ram(&self, address: u32) -> u32 {
        let at = (address - 0x2000_0000) as usize;
        let bytes = self.badge.ram()[at..at + 4].try_into().expect("four bytes");
        u32::from_le_bytes(bytes)
    }
}
