//! System control space and private peripheral bus registers
//! (Armv7-M ARM B3.2 to B3.4, C1.6 to C1.8).

use super::nvic::{
    BUS_FAULT, DEBUG_MONITOR, MEM_MANAGE, NMI, PEND_SV, SV_CALL, SYS_TICK, USAGE_FAULT,
};
use super::trace::Stimulus;
use super::{Core, Stop};

/// Bits of the Configurable Fault Status Register (B3.2.15).
pub(crate) mod cfsr {
    pub(crate) const IACCVIOL: u32 = 1;
    pub(crate) const IBUSERR: u32 = 1 << 8;
    pub(crate) const PRECISERR: u32 = 1 << 9;
    pub(crate) const UNSTKERR: u32 = 1 << 11;
    pub(crate) const STKERR: u32 = 1 << 12;
    pub(crate) const LSPERR: u32 = 1 << 13;
    pub(crate) const BFARVALID: u32 = 1 << 15;
    pub(crate) const UNDEFINSTR: u32 = 1 << 16;
    pub(crate) const INVSTATE: u32 = 1 << 17;
    pub(crate) const INVPC: u32 = 1 << 18;
    pub(crate) const NOCP: u32 = 1 << 19;
    pub(crate) const UNALIGNED: u32 = 1 << 24;
    pub(crate) const DIVBYZERO: u32 = 1 << 25;
}

/// Bits of the HardFault Status Register (B3.2.16).
pub(crate) mod hfsr {
    pub(crate) const VECTTBL: u32 = 1 << 1;
    pub(crate) const FORCED: u32 = 1 << 30;
    pub(crate) const DEBUGEVT: u32 = 1 << 31;
}

/// CPUID of the Cortex-M4 r0p1.
const CPUID: u32 = 0x410f_c241;
const AIRCR_KEY: u32 = 0x05fa;
const SYSRESETREQ: u32 = 1 << 2;

/// Registers of the system control block without a home elsewhere.
#[derive(Debug, Default)]
pub(crate) struct SystemControl {
    pub(crate) vtor: u32,
    pub(crate) cfsr: u32,
    pub(crate) hfsr: u32,
    pub(crate) mmfar: u32,
    pub(crate) bfar: u32,
    /// CPACR; bits 23:20 grant access to the FPU.
    pub(crate) cpacr: u32,
    ccr: u32,
    /// CCR.UNALIGN_TRP as a mask of address bits: 3 or 0.
    pub(crate) unaligned_trap: u32,
    pub(crate) divide_trap: bool,
    /// CCR.STKALIGN.
    pub(crate) stack_align: bool,
    /// CCR.NONBASETHRDENA.
    pub(crate) nonbase_thread: bool,
    /// SCR.SLEEPONEXIT.
    pub(crate) sleep_on_exit: bool,
    sleep_deep: bool,
    /// SCR.SEVONPEND.
    pub(crate) event_on_pend: bool,
    actlr: u32,
}

impl SystemControl {
    /// After reset.
    pub(crate) fn new() -> Self {
        Self { ccr: 0x200, stack_align: true, ..Self::default() }
    }

    fn set_ccr(&mut self, value: u32) {
        self.ccr = value & 0x31b;
        self.nonbase_thread = value & 1 != 0;
        self.unaligned_trap = if value & 8 != 0 { 3 } else { 0 };
        self.divide_trap = value & 0x10 != 0;
        self.stack_align = value & 0x200 != 0;
    }
}

/// Faults and their enable bits in SHCSR.
const FAULT_ENABLES: [(u32, u16); 3] = [(16, MEM_MANAGE), (17, BUS_FAULT), (18, USAGE_FAULT)];
/// Pending and active bits of SHCSR.
const SHCSR_PENDING: [(u32, u16); 4] =
    [(12, USAGE_FAULT), (13, MEM_MANAGE), (14, BUS_FAULT), (15, SV_CALL)];
const SHCSR_ACTIVE: [(u32, u16); 7] = [
    (0, MEM_MANAGE),
    (1, BUS_FAULT),
    (3, USAGE_FAULT),
    (7, SV_CALL),
    (8, DEBUG_MONITOR),
    (10, PEND_SV),
    (11, SYS_TICK),
];

fn merge(old: u32, value: u32, lanes: u32) -> u32 {
    old & !lanes | value & lanes
}

