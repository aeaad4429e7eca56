//! The small devices: cache controller, converter, watchdog, reset cause,
//! random numbers (data sheet chapters 11, 12, 18, 20, 43, 47).

use super::{Access, AccessError, merge};

/// Why the chip was reset: bits of RSTC.RCAUSE.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum ResetCause {
    /// Power-on.
    #[default]
    Power = 1,
    /// The button.
    External = 0x10,
    Watchdog = 0x20,
    /// SYSRESETREQ.
    System = 0x40,
}

/// RSTC.
#[derive(Debug, Default)]
pub(crate) struct ResetController {
    cause: ResetCause,
}

impl ResetController {
    pub(crate) fn new(cause: ResetCause) -> Self {
        Self { cause }
    }

    pub(crate) fn read(&self, offset: u32) -> Access<u32> {
        if offset == 0 { Ok(self.cause as u32) } else { Err(AccessError::Unknown) }
    }
}

/// CMCC: the registers of the cache; its time is modelled in the core.
#[derive(Debug, Default)]
pub(crate) struct CacheController {
    configuration: u32,
    enabled: bool,
    locked: u32,
    invalidate: bool,
    monitor: [u32; 2],
}

impl CacheController {
    pub(crate) fn enabled(&self) -> bool {
        self.enabled
    }

    pub(crate) fn take_invalidate(&mut self) -> bool {
        std::mem::take(&mut self.invalidate)
    }

    pub(crate) fn read(&self, offset: u32) -> Access<u32> {
        Ok(match offset {
            // TYPE: four ways, 4 KiB, lines of 16 bytes, round robin.
            0x00 => 0x0000_12d2,
            0x04 => self.configuration,
            0x08 | 0x20 | 0x24 | 0x30 => 0,
            0x0c => self.enabled.into(),
            0x10 => self.locked,
            0x28 => self.monitor[0],
            0x2c => self.monitor[1],
            _ => return Err(AccessError::Unknown),
        })
    }

    pub(crate) fn write(&mut self, offset: u32, value: u32, lanes: u32) -> Access {
        match offset {
            0x04 => self.configuration = merge(self.configuration, value, lanes),
            0x08 => self.enabled = value & lanes & 1 != 0,
            0x10 if value & lanes & 15 != 0 => {
                return Err(AccessError::Unsupported("locked ways of the cache"));
            }
            0x10 => self.locked = 0,
            0x20 => self.invalidate |= value & 1 != 0,
            // One line: the model forgets all.
            0x24 => self.invalidate = true,
            0x28 => self.monitor[0] = value & 3,
            0x2c if value & 1 != 0 => {
                return Err(AccessError::Unsupported("the monitor counter of the cache"));
            }
            0x2c | 0x30 => {}
            _ => return Err(AccessError::Unknown),
        }
        Ok(())
    }
}

/// DAC: what channel 0, the speaker, is told.
#[derive(Debug, Default)]
pub(crate) struct Dac {
    control: u32,
    enabled_interrupts: u32,
    channels: u32,
    /// Cycle and value of each write.
    pub(crate) samples: Vec<(u64, u16)>,
}

impl Dac {
    /// Registers as after reset; what was recorded stays.
    pub(super) fn reset(&mut self) {
        *self = Self { samples: std::mem::take(&mut self.samples), ..Self::default() };
    }

    pub(crate) fn read(&self, offset: u32) -> Access<u32> {
        Ok(match offset {
            0x00 => self.control,
            // INTFLAG: both buffers empty; STATUS: both channels ready.
            0x04 => (self.enabled_interrupts * 0x101) | (0x0c << 16) | 3 << 24,
            0x0c => self.channels,
            0x08 | 0x10 | 0x14 | 0x18 | 0x1c => 0,
            _ => return Err(AccessError::Unknown),
        })
    }

