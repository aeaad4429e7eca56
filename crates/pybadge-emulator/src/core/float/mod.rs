//! The floating-point unit: registers, access and lazy stacking
//! (Armv7-M ARM A2.5, B1.4.7, B1.5.7).

pub(crate) mod arithmetic;
pub(crate) mod convert;
pub(crate) mod format;

use super::scs::cfsr;
use super::{Core, Exec, Fault};
use format::Environment;

/// FPSCR bits that exist in FPv4-SP.
const FPSCR_MASK: u32 = 0xf7c0_009f;
/// Bits of FPDSCR: AHP, DN, FZ, RMode.
const DEFAULT_MASK: u32 = 0x07c0_0000;

/// Registers of the unit and the state of lazy stacking.
#[derive(Debug, Default)]
pub(crate) struct FloatUnit {
    pub(crate) s: [u32; 32],
    pub(crate) fpscr: u32,
    /// CONTROL.FPCA.
    pub(crate) active: bool,
    /// FPCCR.LSPACT: space on the stack waits for s0 to s15 and FPSCR.
    pub(crate) pending: bool,
    /// FPCAR.
    pub(crate) context_address: u32,
    /// FPDSCR.
    pub(crate) default_fpscr: u32,
    automatic: bool,
    lazy: bool,
    /// An instruction may go ahead without further checks.
    accessible: bool,
    /// FPSCR asks for nothing that the host's arithmetic does not do.
    pub(crate) plain: bool,
}

impl FloatUnit {
    /// After reset.
    pub(crate) fn new() -> Self {
        Self { automatic: true, lazy: true, plain: true, ..Self::default() }
    }

    pub(crate) fn set_fpscr(&mut self, value: u32) {
        self.fpscr = value & FPSCR_MASK;
        // Round to nearest, no flush to zero. NaNs never take the host's way.
        self.plain = value & 0x01c0_0000 == 0;
    }

    /// FPCCR.
    pub(crate) fn control(&self) -> u32 {
        u32::from(self.automatic) << 31 | u32::from(self.lazy) << 30 | u32::from(self.pending)
    }

    pub(crate) fn set_control(&mut self, value: u32) {
        self.automatic = value >> 31 & 1 != 0;
        self.lazy = value >> 30 & 1 != 0;
        self.pending = value & 1 != 0;
    }

    pub(crate) fn lazy_enabled(&self) -> bool {
        self.lazy
    }

    pub(crate) fn environment(&self) -> Environment {
        Environment::new(self.fpscr)
    }

    #[inline(always)]
    pub(crate) fn get(&self, index: u8) -> u32 {
        self.s[usize::from(index & 31)]
    }

    #[inline(always)]
    pub(crate) fn set(&mut self, index: u8, value: u32) {
        self.s[usize::from(index & 31)] = value;
    }
}

impl Core {
    /// Recomputes the fast check after CPACR, FPCCR, FPCA or privilege changed.
    pub(crate) fn update_float_access(&mut self) {
        self.float.accessible = self.float_permitted()
            && !self.float.pending
            && (self.float.active || !self.float.automatic);
    }

    fn float_permitted(&self) -> bool {
        match self.scb.cpacr >> 20 & 15 {
            0b1111 => true,
            0b0101 => self.privileged(),
            _ => false,
        }
    }

    /// ExecuteFPCheck: access, lazy stacking, a new context.
    #[inline(always)]
    pub(crate) fn float_check(&mut self) -> Exec {
        if self.float.accessible { Ok(()) } else { self.prepare_float() }
    }

    #[cold]
    #[inline(never)]
    fn prepare_float(&mut self) -> Exec {
        if !self.float_permitted() {
            return Err(Fault::NoCoprocessor);
        }
        if self.float.pending {
            let address = self.float.context_address;
            if self.store_float_context(address).is_err() {
                self.scb.cfsr |= cfsr::LSPERR;
                return Err(Fault::DataBus);
            }
            self.float.pending = false;
        }
        if self.float.automatic && !self.float.active {
            self.float.active = true;
            let default = self.float.fpscr & !DEFAULT_MASK | self.float.default_fpscr;
            self.float.set_fpscr(default);
        }
        self.update_float_access();
        Ok(())
    }

    pub(crate) fn store_float_context(&mut self, address: u32) -> Exec {
        for index in 0..16 {
            let value = self.float.s[index];
            self.store_word(address.wrapping_add(4 * index as u32), value)?;
        }
        self.store_word(address.wrapping_add(64), self.float.fpscr)
    }

    pub(crate) fn load_float_context(&mut self, address: u32) -> Exec {
        for index in 0..16 {
            self.float.s[index] = self.load_word(address.wrapping_add(4 * index as u32))?;
        }
        let fpscr = self.load_word(address.wrapping_add(64))?;
        self.float.set_fpscr(fpscr);
        Ok(())
    }
}
