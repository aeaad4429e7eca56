//! The emulated badge as a program uses it.

use crate::core::{Core, FLASH_SIZE, Limits, RAM_SIZE, RAM_START, Registers, Stop};
use crate::soc::Soc;

/// An emulated PyBadge.
pub struct Badge {
    core: Core,
}

impl Default for Badge {
    fn default() -> Self {
        Self::new()
    }
}

impl Badge {
    /// A badge with erased flash.
    #[must_use]
    pub fn new() -> Self {
        Self {
            core: Core::new(Soc::default()),
        }
    }

    /// The registers of the processor.
    #[must_use]
    pub fn registers(&self) -> Registers {
        self.core.registers()
    }

    /// Replaces the registers of the processor.
    pub fn set_registers(&mut self, registers: &Registers) {
        self.core.set_registers(registers);
    }

    /// Flash, from address 0.
    #[must_use]
    pub fn flash(&self) -> &[u8] {
        &self.core.flash
    }

    /// RAM, from address 0x2000_0000.
    #[must_use]
    pub fn ram(&self) -> &[u8] {
        &self.core.ram
    }

    /// Puts bytes into flash or RAM, as a debugger would.
    ///
    /// False, and nothing is changed, when they do not fit there.
    pub fn write_memory(&mut self, address: u32, bytes: &[u8]) -> bool {
        let (memory, offset) = if address >= RAM_START {
            (&mut self.core.ram, (address - RAM_START) as usize)
        } else {
            (&mut self.core.flash, address as usize)
        };
        let Some(place) = offset
            .checked_add(bytes.len())
            .and_then(|end| memory.get_mut(offset..end))
        else {
            return false;
        };
        place.copy_from_slice(bytes);
        if !bytes.is_empty() {
            self.core.forget_code(address, bytes.len() as u32);
        }
        true
    }

    /// Grants access to the FPU, as start-up code does through CPACR.
    pub fn enable_float(&mut self) {
        self.core.scb.cpacr = 0x00f0_0000;
        self.core.update_float_access();
    }

    /// Executes one instruction, or takes one exception that is due.
    pub fn step(&mut self) -> Option<Stop> {
        self.core.step()
    }

    /// Runs until a limit or something that ends the run.
    pub fn run(&mut self, limits: Limits) -> Stop {
        self.core.run(limits)
    }

    /// Instructions retired since power-on, exact.
    #[must_use]
    pub fn instructions(&self) -> u64 {
        self.core.instructions
    }

    /// Estimated cycles since power-on.
    #[must_use]
    pub fn cycles(&self) -> u64 {
        self.core.cycles
    }
}

const _: () = assert!(FLASH_SIZE % 2 == 0 && RAM_SIZE % 2 == 0);