    pub(crate) fn write(&mut self, offset: u32, value: u32, lanes: u32, now: u64) -> Access {
        match offset {
            0x00 if value & lanes & 1 != 0 => self.reset(),
            0x00 => self.control = merge(self.control, value, lanes),
            0x04 => {
                self.enabled_interrupts &= !(value & lanes & 0xff);
                self.enabled_interrupts |= (value & lanes) >> 8 & 0xff;
                if self.enabled_interrupts != 0 {
                    return Err(AccessError::Unsupported("an interrupt of the DAC"));
                }
            }
            0x0c => self.channels = merge(self.channels, value, lanes),
            0x10 | 0x14 => {
                if lanes & 0xffff != 0 {
                    self.samples.push((now, value as u16));
                }
            }
            0x08 | 0x18 => {}
            _ => return Err(AccessError::Unknown),
        }
        Ok(())
    }
}

/// WDT without window and early warning.
#[derive(Debug, Default)]
pub(crate) struct Watchdog {
    control: u32,
    configuration: u32,
    early: u32,
    deadline: Option<u64>,
    cpu_hz: u64,
    expired: bool,
}

impl Watchdog {
    /// Clock of the watchdog.
    const HZ: u64 = 1024;

    pub(crate) fn expired(&self) -> bool {
        self.expired
    }

    pub(crate) fn next_event(&self) -> u64 {
        self.deadline.filter(|_| !self.expired).unwrap_or(u64::MAX)
    }

    pub(crate) fn advance(&mut self, now: u64) {
        self.expired |= self.deadline.is_some_and(|deadline| deadline <= now);
    }

    fn restart(&mut self, now: u64) {
        let ticks = 8_u64 << (self.configuration & 15).min(11);
        self.deadline =
            (self.control & 2 != 0).then(|| now.saturating_add(ticks * self.cpu_hz / Self::HZ));
    }

    pub(crate) fn read(&self, offset: u32) -> Access<u32> {
        Ok(match offset {
            0x00 => self.control | self.configuration << 8 | self.early << 16,
            0x04 | 0x08 | 0x0c => 0,
            _ => return Err(AccessError::Unknown),
        })
    }

    pub(crate) fn write(
        &mut self,
        offset: u32,
        value: u32,
        lanes: u32,
        now: u64,
        cpu_hz: u64,
    ) -> Access {
        self.cpu_hz = cpu_hz;
        match offset {
            0x00 => {
                let all = self.control | self.configuration << 8 | self.early << 16;
                let all = merge(all, value, lanes);
                (self.control, self.configuration, self.early) =
                    (all & 0x86, all >> 8 & 0xff, all >> 16 & 15);
                if self.control & 4 != 0 {
                    return Err(AccessError::Unsupported("the window mode of the WDT"));
                }
                self.restart(now);
            }
            0x04 if value & lanes & 0xff00 != 0 => {
                return Err(AccessError::Unsupported("the early warning of the WDT"));
            }
            0x04 | 0x08 => {}
            // CLEAR: any value but the key resets at once.
            0x0c if value & 0xff == 0xa5 => self.restart(now),
            0x0c => self.expired |= self.control & 2 != 0,
            _ => return Err(AccessError::Unknown),
        }
        Ok(())
    }
}

/// TRNG: on this chip the numbers are the same in every run.
#[derive(Debug)]
pub(crate) struct Trng {
    enabled: bool,
    state: u32,
}

impl Default for Trng {
    fn default() -> Self {
        Self { enabled: false, state: 0x2545_f491 }
    }
}

impl Trng {
    pub(crate) fn read(&mut self, offset: u32) -> Access<u32> {
        Ok(match offset {
            0x00 => u32::from(self.enabled) << 1,
            0x04 => 0,
            // INTFLAG.DATARDY in byte 2.
            0x08 => u32::from(self.enabled) << 16,
            0x20 => {
                // Marsaglia's xorshift.
                self.state ^= self.state << 13;
                self.state ^= self.state >> 17;
                self.state ^= self.state << 5;
                self.state
            }
            _ => return Err(AccessError::Unknown),
        })
    }

    pub(crate) fn write(&mut self, offset: u32, value: u32, lanes: u32) -> Access {
        match offset {
            0x00 if lanes & 0xff != 0 => self.enabled = value & 2 != 0,
            0x00 | 0x04 => {}
            0x08 if value & lanes & 0xff00 != 0 => {
                return Err(AccessError::Unsupported("the interrupt of the TRNG"));
            }
            0x08 => {}
            _ => return Err(AccessError::Unknown),
        }
        Ok(())
    }
}
