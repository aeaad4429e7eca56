//! Exception entry and return, faults and sleep (Armv7-M ARM B1.5).

use super::fault::{FaultTaken, MAX_NOTED};
use super::nvic::{BUS_FAULT, HARD_FAULT, MEM_MANAGE, NMI, SV_CALL, USAGE_FAULT};
use super::scs::{cfsr, hfsr};
use super::{AccessError, Core, Exec, Fault, Lockup, Sleep, Stop, UnknownAccess};

/// Cycles of an entry with stacking, of a tail-chained one, and of a return
/// (Cortex-M4 TRM 3.9).
const ENTRY_CYCLES: u64 = 12;
const TAIL_CHAIN_CYCLES: u64 = 6;
const RETURN_CYCLES: u64 = 10;

/// Values of LR that return from an exception begin here.
const EXC_RETURN: u32 = 0xf000_0000;
/// xPSR bit 9 on the stack: the frame was aligned by four bytes.
const FRAME_ALIGNED: u32 = 1 << 9;

impl Core {
    /// Execution priority (Armv7-M ARM B1.5.4).
    pub(crate) fn execution_priority(&self) -> i16 {
        let mut priority = self.nvic.active_priority();
        if self.basepri != 0 {
            priority = priority.min(i16::from(self.basepri & self.nvic.group_mask()));
        }
        if self.primask {
            priority = priority.min(0);
        }
        if self.faultmask {
            priority = priority.min(-1);
        }
        priority
    }

    /// Takes the most urgent pending exception if it may preempt.
    pub(crate) fn take_pending_exception(&mut self) -> bool {
        if !self.nvic.any_pending() {
            return false;
        }
        let Some((number, priority)) = self.nvic.most_urgent() else {
            return false;
        };
        if priority >= self.execution_priority() {
            return false;
        }
        self.enter_exception(number, self.pc);
        true
    }

    /// Wakes from WFI or WFE when something is there to wake it (B1.5.17-19).
    pub(crate) fn try_wake(&mut self) -> bool {
        let primask = std::mem::take(&mut self.primask);
        let masked = self.execution_priority();
        self.primask = primask;
        let due = self.nvic.most_urgent().is_some_and(|(_, priority)| priority < masked);
        let on_pend = self.scb.event_on_pend && self.nvic.interrupt_pending();
        let wake =
            due || self.sleep == Sleep::Event && (on_pend || std::mem::take(&mut self.event));
        if wake {
            self.sleep = Sleep::Awake;
        }
        wake
    }

    /// Notes a fault that the firmware is going to see.
    #[cold]
    pub(crate) fn note_fault(&mut self, name: &'static str, address: Option<u32>) {
        if self.faults.len() < MAX_NOTED {
            self.faults.push(FaultTaken { name, pc: self.pc, address, cycles: self.cycles });
        }
    }

    /// Routes a fault of the instruction at `pc` to its exception.
    #[cold]
    #[inline(never)]
    pub(crate) fn take_fault(&mut self, fault: Fault) {
        if let Some(name) = fault.name() {
            let address = (fault == Fault::DataBus).then_some(self.fault_address);
            self.note_fault(name, address);
        }
        let (number, status) = match fault {
            Fault::Stop => {
                self.instructions -= 1;
                self.deadline = 0;
                return;
            }
            Fault::SupervisorCall => {
                let return_address = self.next;
                self.raise(SV_CALL, return_address, fault);
                return;
            }
            Fault::Undefined => (USAGE_FAULT, cfsr::UNDEFINSTR),
            Fault::InvalidState => (USAGE_FAULT, cfsr::INVSTATE),
            Fault::InvalidPc => (USAGE_FAULT, cfsr::INVPC),
            Fault::NoCoprocessor => (USAGE_FAULT, cfsr::NOCP),
            Fault::Unaligned => (USAGE_FAULT, cfsr::UNALIGNED),
            Fault::DivideByZero => (USAGE_FAULT, cfsr::DIVBYZERO),
            Fault::DataBus => {
                self.scb.bfar = self.fault_address;
                (BUS_FAULT, cfsr::PRECISERR | cfsr::BFARVALID)
            }
            Fault::InstructionBus => (BUS_FAULT, cfsr::IBUSERR),
            Fault::InstructionAccess => (MEM_MANAGE, cfsr::IACCVIOL),
            Fault::Breakpoint => {
                self.scb.hfsr |= hfsr::DEBUGEVT;
                self.instructions -= 1;
                self.raise(HARD_FAULT, self.pc, fault);
                return;
            }
        };
        self.scb.cfsr |= status;
        // An instruction that faults is not retired; a failed fetch and a
        // clear Thumb bit (`next` is still `pc`) were never counted.
        if self.next != self.pc {
            self.instructions -= 1;
        }
        self.raise(number, self.pc, fault);
    }

