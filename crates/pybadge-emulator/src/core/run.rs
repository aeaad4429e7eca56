//! The run loop: decode once, execute, and leave the fast path on time.

use super::{
    Chip, Core, Exec, Fault, Instruction, Limits, NONE, RAM_START, SetFlags, Sleep, Stop, decode,
    nvic,
};

/// What has been decoded, and what of it may not hold any more.
pub(crate) struct CodeCache {
    decoded: Decoded,
    /// Some code of RAM has been decoded: stores must be looked at.
    pub(crate) in_ram: bool,
    /// Stores into decoded code not yet forgotten: address and length.
    stale: Vec<(u32, u32)>,
}

impl CodeCache {
    pub(crate) fn new(chip: Chip) -> Self {
        let empty = |bytes: usize| vec![Instruction::NOT_DECODED; bytes / 2].into();
        let decoded = Decoded { flash: empty(chip.flash_bytes), ram: empty(chip.ram_bytes) };
        Self { decoded, in_ram: false, stale: Vec::new() }
    }
}

/// Decoded instructions, one place for each halfword of flash and RAM.
#[derive(Default)]
struct Decoded {
    flash: Box<[Instruction]>,
    ram: Box<[Instruction]>,
}

impl Decoded {
    #[inline(always)]
    fn get(&self, address: u32) -> Option<&Instruction> {
        let place = self.flash.get(address as usize / 2);
        let place = place.or_else(|| self.ram.get(address.wrapping_sub(RAM_START) as usize / 2));
        place.filter(|instruction| instruction.length != 0)
    }

    /// The places of memory that contains `address`, and its offset there.
    fn memory(&mut self, address: u32) -> (&mut [Instruction], usize) {
        match address.checked_sub(RAM_START) {
            Some(offset) => (&mut self.ram, offset as usize),
            None => (&mut self.flash, address as usize),
        }
    }

    fn put(&mut self, address: u32, instruction: Instruction) {
        let (places, offset) = self.memory(address);
        places[offset / 2] = instruction;
    }

    /// Forgets what was decoded from these bytes; an instruction of four bytes
    /// may begin two bytes earlier.
    fn forget(&mut self, address: u32, length: u32) {
        if length == 0 {
            return;
        }
        let (places, start) = self.memory(address);
        let last = (start + length as usize - 1) / 2;
        if let Some(stale) = places.get_mut((start / 2).saturating_sub(1)..=last) {
            stale.fill(Instruction::NOT_DECODED);
        }
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
        self.code.decoded.forget(address, length);
        self.timing.invalidate();
    }

    fn halfword(&self, address: u32) -> Result<u16, Fault> {
        let offset = address.wrapping_sub(RAM_START) as usize;
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
        // Apart from the core while it runs, so that an instruction can be
        // executed where it lies.
        let mut decoded = std::mem::take(&mut self.code.decoded);
        let stop = self.run_decoded(&mut decoded, limits);
        self.code.decoded = decoded;
        stop
    }

    fn run_decoded(&mut self, decoded: &mut Decoded, limits: Limits) -> Stop {
        let mut pairs = false;
        let mut loaded = NONE;
        self.deadline = 0;
        loop {
            if self.cycles >= self.deadline
                && let Some(stop) = self.service(decoded, limits)
            {
                return stop;
            }
            let pc = self.pc;
            let Some(instruction) = decoded.get(pc) else {
                match self.decode_at(pc) {
                    Ok(instruction) => {
                        decoded.put(pc, instruction);
                        self.code.in_ram |= pc >= RAM_START;
                    }
                    Err(fault) => {
                        self.next = pc;
                        self.take_fault(fault);
                    }
                }
                continue;
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
                self.execute_in_it(instruction)
            };
            match result {
                Ok(()) => self.pc = self.next,
                Err(fault) => self.take_fault(fault),
            }
        }
    }

    fn execute_in_it(&mut self, instruction: &Instruction) -> Exec {
        let before = self.it;
        let condition = before >> 4;
        // ITAdvance (Armv7-M ARM A7.3.3).
        self.it = if self.it & 7 == 0 { 0 } else { self.it & 0xe0 | self.it << 1 & 0x1f };
        if !self.condition(condition) {
            return Ok(());
        }
        let result = if instruction.flags == SetFlags::OutsideIt {
            let quiet = Instruction { flags: SetFlags::Never, ..*instruction };
            (quiet.execute)(self, &quiet)
        } else {
            (instruction.execute)(self, instruction)
        };
        if result.is_err_and(|fault| fault != Fault::SupervisorCall) {
            self.it = before;
        }
        result
    }

    /// Everything that is not the execution of instructions. Sets the next
    /// deadline.
    fn service(&mut self, decoded: &mut Decoded, limits: Limits) -> Option<Stop> {
        for (address, length) in self.code.stale.drain(..) {
            decoded.forget(address, length);
        }
        loop {
            self.update_devices(decoded);
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
        self.systick.next_event().min(self.bus.next_event())
    }

    /// Brings clocks and devices up to the present and collects interrupts.
    fn update_devices(&mut self, decoded: &mut Decoded) {
        if self.systick.advance(self.cycles) {
            self.nvic.set_pending(nvic::SYS_TICK, true);
        }
        self.bus.catch_up(self.cycles, &self.flash, &mut self.ram);
        let effects = self.bus.take_effects(&mut self.flash);
        for (address, length) in effects.flash_written {
            decoded.forget(address, length);
            self.timing.invalidate();
        }
        if let Some((address, length)) = effects.ram_written
            && self.code.in_ram
        {
            decoded.forget(address, length);
        }
        self.timing.cache_enabled = effects.cache_enabled;
        self.timing.wait_states = effects.wait_states;
        if effects.invalidate {
            self.timing.invalidate();
        }
        if effects.reset_requested {
            self.stop = Some(Stop::Reset);
        }
        self.nvic.latch(&effects.lines);
    }
}
