//! OSCCTRL, OSC32KCTRL, GCLK and MCLK: which clock runs how fast
//! (data sheet chapters 13 to 15 and 28, 29).
//!
//! Oscillators are ready at once and have their nominal frequency.

use super::{Access, AccessError, merge};

const DFLL_HZ: u64 = 48_000_000;
const SLOW_HZ: u64 = 32_768;
const GENERATORS: usize = 12;
const CHANNELS: usize = 48;

/// Frequencies of the processor and of one peripheral, in hertz.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ratio {
    pub(crate) cpu_hz: u64,
    /// Zero while the channel is switched off.
    pub(crate) peripheral_hz: u64,
}

impl Ratio {
    /// Processor cycles that `ticks` of the peripheral's clock take, rounded up.
    pub(crate) fn cycles(self, ticks: u64) -> u64 {
        if self.peripheral_hz == 0 {
            return u64::MAX;
        }
        let cycles =
            (u128::from(ticks) * u128::from(self.cpu_hz)).div_ceil(u128::from(self.peripheral_hz));
        u64::try_from(cycles).unwrap_or(u64::MAX)
    }

    /// Ticks of the peripheral's clock that pass in `cycles`.
    pub(crate) fn ticks(self, cycles: u64) -> u64 {
        let ticks =
            u128::from(cycles) * u128::from(self.peripheral_hz) / u128::from(self.cpu_hz.max(1));
        ticks as u64
    }
}

/// A digital phase-locked loop.
#[derive(Debug, Clone, Copy, Default)]
struct Dpll {
    control_a: u32,
    ratio: u32,
    control_b: u32,
}

/// State of the clock system.
#[derive(Debug)]
pub(crate) struct Clocks {
    generators: [u32; GENERATORS],
    channels: [u32; CHANNELS],
    dpll: [Dpll; 2],
    dfll_a: u32,
    dfll_b: u32,
    dfll_value: u32,
    dfll_multiply: u32,
    crystals: [u32; 2],
    oscillator_interrupts: u32,
    event_control: u32,
    slow: [u32; 4],
    slow_interrupts: u32,
    cpu_divider: u32,
    masks: [u32; 5],
    main_interrupts: u32,
    frequencies: [u64; GENERATORS],
    cpu_hz: u64,
}

impl Default for Clocks {
    fn default() -> Self {
        let mut generators = [0; GENERATORS];
        generators[0] = 0x106;
        let mut clocks = Self {
            generators,
            channels: [0; CHANNELS],
            dpll: [Dpll { control_a: 0x80, ratio: 0, control_b: 0x20 }; 2],
            dfll_a: 0x82,
            dfll_b: 0,
            dfll_value: 0,
            dfll_multiply: 0,
            crystals: [0x80; 2],
            oscillator_interrupts: 0,
            event_control: 0,
            // RTCCTRL; XOSC32K, CFDCTRL, EVCTRL; OSCULP32K; unused.
            slow: [0, 0x80, 0, 0],
            slow_interrupts: 0,
            cpu_divider: 1,
            masks: [0x00ff_ffff, 0x7ff, 0x0001_8056, 0, 0],
            main_interrupts: 0,
            frequencies: [0; GENERATORS],
            cpu_hz: DFLL_HZ,
        };
        clocks.update();
        clocks
    }
}

impl Clocks {
    pub(crate) fn cpu_hz(&self) -> u64 {
        self.cpu_hz
    }

    /// The clocks of the processor and of a GCLK channel.
    pub(crate) fn ratio(&self, channel: usize) -> Ratio {
        let control = self.channels[channel];
        let enabled = control & 0x40 != 0;
        let generator = (control & 15) as usize;
        let peripheral_hz =
            if enabled { self.frequencies.get(generator).copied().unwrap_or(0) } else { 0 };
        Ratio { cpu_hz: self.cpu_hz(), peripheral_hz }
    }