    /// Takes a synchronous exception, escalated where it cannot be taken.
    fn raise(&mut self, number: u16, return_address: u32, fault: Fault) {
        let current = self.execution_priority();
        if number != HARD_FAULT && self.nvic.enabled(number) && self.nvic.priority(number) < current
        {
            self.enter_exception(number, return_address);
            return;
        }
        if number != HARD_FAULT {
            self.scb.hfsr |= hfsr::FORCED;
        }
        if current <= -1 {
            self.lock_up(format!("{fault:?} at a priority above every handler"));
            return;
        }
        self.enter_exception(HARD_FAULT, return_address);
    }

    pub(crate) fn lock_up(&mut self, cause: String) {
        self.stop = Some(Stop::Lockup(Lockup {
            cause,
            cfsr: self.scb.cfsr,
            hfsr: self.scb.hfsr,
            registers: Box::new(self.registers()),
        }));
        self.deadline = 0;
    }

    /// Ends the run at a register that is not modelled.
    #[cold]
    pub(crate) fn unknown_access<T>(
        &mut self,
        address: u32,
        error: AccessError,
        verb: &str,
    ) -> Exec<T> {
        let what = match error {
            AccessError::Unknown | AccessError::Unmapped => format!("{verb} of a register"),
            AccessError::Unsupported(what) => format!("{verb} that asks for {what}"),
        };
        self.stop = Some(Stop::Unknown(UnknownAccess {
            address,
            what,
            registers: Box::new(self.registers()),
        }));
        Err(Fault::Stop)
    }

    /// PushStack, then ExceptionTaken (B1.5.6, B1.5.7).
    fn enter_exception(&mut self, number: u16, return_address: u32) {
        self.cycles += ENTRY_CYCLES;
        let exc_return = self.exc_return_value();
        let pushed = self.push_frame(return_address);
        self.float.active = false;
        self.update_float_access();
        self.with_stack_selection(|core| {
            core.exception = number;
            core.process_stack = false;
        });
        self.r[14] = exc_return;
        let mut number = number;
        if pushed.is_err() {
            // The derived exception replaces a less urgent one; stacking is
            // not tried again (B1.5.14).
            self.scb.cfsr |= cfsr::STKERR;
            self.note_fault("BusFault: stacking", None);
            let derived = if self.nvic.enabled(BUS_FAULT) { BUS_FAULT } else { HARD_FAULT };
            if self.nvic.priority(derived) < self.nvic.priority(number) {
                if derived == HARD_FAULT {
                    self.scb.hfsr |= hfsr::FORCED;
                }
                number = derived;
            } else if derived != number {
                self.nvic.set_pending(derived, true);
            }
        }
        self.take_exception(number);
    }

    fn exc_return_value(&self) -> u32 {
        let target = if self.exception != 0 {
            0x1
        } else if self.process_stack {
            0xd
        } else {
            0x9
        };
        0xffff_ffe0 | u32::from(!self.float.active) << 4 | target
    }

    /// ExceptionTaken: activates the handler; the frame is on the stack.
    fn take_exception(&mut self, number: u16) {
        self.with_stack_selection(|core| core.exception = number);
        self.it = 0;
        self.exclusive = false;
        self.event = true;
        self.sleep = Sleep::Awake;
        self.nvic.set_pending(number, false);
        self.nvic.set_active(number, true);
        let vector = self.scb.vtor.wrapping_add(4 * u32::from(number));
        match self.load_word(vector) {
            Ok(entry) => {
                self.thumb = entry & 1 != 0;
                self.pc = entry & !1;
                self.next = self.pc;
            }
            Err(_) => {
                self.scb.hfsr |= hfsr::VECTTBL;
                if matches!(number, HARD_FAULT | NMI) {
                    self.lock_up(format!("no vector for exception {number}"));
                } else {
                    self.take_exception(HARD_FAULT);
                }
            }
        }
        self.deadline = 0;
    }

    fn push_frame(&mut self, return_address: u32) -> Exec {
        let words = if self.float.active { 26 } else { 8 };
        let top = self.r[13];
        let force_align = self.scb.stack_align || self.float.active;
        let lowest = top.wrapping_sub(4 * words);
        let frame = if force_align { lowest & !7 } else { lowest };
        let aligned = force_align && top & 4 != 0;
        let psr = self.xpsr() & !FRAME_ALIGNED | if aligned { FRAME_ALIGNED } else { 0 };
        let values = [
            self.r[0],
            self.r[1],
            self.r[2],
            self.r[3],
            self.r[12],
            self.r[14],
            return_address,
            psr,
        ];
        self.r[13] = frame;
        let mut address = frame;
        for value in values {
            self.store_word(address, value)?;
            address = address.wrapping_add(4);
        }
        if self.float.active {
            if self.float.lazy_enabled() {
                self.float.context_address = frame.wrapping_add(32);
                self.float.pending = true;
            } else {
                self.store_float_context(frame.wrapping_add(32))?;
            }
        }
        Ok(())
    }

