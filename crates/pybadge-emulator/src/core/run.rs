//! The run loop: decode once, execute, and leave the fast path on time.

use super::{Core, Fault, Instruction, Registers, SetFlags, decode, memory, nvic};
use std::fmt;

/// Where a run ends at the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Instructions to retire in this run.
    pub instructions: u64,
    /// Cycles that may pass in this run, sleep included.
    pub cycles: u64,
}

impl Limits {
    /// A bound on the instructions alone.
    #[must_use]
    pub fn instructions(instructions: u64) -> Self {
        Self { instructions, cycles: u64::MAX }
    }

    /// A bound on the estimated cycles alone.
    #[must_use]
    pub fn cycles(cycles: u64) -> Self {
        Self { instructions: u64::MAX, cycles }
    }
}

/// An access to a register that the emulator does not model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownAccess {
    /// Address of the access.
    pub address: u32,
    /// What was done and what is known about it.
    pub what: String,
    /// The registers, with the PC of the access.
    pub registers: Box<Registers>,
}

/// The processor locked up: a fault in a HardFault or NMI handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lockup {
    /// What could not be taken.
    pub cause: String,
    /// CFSR, with the status of all faults so far.
    pub cfsr: u32,
    /// HFSR.
    pub hfsr: u32,
    /// The registers, with the PC of the fault.
    pub registers: Box<Registers>,
}

/// Why a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// The bound on instructions or on cycles was reached.
    Limit,
    /// A store to the watched stimulus port.
    Stimulus,
    /// The firmware sleeps and nothing that is modelled can wake it.
    Asleep,
    /// The firmware or the watchdog asked for a reset.
    Reset,
    /// The processor locked up.
    Lockup(Lockup),
    /// A register that is not modelled.
    Unknown(UnknownAccess),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limit => write!(f, "limit reached"),
            Self::Stimulus => write!(f, "store to the watched stimulus port"),
            Self::Asleep => write!(f, "asleep with no event that could wake it"),
            Self::Reset => write!(f, "reset requested"),
            Self::Lockup(lockup) => write!(
                f,
                "lock-up: {} (CFSR {:08x}, HFSR {:08x})\n{}",
                lockup.cause, lockup.cfsr, lockup.hfsr, lockup.registers
            ),
            Self::Unknown(access) => write!(
                f,
                "{} at {:#010x} is not modelled, by the instruction at {:#010x}\n{}",
                access.what, access.address, access.registers.pc, access.registers
            ),
        }
    }
}

/// Whether the processor waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sleep {
    Awake,
    /// WFI, or sleep on exit.
    Interrupt,
    /// WFE.
    Event,
}

const FLASH_SLOTS: usize = memory::FLASH_SIZE / 2;
const SLOTS: usize = FLASH_SLOTS + memory::RAM_SIZE / 2;

/// Decoded instructions, one place for each halfword of flash and RAM.
pub(crate) struct CodeCache {
    slots: Vec<Instruction>,
    /// Some code of RAM has been decoded: stores must be looked at.
    pub(crate) in_ram: bool,
    /// Stores into decoded code not yet forgotten: address and length.
    stale: Vec<(u32, u32)>,
}

fn not_decoded(core: &mut Core, _: &Instruction) -> super::Exec {
    core.deadline = 0;
    Ok(())
}

impl CodeCache {
    const EMPTY: Instruction = Instruction::new(not_decoded);

    pub(crate) fn new() -> Self {
        Self { slots: vec![Self::EMPTY; SLOTS], in_ram: false, stale: Vec::new() }
    }

    #[inline(always)]
    fn slot(address: u32) -> usize {
        let ram = address.wrapping_sub(memory::RAM_START) as usize;
        if ram < memory::RAM_SIZE { FLASH_SLOTS + ram / 2 } else { address as usize / 2 }
    }
}

/// Forgets what was decoded from these bytes; an instruction of four bytes may
/// begin two bytes earlier.
fn forget(slots: &mut [Instruction], address: u32, length: u32) {
    if length == 0 {
        return;
    }
    let first = CodeCache::slot(address).saturating_sub(1);
    let last = CodeCache::slot(address.wrapping_add(length - 1));
    if let Some(stale) = slots.get_mut(first..=last) {
        stale.fill(CodeCache::EMPTY);
    }
}

impl Core {
    /// Notes a store while code of RAM is decoded.
    #[cold]
    #[inline(never)]
    pub(crate) fn code_written(&mut self, address: u32, length: u32) {
        self.code.stale.push((address, length));
        self.deadline = 0;
    }

    /// Forgets decoded instructions after memory was changed from outside.
    pub(crate) fn forget_code(&mut self, address: u32, length: u32) {
        forget(&mut self.code.slots, address, length);
        self.timing.invalidate();
    }

    fn halfword(&self, address: u32) -> Result<u16, Fault> {
        let offset = address.wrapping_sub(memory::RAM_START) as usize;
        let pair = self
            .ram
            .get(offset..offset + 2)
            .or_else(|| self.flash.get(address as usize..address as usize + 2));
        match pair {
            Some(pair) => Ok(u16::from_le_bytes([pair[0], pair[1]])),
            // Peripheral, external device and system regions (Armv7-M ARM B3.1).
            None if (0x4000_0000..0x6000_0000).contains(&address) || address >= 0xa000_0000 => {
                Err(Fault::InstructionAccess)
            }
            None => Err(Fault::InstructionBus),
        }
    }

    fn decode_at(&self, address: u32) -> Result<Instruction, Fault> {
        let first = self.halfword(address)?;
        if first >> 11 < 0b11101 {
            return Ok(Instruction { length: 2, ..decode::decode_16(first, address) });
        }
        let second = self.halfword(address.wrapping_add(2))?;
        Ok(Instruction { length: 4, ..decode::decode_32(first, second, address) })
    }

