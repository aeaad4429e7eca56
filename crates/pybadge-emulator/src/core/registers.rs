//! A snapshot of the registers, for inspection, tests and dumps.

use super::Core;
use std::fmt;

/// The registers a programmer sees (Armv7-M ARM B1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registers {
    /// r0 to r14; 13 is the active stack pointer, 14 the link register.
    pub r: [u32; 15],
    /// Address of the next instruction.
    pub pc: u32,
    /// APSR, IPSR and EPSR; ITSTATE in bits 26:25 and 15:10, Thumb in bit 24.
    pub xpsr: u32,
    /// s0 to s31.
    pub s: [u32; 32],
    /// Floating-point status and control.
    pub fpscr: u32,
    /// Main stack pointer.
    pub msp: u32,
    /// Process stack pointer.
    pub psp: u32,
    /// nPRIV, SPSEL, FPCA in bits 0 to 2.
    pub control: u32,
    /// PRIMASK in bit 0, FAULTMASK in bit 1.
    pub masks: u32,
    /// BASEPRI.
    pub basepri: u8,
    /// State of the local exclusive monitor: a load without its store.
    pub exclusive: bool,
}

impl Core {
    pub(crate) fn apsr(&self) -> u32 {
        u32::from(self.negative) << 31
            | u32::from(self.zero) << 30
            | u32::from(self.carry) << 29
            | u32::from(self.overflow) << 28
            | u32::from(self.saturated) << 27
            | u32::from(self.ge) << 16
    }

    /// Writes N, Z, C, V and Q.
    pub(crate) fn set_apsr_flags(&mut self, value: u32) {
        self.negative = value >> 31 & 1 != 0;
        self.zero = value >> 30 & 1 != 0;
        self.carry = value >> 29 & 1 != 0;
        self.overflow = value >> 28 & 1 != 0;
        self.saturated = value >> 27 & 1 != 0;
    }

    pub(crate) fn set_ge(&mut self, value: u32) {
        self.ge = (value >> 16) as u8 & 15;
    }

    pub(crate) fn xpsr(&self) -> u32 {
        let it = u32::from(self.it);
        self.apsr()
            | u32::from(self.exception)
            | u32::from(self.thumb) << 24
            | (it & 3) << 25
            | (it >> 2) << 10
    }

    pub(crate) fn set_xpsr(&mut self, value: u32) {
        self.set_apsr_flags(value);
        self.set_ge(value);
        self.exception = (value & 0x1ff) as u16;
        self.thumb = value >> 24 & 1 != 0;
        self.it = ((value >> 25 & 3) | (value >> 10 & 0x3f) << 2) as u8;
    }

    /// True when the process stack is the active one.
    pub(crate) fn on_process_stack(&self) -> bool {
        self.process_stack && self.exception == 0
    }

    pub(crate) fn msp(&self) -> u32 {
        if self.on_process_stack() { self.inactive_sp } else { self.r[13] }
    }

    pub(crate) fn psp(&self) -> u32 {
        if self.on_process_stack() { self.r[13] } else { self.inactive_sp }
    }

    pub(crate) fn set_msp(&mut self, value: u32) {
        let on_process_stack = self.on_process_stack();
        *(if on_process_stack { &mut self.inactive_sp } else { &mut self.r[13] }) = value & !3;
    }

    pub(crate) fn set_psp(&mut self, value: u32) {
        let on_process_stack = self.on_process_stack();
        *(if on_process_stack { &mut self.r[13] } else { &mut self.inactive_sp }) = value & !3;
    }

    /// Runs `change` on the state that selects the stack and swaps the stack
    /// pointers when the selection changed.
    pub(crate) fn with_stack_selection(&mut self, change: impl FnOnce(&mut Self)) {
        let before = self.on_process_stack();
        change(self);
        if self.on_process_stack() != before {
            std::mem::swap(&mut self.r[13], &mut self.inactive_sp);
        }
    }

    pub(crate) fn control(&self) -> u32 {
        u32::from(self.unprivileged_thread)
            | u32::from(self.process_stack) << 1
            | u32::from(self.float.active) << 2
    }

    pub(crate) fn registers(&self) -> Registers {
        let mut r = [0; 15];
        r.copy_from_slice(&self.r[..15]);
        Registers {
            r,
            pc: self.pc,
            xpsr: self.xpsr(),
            s: self.float.s,
            fpscr: self.float.fpscr,
            msp: self.msp(),
            psp: self.psp(),
            control: self.control(),
            masks: u32::from(self.primask) | u32::from(self.faultmask) << 1,
            basepri: self.basepri,
            exclusive: self.exclusive,
        }
    }

    /// Sets everything that [`Registers`] holds. `r[13]` wins over `msp` or
    /// `psp`, whichever is active.
    pub(crate) fn set_registers(&mut self, registers: &Registers) {
        self.set_xpsr(registers.xpsr);
        self.unprivileged_thread = registers.control & 1 != 0;
        self.process_stack = registers.control & 2 != 0;
        self.float.active = registers.control & 4 != 0;
        self.primask = registers.masks & 1 != 0;
        self.faultmask = registers.masks & 2 != 0;
        self.basepri = registers.basepri;
        self.exclusive = registers.exclusive;
        self.r[..15].copy_from_slice(&registers.r);
        self.r[13] &= !3;
        self.inactive_sp = if self.on_process_stack() { registers.msp } else { registers.psp } & !3;
        self.pc = registers.pc & !1;
        self.float.s = registers.s;
        self.float.set_fpscr(registers.fpscr);
        self.update_float_access();
        self.deadline = 0;
    }
}

impl fmt::Display for Registers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, value) in self.r.iter().enumerate() {
            let name = match index {
                13 => "sp".to_owned(),
                14 => "lr".to_owned(),
                _ => format!("r{index}"),
            };
            write!(f, "{name:>3} {value:08x}{}", if index % 4 == 3 { "\n" } else { "  " })?;
        }
        writeln!(f, " pc {:08x}", self.pc)?;
        writeln!(
            f,
            "xpsr {:08x}  msp {:08x}  psp {:08x}  control {:x}  masks {:x}  basepri {:02x}  fpscr {:08x}",
            self.xpsr, self.msp, self.psp, self.control, self.masks, self.basepri, self.fpscr
        )
    }
}