impl Core {
    /// The Software Trigger Interrupt Register may be open to unprivileged code.
    pub(crate) fn unprivileged_write_allowed(&self, address: u32) -> bool {
        address == 0xe000_ef00 && self.scb.ccr & 2 != 0
    }

    /// Reads a word of the private peripheral bus.
    pub(crate) fn scs_read(&mut self, address: u32) -> Option<u32> {
        Some(match address {
            // A port that is ready: nothing on a badge ever makes it busy.
            0xe000_0000..=0xe000_007c => 1,
            0xe000_0e00 => self.trace.itm_enable,
            0xe000_0e40 => 0,
            0xe000_0e80 => self.trace.itm_control,
            0xe000_0fb4 => 1,
            0xe000_1000 => self.trace.dwt_ctrl | 0x4000_0000,
            0xe000_1004 => self.trace.cycle_count(self.cycles),
            // The other counters of the DWT and its comparators: not used.
            0xe000_1008..=0xe000_1018 => 0,
            0xe000_e004 => u32::from(self.nvic.interrupts.div_ceil(32)) - 1,
            0xe000_e008 => self.scb.actlr,
            0xe000_e010 | 0xe000_e018 => {
                if self.systick.advance(self.cycles) {
                    self.nvic.set_pending(SYS_TICK, true);
                    self.deadline = 0;
                }
                if address == 0xe000_e010 {
                    self.systick.read_control()
                } else {
                    self.systick.value()
                }
            }
            0xe000_e014 => self.systick.reload(),
            // No reference clock, no calibration value.
            0xe000_e01c => 1 << 31,
            0xe000_e100..=0xe000_e11c | 0xe000_e180..=0xe000_e19c => {
                self.interrupt_word(address, |core, number| core.nvic.enabled(number))
            }
            0xe000_e200..=0xe000_e21c | 0xe000_e280..=0xe000_e29c => {
                self.interrupt_word(address, |core, number| core.nvic.pending(number))
            }
            0xe000_e300..=0xe000_e31c => {
                self.interrupt_word(address, |core, number| core.nvic.active(number))
            }
            0xe000_e400..=0xe000_e4ec => {
                let first = 16 + (address - 0xe000_e400) as u16;
                self.priority_word(first)
            }
            0xe000_ed00 => CPUID,
            0xe000_ed04 => self.icsr(),
            0xe000_ed08 => self.scb.vtor,
            0xe000_ed0c => 0xfa05_0000 | u32::from(self.nvic.group) << 8,
            0xe000_ed10 => {
                u32::from(self.scb.sleep_on_exit) << 1
                    | u32::from(self.scb.sleep_deep) << 2
                    | u32::from(self.scb.event_on_pend) << 4
            }
            0xe000_ed14 => self.scb.ccr,
            0xe000_ed18..=0xe000_ed20 => self.priority_word(4 + (address - 0xe000_ed18) as u16),
            0xe000_ed24 => self.shcsr(),
            0xe000_ed28 => self.scb.cfsr,
            0xe000_ed2c => self.scb.hfsr,
            0xe000_ed30 | 0xe000_ed3c => 0,
            0xe000_ed34 => self.scb.mmfar,
            0xe000_ed38 => self.scb.bfar,
            // ID_PFR0 to ID_ISAR4 (Cortex-M4 TRM 4.1).
            0xe000_ed40 => 0x30,
            0xe000_ed44 => 0x200,
            0xe000_ed48 => 0x0010_0000,
            0xe000_ed4c => 0,
            0xe000_ed50 => 0x0010_0030,
            0xe000_ed54 | 0xe000_ed5c => 0,
            0xe000_ed58 => 0x0100_0000,
            0xe000_ed60 => 0x0110_1110,
            0xe000_ed64 => 0x0211_1000,
            0xe000_ed68 => 0x2111_2231,
            0xe000_ed6c => 0x0111_1110,
            0xe000_ed70 => 0x0131_0132,
            0xe000_ed88 => self.scb.cpacr,
            // MPU: eight regions, off.
            0xe000_ed90 => 0x0800,
            0xe000_ed94 => 0,
            0xe000_edf0 => 0,
            0xe000_edfc => self.trace.demcr,
            0xe000_ef34 => self.float.control(),
            0xe000_ef38 => self.float.context_address,
            0xe000_ef3c => self.float.default_fpscr,
            // MVFR0 and MVFR1 of FPv4-SP.
            0xe000_ef40 => 0x1011_0021,
            0xe000_ef44 => 0x1100_0011,
            0xe000_ef48 => 0,
            _ => return None,
        })
    }