    /// Recomputes all frequencies; three rounds settle generator 1 feeding
    /// others and the loops.
    fn update(&mut self) {
        for _ in 0..3 {
            for index in 0..GENERATORS {
                self.frequencies[index] = self.generator_hz(index);
            }
        }
        self.cpu_hz = (self.frequencies[0] / u64::from(self.cpu_divider.max(1))).max(1);
    }

    fn generator_hz(&self, index: usize) -> u64 {
        let control = self.generators[index];
        if control & 0x100 == 0 {
            return 0;
        }
        let source = match control & 15 {
            3 if index != 1 => self.frequencies[1],
            4 | 5 => SLOW_HZ,
            6 if self.dfll_a & 2 != 0 => DFLL_HZ,
            7 => self.dpll_hz(0),
            8 => self.dpll_hz(1),
            // External inputs and crystals: the badge has none.
            _ => 0,
        };
        let divider = control >> 16;
        let divider = if control & 0x1000 != 0 {
            1 << ((divider & 0xff) + 1).min(16)
        } else {
            u64::from(divider.max(1))
        };
        source / divider
    }

    fn dpll_hz(&self, index: usize) -> u64 {
        let dpll = self.dpll[index];
        if dpll.control_a & 2 == 0 {
            return 0;
        }
        let reference = match dpll.control_b >> 5 & 7 {
            0 => {
                let channel = self.channels[1 + index];
                let generator = self.frequencies.get((channel & 15) as usize);
                if channel & 0x40 != 0 { generator.copied().unwrap_or(0) } else { 0 }
            }
            1 => SLOW_HZ,
            _ => 0,
        };
        let whole = u64::from(dpll.ratio & 0x1fff) + 1;
        let fraction = u64::from(dpll.ratio >> 16 & 31);
        reference * (32 * whole + fraction) / 32
    }

    pub(crate) fn read(&self, address: u32) -> Access<u32> {
        let offset = address & 0x3ff;
        match address & !0x3ff {
            0x4000_0800 => self.read_main(offset),
            0x4000_1000 => self.read_oscillators(offset),
            0x4000_1400 => Ok(match offset {
                0x00 | 0x04 => self.slow_interrupts,
                0x08 => 0,
                // XOSC32KRDY follows the enable bit.
                0x0c => self.slow[1] >> 1 & 1,
                0x10..=0x1c => self.slow[(offset as usize - 0x10) / 4],
                _ => return Err(AccessError::Unknown),
            }),
            _ => Ok(match offset {
                // Software reset and synchronization end at once.
                0x00 | 0x04 => 0,
                0x20..=0x4c => self.generators[(offset as usize - 0x20) / 4],
                0x80..=0x13c => self.channels[(offset as usize - 0x80) / 4],
                _ => return Err(AccessError::Unknown),
            }),
        }
    }

    fn read_main(&self, offset: u32) -> Access<u32> {
        Ok(match offset {
            // INTENCLR, INTENSET, and INTFLAG with CKRDY in bytes 1 to 3.
            0x00 => self.main_interrupts << 8 | self.main_interrupts << 16 | 1 << 24,
            0x04 => 1 | self.cpu_divider << 8,
            0x10..=0x20 => self.masks[(offset as usize - 0x10) / 4],
            _ => return Err(AccessError::Unknown),
        })
    }

    fn read_oscillators(&self, offset: u32) -> Access<u32> {
        let dpll = |base| self.dpll[usize::from(base != 0x30)];
        Ok(match offset {
            0x00 => self.event_control,
            0x04 | 0x08 => self.oscillator_interrupts,
            0x0c => 0,
            0x10 => self.oscillator_status(),
            0x14 | 0x18 => self.crystals[(offset as usize - 0x14) / 4],
            0x1c => self.dfll_a,
            0x20 => self.dfll_b,
            0x24 => self.dfll_value,
            0x28 => self.dfll_multiply,
            0x2c => 0,
            0x30 | 0x44 => dpll(offset).control_a,
            0x34 | 0x48 => dpll(offset - 4).ratio,
            0x38 | 0x4c => dpll(offset - 8).control_b,
            0x3c | 0x50 => 0,
            // LOCK and CLKRDY while enabled.
            0x40 | 0x54 => (dpll(offset - 0x10).control_a >> 1 & 1) * 3,
            _ => return Err(AccessError::Unknown),
        })
    }