    /// A branch through a register or a load: to code, or out of an exception
    /// (BXWritePC, A2.3.1).
    #[inline(always)]
    pub(crate) fn branch_exchange(&mut self, target: u32) -> Exec {
        if target >= EXC_RETURN && self.exception != 0 {
            return self.return_from_exception(target);
        }
        self.branch_interworking(target)
    }

    /// BLXWritePC.
    #[inline(always)]
    pub(crate) fn branch_interworking(&mut self, target: u32) -> Exec {
        if target & 1 == 0 {
            self.thumb = false;
            self.deadline = 0;
        }
        self.jump_indirect(target & !1);
        Ok(())
    }

    /// ExceptionReturn (B1.5.8).
    fn return_from_exception(&mut self, exc_return: u32) -> Exec {
        let returning = self.exception;
        if !self.nvic.active(returning) {
            return Err(Fault::InvalidPc);
        }
        let to_handler = self.nvic.active_count() > 1;
        let legal = exc_return & 0x0fff_ffe0 == 0x0fff_ffe0
            && match exc_return & 0xf {
                0x1 => to_handler,
                0x9 | 0xd => !to_handler || self.scb.nonbase_thread,
                _ => false,
            };
        self.deactivate(returning);
        if !legal {
            self.r[14] = exc_return;
            return Err(Fault::InvalidPc);
        }
        if let Some((number, priority)) = self.nvic.most_urgent()
            && priority < self.execution_priority()
        {
            self.cycles += TAIL_CHAIN_CYCLES;
            self.r[14] = exc_return;
            self.float.active = false;
            self.update_float_access();
            self.take_exception(number);
            return Ok(());
        }
        self.cycles += RETURN_CYCLES;
        self.exclusive = false;
        self.event = true;
        self.pop_frame(exc_return, returning)?;
        if self.scb.sleep_on_exit && self.exception == 0 {
            self.sleep = Sleep::Interrupt;
        }
        self.deadline = 0;
        Ok(())
    }

    fn deactivate(&mut self, number: u16) {
        self.nvic.set_active(number, false);
        if number != NMI {
            self.faultmask = false;
        }
    }

    fn pop_frame(&mut self, exc_return: u32, returning: u16) -> Exec {
        let to_thread = exc_return & 8 != 0;
        let process = exc_return & 0xf == 0xd;
        let extended = exc_return & 0x10 == 0;
        let frame = if process { self.psp() } else { self.msp() };
        let mut words = [0; 8];
        for (index, word) in words.iter_mut().enumerate() {
            match self.load_word(frame.wrapping_add(4 * index as u32)) {
                Ok(value) => *word = value,
                Err(_) => return self.unstacking_failed(),
            }
        }
        let [r0, r1, r2, r3, r12, lr, pc, psr] = words;
        if to_thread != (psr & 0x1ff == 0) {
            self.nvic.set_active(returning, false);
            return Err(Fault::InvalidPc);
        }
        if extended {
            if self.float.pending {
                self.float.pending = false;
            } else if self.load_float_context(frame.wrapping_add(32)).is_err() {
                return self.unstacking_failed();
            }
        }
        let size = if extended { 104 } else { 32 };
        let aligned = psr & FRAME_ALIGNED != 0 && (self.scb.stack_align || extended);
        let top = frame.wrapping_add(size) | if aligned { 4 } else { 0 };
        if process {
            self.set_psp(top)
        } else {
            self.set_msp(top)
        }
        self.with_stack_selection(|core| {
            if to_thread {
                core.process_stack = process;
            }
            core.set_xpsr(psr);
        });
        self.float.active = extended;
        self.update_float_access();
        (self.r[0], self.r[1], self.r[2], self.r[3]) = (r0, r1, r2, r3);
        (self.r[12], self.r[14]) = (r12, lr);
        self.next = pc & !1;
        Ok(())
    }

    fn unstacking_failed(&mut self) -> Exec {
        self.scb.cfsr |= cfsr::UNSTKERR;
        self.note_fault("BusFault: unstacking", None);
        if self.nvic.enabled(BUS_FAULT) && self.nvic.priority(BUS_FAULT) < self.execution_priority()
        {
            self.take_exception(BUS_FAULT);
        } else if self.execution_priority() <= -1 {
            self.lock_up("a frame that cannot be read".to_owned());
            return Err(Fault::Stop);
        } else {
            self.scb.hfsr |= hfsr::FORCED;
            self.take_exception(HARD_FAULT);
        }
        Ok(())
    }

    /// Pends an exception by software; true when the number exists.
    pub(crate) fn pend_interrupt(&mut self, interrupt: u32) {
        if interrupt < self.nvic.interrupts.into() {
            self.nvic.set_pending(16 + interrupt as u16, true);
            self.deadline = 0;
        }
    }
}
