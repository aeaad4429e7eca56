//! The processor: Cortex-M4 with the DSP extension and FPv4-SP (ARMv7E-M).
//!
//! Knows nothing of the chip and the badge: memory outside flash and RAM is a
//! call of [`Bus`], and time is the count of cycles.

mod bus;
mod decode;
mod exception;
mod execute;
mod fault;
mod float;
mod instruction;
mod memory;
mod nvic;
mod registers;
mod run;
mod scs;
mod stop;
mod systick;
mod timing;
mod trace;

pub use registers::Registers;
pub(crate) use stop::Sleep;
pub use stop::{Limits, Lockup, Stop, UnknownAccess};
pub use timing::Statistics;
pub use trace::Stimulus;

pub(crate) use bus::{Access, AccessError, Bus, Chip, Effects};
pub use fault::FaultTaken;
pub(crate) use fault::{Exec, Fault};
pub(crate) use instruction::{Instruction, NONE, SetFlags, Shift};
pub(crate) use memory::RAM_START;
pub(crate) use nvic::Lines;

use run::CodeCache;

/// Registers, memories and everything inside the processor.
///
/// All of it but [`Core::new`] is for `dyn Bus`: what is behind the bus is
/// reached rarely, and a `&mut Core<B>` coerces to `&mut Core` by itself.
pub(crate) struct Core<B: Bus + ?Sized = dyn Bus> {
    /// r0 to r12, the active SP, LR; index 15 holds the PC as an instruction
    /// reads it, which is its address plus 4.
    pub(crate) r: [u32; 16],
    /// The stack pointer that is not active.
    pub(crate) inactive_sp: u32,
    /// Address of the instruction being executed.
    pub(crate) pc: u32,
    /// Address of the one to be executed next.
    pub(crate) next: u32,
    pub(crate) negative: bool,
    pub(crate) zero: bool,
    pub(crate) carry: bool,
    pub(crate) overflow: bool,
    pub(crate) saturated: bool,
    /// APSR.GE, four bits.
    pub(crate) ge: u8,
    /// ITSTATE; 0 outside an IT block.
    pub(crate) it: u8,
    /// EPSR.T.
    pub(crate) thumb: bool,
    /// IPSR: 0 in Thread mode.
    pub(crate) exception: u16,
    pub(crate) primask: bool,
    pub(crate) faultmask: bool,
    pub(crate) basepri: u8,
    /// CONTROL.nPRIV.
    pub(crate) unprivileged_thread: bool,
    /// CONTROL.SPSEL.
    pub(crate) process_stack: bool,
    /// Local exclusive monitor (Armv7-M ARM A3.4.1): one state for all addresses.
    pub(crate) exclusive: bool,
    pub(crate) float: float::FloatUnit,

    pub(crate) flash: Box<[u8]>,
    pub(crate) ram: Box<[u8]>,
    code: CodeCache,
    pub(crate) scb: scs::SystemControl,
    pub(crate) nvic: nvic::Nvic,
    pub(crate) systick: systick::SysTick,
    pub(crate) trace: trace::Trace,
    pub(crate) timing: timing::Timing,

    /// Instructions retired, those skipped in an IT block included.
    pub(crate) instructions: u64,
    /// Estimated cycles since power-on.
    pub(crate) cycles: u64,
    /// The run loop leaves its fast path when `cycles` reaches this.
    pub(crate) deadline: u64,
    /// Address of the last [`Fault::DataBus`].
    pub(crate) fault_address: u32,
    /// Faults that were delivered, up to [`fault::MAX_NOTED`].
    pub(crate) faults: Vec<FaultTaken>,
    pub(crate) stop: Option<Stop>,
    pub(crate) sleep: Sleep,
    /// The event register of WFE.
    pub(crate) event: bool,
    pub(crate) bus: B,
}

impl<B: Bus> Core<B> {
    pub(crate) fn new(bus: B, chip: Chip) -> Self {
        Self {
            r: [0; 16],
            inactive_sp: 0,
            pc: 0,
            next: 0,
            negative: false,
            zero: false,
            carry: false,
            overflow: false,
            saturated: false,
            ge: 0,
            it: 0,
            thumb: true,
            exception: 0,
            primask: false,
            faultmask: false,
            basepri: 0,
            unprivileged_thread: false,
            process_stack: false,
            exclusive: false,
            float: float::FloatUnit::new(),
            flash: vec![0xff; chip.flash_bytes].into_boxed_slice(),
            ram: vec![0; chip.ram_bytes].into_boxed_slice(),
            code: CodeCache::new(chip),
            scb: scs::SystemControl::new(),
            nvic: nvic::Nvic::new(chip.interrupts),
            systick: systick::SysTick::default(),
            trace: trace::Trace::default(),
            timing: timing::Timing::new(chip.flash_bytes),
            instructions: 0,
            cycles: 0,
            deadline: 0,
            fault_address: 0,
            faults: Vec::new(),
            stop: None,
            sleep: Sleep::Awake,
            event: false,
            bus,
        }
    }
}

impl Core {
    /// Puts the processor into its state after reset (Armv7-M ARM B1.5.5) and
    /// takes SP and PC from the vector table at `vectors`.
    ///
    /// Memories and counters stay.
    pub(crate) fn reset(&mut self, vectors: u32) {
        self.r = [0; 16];
        self.r[14] = u32::MAX;
        (self.negative, self.zero, self.carry, self.overflow) = (false, false, false, false);
        (self.saturated, self.ge, self.it) = (false, 0, 0);
        (self.exception, self.primask, self.faultmask, self.basepri) = (0, false, false, 0);
        (self.unprivileged_thread, self.process_stack, self.exclusive) = (false, false, false);
        self.float = float::FloatUnit::new();
        self.scb = scs::SystemControl::new();
        self.scb.vtor = vectors;
        self.nvic.reset();
        self.systick = systick::SysTick::started(self.cycles);
        self.trace.reset();
        self.timing.reset();
        self.sleep = Sleep::Awake;
        self.event = false;
        self.stop = None;
        self.inactive_sp = 0;
        self.r[13] = self.peek_word(vectors) & !3;
        let entry = self.peek_word(vectors.wrapping_add(4));
        self.thumb = entry & 1 != 0;
        self.pc = entry & !1;
        self.deadline = 0;
    }

    #[inline(always)]
    pub(crate) fn reg(&self, index: u8) -> u32 {
        self.r[usize::from(index & 15)]
    }

    /// Writes r0 to r14; bits 1:0 of SP are always zero (Armv7-M ARM B1.4.1).
    #[inline(always)]
    pub(crate) fn set_reg(&mut self, index: u8, value: u32) {
        let value = if index == 13 { value & !3 } else { value };
        self.r[usize::from(index & 15)] = value;
    }

    /// The same as the end of an instruction.
    #[inline(always)]
    pub(crate) fn finish(&mut self, index: u8, value: u32) -> Exec {
        self.set_reg(index, value);
        Ok(())
    }

    #[inline(always)]
    pub(crate) fn finish_single(&mut self, index: u8, value: u32) -> Exec {
        self.float.set(index, value);
        Ok(())
    }

    #[inline(always)]
    pub(crate) fn set_nz(&mut self, value: u32) {
        self.negative = value >> 31 != 0;
        self.zero = value == 0;
    }

    pub(crate) fn privileged(&self) -> bool {
        self.exception != 0 || !self.unprivileged_thread
    }
}