    /// Executes one instruction, or takes one exception that is due.
    pub(crate) fn step(&mut self) -> Option<Stop> {
        match self.run(Limits::instructions(1)) {
            Stop::Limit => None,
            stop => Some(stop),
        }
    }

    /// Runs until a limit or something that ends the run.
    pub(crate) fn run(&mut self, limits: Limits) -> Stop {
        let limits = Limits {
            instructions: self.instructions.saturating_add(limits.instructions),
            cycles: self.cycles.saturating_add(limits.cycles),
        };
        let mut slots = std::mem::take(&mut self.code.slots);
        let stop = self.run_decoded(&mut slots, limits);
        self.code.slots = slots;
        stop
    }

    fn run_decoded(&mut self, slots: &mut [Instruction], limits: Limits) -> Stop {
        let mut pairs = false;
        let mut loaded = super::NONE;
        self.deadline = 0;
        loop {
            if self.cycles >= self.deadline
                && let Some(stop) = self.service(slots, limits)
            {
                return stop;
            }
            let pc = self.pc;
            let slot = CodeCache::slot(pc);
            let mut fresh;
            let instruction = match slots.get(slot) {
                Some(instruction) if instruction.length != 0 => instruction,
                place => {
                    let known = place.is_some();
                    match self.decode_at(pc) {
                        Ok(decoded) => {
                            fresh = decoded;
                            if known {
                                slots[slot] = decoded;
                                self.code.in_ram |= slot >= FLASH_SLOTS;
                            }
                            &fresh
                        }
                        Err(fault) => {
                            self.next = pc;
                            self.take_fault(fault);
                            continue;
                        }
                    }
                }
            };
            self.next = pc.wrapping_add(u32::from(instruction.length));
            self.r[15] = pc.wrapping_add(4);
            self.instructions += 1;
            if pc >> 4 != self.timing.fetch_line {
                self.cycles += self.timing.fetch(pc >> 4);
            }
            self.cycles += u64::from(instruction.cycles);
            // TRM 3.3.2: neighbouring loads and stores overlap unless the
            // address of the second depends on the first.
            if instruction.pairs {
                if pairs && instruction.n != loaded && instruction.m != loaded {
                    self.cycles -= u64::from(instruction.cycles > 1);
                }
                loaded = instruction.d;
            }
            pairs = instruction.pairs;

            let result = if self.it == 0 {
                (instruction.execute)(self, instruction)
            } else {
                let condition = self.it >> 4;
                if instruction.flags == SetFlags::OutsideIt {
                    fresh = Instruction { flags: SetFlags::Never, ..*instruction };
                    self.execute_in_it(condition, &fresh)
                } else {
                    self.execute_in_it(condition, instruction)
                }
            };
            match result {
                Ok(()) => self.pc = self.next,
                Err(fault) => self.take_fault(fault),
            }
        }
    }

    fn execute_in_it(&mut self, condition: u8, instruction: &Instruction) -> super::Exec {
        let before = self.it;
        // ITAdvance (Armv7-M ARM A7.3.3).
        self.it = if self.it & 7 == 0 { 0 } else { self.it & 0xe0 | self.it << 1 & 0x1f };
        if !self.condition(condition) {
            return Ok(());
        }
        let result = (instruction.execute)(self, instruction);
        if result.is_err_and(|fault| fault != Fault::SupervisorCall) {
            self.it = before;
        }
        result
    }

    /// Everything that is not the execution of instructions. Sets the next
    /// deadline.
    fn service(&mut self, slots: &mut [Instruction], limits: Limits) -> Option<Stop> {
        for (address, length) in self.code.stale.drain(..) {
            forget(slots, address, length);
        }
        loop {
            self.update_devices(slots);
            if let Some(stop) = self.stop.take() {
                return Some(stop);
            }
            if self.instructions >= limits.instructions || self.cycles >= limits.cycles {
                return Some(Stop::Limit);
            }
            if self.sleep != Sleep::Awake && !self.try_wake() {
                let wake = self.next_device_event();
                if wake == u64::MAX {
                    return Some(Stop::Asleep);
                }
                self.cycles = wake.max(self.cycles + 1).min(limits.cycles);
                continue;
            }
            if self.take_pending_exception() {
                continue;
            }
            if !self.thumb {
                self.next = self.pc;
                self.take_fault(Fault::InvalidState);
                continue;
            }
            break;
        }
        // Every instruction takes at least one cycle, so that this deadline is
        // never late for the bound on instructions.
        let left = limits.instructions - self.instructions;
        self.deadline =
            self.cycles.saturating_add(left).min(limits.cycles).min(self.next_device_event());
        None
    }

    fn next_device_event(&self) -> u64 {
        self.systick.next_event().min(self.soc.next_event())
    }

    /// Brings clocks and devices up to the present and collects interrupts.
    fn update_devices(&mut self, slots: &mut [Instruction]) {
        if self.systick.advance(self.cycles) {
            self.nvic.set_pending(nvic::SYS_TICK, true);
        }
        self.soc.catch_up(self.cycles, &self.flash, &mut self.ram);
        for change in self.soc.take_flash_changes() {
            change.apply(&mut self.flash);
            forget(slots, change.address, change.length);
            self.timing.invalidate();
        }
        if let Some((address, length)) = self.soc.take_ram_written()
            && self.code.in_ram
        {
            forget(slots, address, length);
        }
        self.soc.configure_timing(&mut self.timing);
        if self.soc.reset_requested().is_some() {
            self.stop = Some(Stop::Reset);
        }
        let lines = self.soc.interrupt_lines();
        self.nvic.latch(&lines);
    }
}