    /// Writes the bytes `lanes` of a word of the private peripheral bus.
    pub(crate) fn scs_write(&mut self, address: u32, value: u32, lanes: u32) -> Option<()> {
        self.deadline = 0;
        match address {
            0xe000_0000..=0xe000_007c => self.stimulus(address, value, lanes),
            0xe000_0e00 => self.trace.itm_enable = merge(self.trace.itm_enable, value, lanes),
            0xe000_0e40 | 0xe000_0fb0 => {}
            0xe000_0e80 => self.trace.itm_control = merge(self.trace.itm_control, value, lanes),
            0xe000_1000 => self.trace.configure(self.cycles, |trace| {
                trace.dwt_ctrl = merge(trace.dwt_ctrl, value, lanes) & 0x0fff_ffff;
            }),
            0xe000_1004 => self.trace.set_cycle_count(value, self.cycles),
            0xe000_1fb0 => {}
            0xe000_e008 => self.scb.actlr = merge(self.scb.actlr, value, lanes) & 0x307,
            0xe000_e010 | 0xe000_e014 | 0xe000_e018 => {
                if self.systick.advance(self.cycles) {
                    self.nvic.set_pending(SYS_TICK, true);
                }
                match address {
                    0xe000_e010 => self.systick.write_control(value),
                    0xe000_e014 => {
                        let reload = merge(self.systick.reload(), value, lanes);
                        self.systick.set_reload(reload);
                    }
                    _ => self.systick.clear(),
                }
            }
            0xe000_e100..=0xe000_e11c => {
                self.change_interrupts(address, value, |core, number| {
                    core.nvic.set_enabled(number, true)
                });
            }
            0xe000_e180..=0xe000_e19c => {
                self.change_interrupts(address, value, |core, number| {
                    core.nvic.set_enabled(number, false)
                });
            }
            0xe000_e200..=0xe000_e21c => {
                self.change_interrupts(address, value, |core, number| {
                    core.nvic.set_pending(number, true)
                });
            }
            0xe000_e280..=0xe000_e29c => {
                self.change_interrupts(address, value, |core, number| {
                    core.nvic.set_pending(number, false)
                });
            }
            0xe000_e400..=0xe000_e4ec => {
                self.set_priorities(16 + (address - 0xe000_e400) as u16, value, lanes);
            }
            0xe000_ed04 => self.write_icsr(value),
            0xe000_ed08 => self.scb.vtor = merge(self.scb.vtor, value, lanes) & !0x7f,
            0xe000_ed0c => self.write_aircr(value),
            0xe000_ed10 => {
                self.scb.sleep_on_exit = value & 2 != 0;
                self.scb.sleep_deep = value & 4 != 0;
                self.scb.event_on_pend = value & 0x10 != 0;
            }
            0xe000_ed14 => self.scb.set_ccr(merge(self.scb.ccr, value, lanes)),
            0xe000_ed18..=0xe000_ed20 => {
                self.set_priorities(4 + (address - 0xe000_ed18) as u16, value, lanes);
            }
            0xe000_ed24 => self.write_shcsr(merge(self.shcsr(), value, lanes)),
            0xe000_ed28 => self.scb.cfsr &= !(value & lanes),
            0xe000_ed2c => self.scb.hfsr &= !value,
            0xe000_ed34 => self.scb.mmfar = value,
            0xe000_ed38 => self.scb.bfar = value,
            0xe000_ed88 => {
                self.scb.cpacr = merge(self.scb.cpacr, value, lanes) & 0x00f0_0000;
                self.update_float_access();
            }
            // The MPU may be told to stay off.
            0xe000_ed94 if value & 1 == 0 => {}
            0xe000_edfc => self.trace.configure(self.cycles, |trace| {
                trace.demcr = merge(trace.demcr, value, lanes);
            }),
            0xe000_ef00 => self.pend_interrupt(value & 0x1ff),
            0xe000_ef34 => {
                self.float.set_control(value);
                self.update_float_access();
            }
            0xe000_ef38 => self.float.context_address = value & !7,
            0xe000_ef3c => self.float.default_fpscr = value & 0x07c0_0000,
            // Cache maintenance of larger cores: no effect here.
            0xe000_ef50..=0xe000_ef78 => {}
            _ => return None,
        }
        Some(())
    }

