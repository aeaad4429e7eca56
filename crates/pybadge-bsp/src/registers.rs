//! The register blocks that interrupt handlers and failure screens need
//! without owning the peripheral. All accesses of this crate to registers that
//! bypass the ownership of `pac::Peripherals` start here.

use crate::pac;

macro_rules! blocks {
    ($($(#[$doc:meta])* $name:ident: $peripheral:ident -> $block:ty;)+) => {
        $(
            $(#[$doc])*
            #[inline]
            pub(crate) fn $name() -> &'static $block {
                // SAFETY: the block is at a fixed address that is always
                // mapped; the registers are volatile cells, so that shared
                // references are all that is ever made.
                unsafe { &*pac::$peripheral::ptr() }
            }
        )+
    };
}

blocks! {
    /// The display's bus.
    sercom4: Sercom4 -> pac::sercom0::RegisterBlock;
    /// The serial header.
    sercom5: Sercom5 -> pac::sercom0::RegisterBlock;
    dmac: Dmac -> pac::dmac::RegisterBlock;
    port: Port -> pac::port::RegisterBlock;
    /// The cache before flash.
    cmcc: Cmcc -> pac::cmcc::RegisterBlock;
    /// Flash.
    nvmctrl: Nvmctrl -> pac::nvmctrl::RegisterBlock;
    /// The speaker.
    dac: Dac -> pac::dac::RegisterBlock;
    /// The watch; TC1 is its upper half.
    tc0: Tc0 -> pac::tc0::RegisterBlock;
    /// Keeps the cycle counter wide; TC3 is its upper half.
    tc2: Tc2 -> pac::tc0::RegisterBlock;
    /// Half periods of the speaker's tone.
    tc4: Tc4 -> pac::tc0::RegisterBlock;
}

/// An output that several owners may switch: the set and clear registers need
/// no read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    group: usize,
    mask: u32,
}

impl Line {
    pub(crate) const fn a(pin: u32) -> Self {
        Self { group: 0, mask: 1 << pin }
    }

    pub(crate) const fn b(pin: u32) -> Self {
        Self { group: 1, mask: 1 << pin }
    }

    #[inline]
    pub(crate) fn high(self) {
        let register = port().group(self.group).outset();
        // SAFETY: every bit pattern is valid; zeros change nothing.
        register.write(|w| unsafe { w.bits(self.mask) });
    }

    #[inline]
    pub(crate) fn low(self) {
        let register = port().group(self.group).outclr();
        // SAFETY: every bit pattern is valid; zeros change nothing.
        register.write(|w| unsafe { w.bits(self.mask) });
    }

    #[inline]
    pub(crate) fn is_high(self) -> bool {
        port().group(self.group).in_().read().bits() & self.mask != 0
    }
}

/// Interrupts by urgency: 0 comes first, and BASEPRI can hold back all others.
pub(crate) mod priority {
    /// The watch ends what hangs, so nothing may hold it up.
    pub(crate) const WATCH: u8 = 0;
    /// Short handlers with deadlines of microseconds: serial header, speaker.
    pub(crate) const FAST: u8 = 1;
    /// Strips of the display.
    pub(crate) const DISPLAY: u8 = 2;
    /// USB, and the housekeeping of the cycle counter.
    pub(crate) const SLOW: u8 = 3;

    /// The value of the NVIC for a level: SAMD51 has the upper three bits.
    pub(crate) const fn bits(level: u8) -> u8 {
        level << 5
    }
}

/// Sets the level of an interrupt and lets it happen.
pub(crate) fn enable_interrupt(interrupt: pac::Interrupt, level: u8) {
    // SAFETY: the handlers of this crate share no data that a mask guards;
    // they use atomics, critical sections, or data of one handler alone.
    unsafe {
        let mut nvic = cortex_m::peripheral::Peripherals::steal().NVIC;
        nvic.set_priority(interrupt, priority::bits(level));
        pac::NVIC::unmask(interrupt);
    }
}