    /// DFLL ready and locked, both loops locked where they are enabled.
    fn oscillator_status(&self) -> u32 {
        let dfll = (self.dfll_a >> 1 & 1) * 0x0d00;
        let locked = |index: usize, shift: u32| (self.dpll[index].control_a >> 1 & 1) << shift;
        dfll | locked(0, 16) | locked(1, 24)
    }

    pub(crate) fn write(&mut self, address: u32, value: u32, lanes: u32) -> Access {
        let offset = address & 0x3ff;
        match address & !0x3ff {
            0x4000_0800 => self.write_main(offset, value, lanes)?,
            0x4000_1000 => self.write_oscillators(offset, value, lanes)?,
            0x4000_1400 => match offset {
                0x00 => self.slow_interrupts &= !(value & lanes),
                0x04 => self.slow_interrupts |= value & lanes & 5,
                0x08 => {}
                0x10..=0x1c => {
                    let place = &mut self.slow[(offset as usize - 0x10) / 4];
                    *place = merge(*place, value, lanes);
                }
                _ => return Err(AccessError::Unknown),
            },
            _ => match offset {
                0x00 => {
                    if value & 1 != 0 {
                        self.generators = Self::default().generators;
                        self.channels = [0; CHANNELS];
                    }
                }
                0x20..=0x4c => {
                    let place = &mut self.generators[(offset as usize - 0x20) / 4];
                    *place = merge(*place, value, lanes) & 0xffff_3f0f;
                }
                0x80..=0x13c => {
                    let place = &mut self.channels[(offset as usize - 0x80) / 4];
                    *place = merge(*place, value, lanes) & 0xcf;
                }
                _ => return Err(AccessError::Unknown),
            },
        }
        self.update();
        if self.frequencies[0] == 0 {
            return Err(AccessError::Unsupported(
                "a processor clock from a source the badge does not have",
            ));
        }
        Ok(())
    }

    fn write_main(&mut self, offset: u32, value: u32, lanes: u32) -> Access {
        match offset {
            0x00 => {
                // INTENCLR in byte 1, INTENSET in byte 2.
                self.main_interrupts &= !(value >> 8 & lanes >> 8 & 1);
                self.main_interrupts |= value >> 16 & lanes >> 16 & 1;
            }
            0x04 => {
                if lanes & 0xff00 != 0 {
                    self.cpu_divider = value >> 8 & 0xff;
                }
            }
            0x10..=0x20 => {
                let place = &mut self.masks[(offset as usize - 0x10) / 4];
                *place = merge(*place, value, lanes);
            }
            _ => return Err(AccessError::Unknown),
        }
        Ok(())
    }

    fn write_oscillators(&mut self, offset: u32, value: u32, lanes: u32) -> Access {
        let set = |place: &mut u32| *place = merge(*place, value, lanes);
        let dpll = &mut self.dpll[usize::from(offset >= 0x44)];
        match offset {
            0x00 => set(&mut self.event_control),
            0x04 => self.oscillator_interrupts &= !(value & lanes),
            0x08 => self.oscillator_interrupts |= value & lanes,
            0x0c => {}
            0x14 | 0x18 => set(&mut self.crystals[(offset as usize - 0x14) / 4]),
            0x1c => set(&mut self.dfll_a),
            0x20 => set(&mut self.dfll_b),
            0x24 => set(&mut self.dfll_value),
            0x28 => set(&mut self.dfll_multiply),
            0x30 | 0x44 => set(&mut dpll.control_a),
            0x34 | 0x48 => set(&mut dpll.ratio),
            0x38 | 0x4c => set(&mut dpll.control_b),
            _ => return Err(AccessError::Unknown),
        }
        Ok(())
    }
}