    fn stimulus(&mut self, address: u32, value: u32, lanes: u32) {
        let port = (address >> 2 & 31) as u8;
        self.trace.stimuli.push(Stimulus {
            port,
            value: value >> (lanes.trailing_zeros() & 31),
            bytes: (lanes.count_ones() / 8) as u8,
            instructions: self.instructions - 1,
            cycles: self.cycles,
        });
        if self.trace.watched == Some(port) {
            self.stop = Some(Stop::Stimulus);
        }
    }

    fn interrupt_word(&self, address: u32, bit: impl Fn(&Self, u16) -> bool) -> u32 {
        let first = (address & 0x1f) * 8;
        (0..32)
            .filter(|offset| first + offset < self.nvic.interrupts.into())
            .filter(|&offset| bit(self, 16 + (first + offset) as u16))
            .fold(0, |word, offset| word | 1 << offset)
    }

    fn change_interrupts(&mut self, address: u32, value: u32, change: impl Fn(&mut Self, u16)) {
        let first = (address & 0x1f) * 8;
        for offset in 0..32 {
            if value >> offset & 1 != 0 && first + offset < self.nvic.interrupts.into() {
                change(self, 16 + (first + offset) as u16);
            }
        }
    }

    fn priority_word(&self, first: u16) -> u32 {
        u32::from_le_bytes(std::array::from_fn(|index| {
            self.nvic.priority_field(first + index as u16)
        }))
    }

    fn set_priorities(&mut self, first: u16, value: u32, lanes: u32) {
        for (index, (byte, lane)) in
            value.to_le_bytes().into_iter().zip(lanes.to_le_bytes()).enumerate()
        {
            if lane != 0 {
                self.nvic.set_priority_field(first + index as u16, byte);
            }
        }
    }

    fn icsr(&self) -> u32 {
        let pending = self.nvic.most_urgent().map_or(0, |(number, _)| u32::from(number));
        u32::from(self.exception)
            | u32::from(self.nvic.active_count() <= 1) << 11
            | pending << 12
            | u32::from(self.nvic.interrupt_pending()) << 22
            | u32::from(self.nvic.pending(SYS_TICK)) << 26
            | u32::from(self.nvic.pending(PEND_SV)) << 28
            | u32::from(self.nvic.pending(NMI)) << 31
    }

    fn write_icsr(&mut self, value: u32) {
        for (set, clear, number) in
            [(28, Some(27), PEND_SV), (26, Some(25), SYS_TICK), (31, None, NMI)]
        {
            if clear.is_some_and(|bit: u32| value >> bit & 1 != 0) {
                self.nvic.set_pending(number, false);
            }
            if value >> set & 1 != 0 {
                self.nvic.set_pending(number, true);
            }
        }
    }

    fn write_aircr(&mut self, value: u32) {
        if value >> 16 != AIRCR_KEY {
            return;
        }
        self.nvic.group = (value >> 8 & 7) as u8;
        if value & SYSRESETREQ != 0 {
            self.stop = Some(Stop::Reset);
        }
    }

    fn shcsr(&self) -> u32 {
        let mut value = 0;
        for (bit, number) in FAULT_ENABLES {
            value |= u32::from(self.nvic.enabled(number)) << bit;
        }
        for (bit, number) in SHCSR_PENDING {
            value |= u32::from(self.nvic.pending(number)) << bit;
        }
        for (bit, number) in SHCSR_ACTIVE {
            value |= u32::from(self.nvic.active(number)) << bit;
        }
        value
    }

    fn write_shcsr(&mut self, value: u32) {
        for (bit, number) in FAULT_ENABLES {
            self.nvic.set_enabled(number, value >> bit & 1 != 0);
        }
        for (bit, number) in SHCSR_PENDING {
            self.nvic.set_pending(number, value >> bit & 1 != 0);
        }
        for (bit, number) in SHCSR_ACTIVE {
            self.nvic.set_active(number, value >> bit & 1 != 0);
        }
    }
}
