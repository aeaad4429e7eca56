//! The SAM D51 around the core: address map, events in time, interrupt lines.
//!
//! Every register that is modelled behaves; an access to any other is an
//! error that ends the run. Registers are addressed by word, with a mask of
//! the bytes that are accessed (`lanes`).

mod clocks;
mod dmac;
mod nvm;
mod port;
mod register_file;
mod sercom;
mod system;
mod tables;
mod timer;
mod usb;

use crate::core::{Access, AccessError, Bus, Chip, Effects, Lines};
use clocks::Clocks;
use dmac::Dmac;
use nvm::NvmController;
use port::Port;
pub(crate) use port::{Driven, Inputs};
use pybadge_board::{FLASH, RAM};
use register_file::RegisterFile;
use sercom::Sercom;
use system::{CacheController, Dac, ResetController, Trng, Watchdog};
use timer::Timer;
use usb::Usb;

pub(crate) use system::ResetCause;

/// What the core must know of the ATSAMD51J19A (data sheet chapter 9, and
/// "Interrupt Line Mapping").
pub(crate) const CHIP: Chip = Chip {
    flash_bytes: (FLASH.end - FLASH.start) as usize,
    ram_bytes: (RAM.end - RAM.start) as usize,
    interrupts: 137,
};

/// What stands at the pins of the chip.
pub(crate) trait Pins {
    /// The chip changed its outputs at a time in nanoseconds.
    fn outputs_changed(&mut self, driven: Driven, nanoseconds: u64);

    /// Levels that the board puts on pins of the chip.
    fn inputs(&self) -> Inputs;

    /// A byte was shifted out of SERCOM4.
    fn spi_byte(&mut self, byte: u8);
}

fn raise(lines: &mut Lines, number: usize, level: bool) {
    lines[number / 32] |= u32::from(level) << (number % 32);
}

/// `value` in the accessed bytes, `old` elsewhere.
fn merge(old: u32, value: u32, lanes: u32) -> u32 {
    old & !lanes | value & lanes
}

/// All devices of the chip, and the board on its pins.
pub(crate) struct Soc<P> {
    pub(crate) board: P,
    clocks: Clocks,
    port: Port,
    /// SERCOM4, on whose pads is SPI, and SERCOM5, a serial line.
    sercom: [Sercom; 2],
    dmac: Dmac,
    /// TC0 to TC5.
    timers: [Timer; 6],
    nvm: NvmController,
    cache: CacheController,
    usb: Usb,
    dac: Dac,
    watchdog: Watchdog,
    reset: ResetController,
    trng: Trng,
    /// Blocks whose registers only keep what is written.
    files: Vec<(u32, RegisterFile)>,
    next_event: u64,
}

/// First address and GCLK channel of each timer (data sheet, "Peripherals
/// Configuration Summary"), and its interrupt.
const TIMERS: [(u32, usize, usize); 6] = [
    (0x4000_3800, 9, 107),
    (0x4000_3c00, 9, 108),
    (0x4101_a000, 26, 109),
    (0x4101_c000, 26, 110),
    (0x4200_1400, 30, 111),
    (0x4200_1800, 30, 112),
];
/// The same of the serial interfaces.
const SERCOMS: [(u32, usize, usize); 2] = [(0x4300_0000, 34, 62), (0x4300_0400, 35, 66)];

impl<P: Pins> Soc<P> {
    pub(crate) fn new(board: P) -> Self {
        Self {
            board,
            clocks: Clocks::default(),
            port: Port::default(),
            sercom: [Sercom::default(), Sercom::default()],
            dmac: Dmac::default(),
            timers: Default::default(),
            nvm: NvmController::new(),
            cache: CacheController::default(),
            usb: Usb::default(),
            dac: Dac::default(),
            watchdog: Watchdog::default(),
            reset: ResetController::default(),
            trng: Trng::default(),
            files: tables::register_files(),
            next_event: u64::MAX,
        }
    }

    /// All devices into their state after reset. The board keeps its own: the
    /// display has its memory, and what was recorded stays.
    pub(crate) fn reset(&mut self, cause: ResetCause) {
        // Every field by name, so that none is forgotten.
        let Self {
            board: _,
            clocks,
            port,
            sercom,
            dmac,
            timers,
            nvm,
            cache,
            usb,
            dac,
            watchdog,
            reset,
            trng,
            files,
            next_event,
        } = self;
        *clocks = Clocks::default();
        *port = Port::default();
        sercom.iter_mut().for_each(Sercom::reset);
        *dmac = Dmac::default();
        *timers = Default::default();
        *nvm = NvmController::new();
        *cache = CacheController::default();
        *usb = Usb::default();
        dac.reset();
        *watchdog = Watchdog::default();
        *reset = ResetController::new(cause);
        *trng = Trng::default();
        *files = tables::register_files();
        *next_event = u64::MAX;
    }

    /// Frequency of the processor.
    pub(crate) fn cpu_hz(&self) -> u64 {
        self.clocks.cpu_hz()
    }

    /// Bytes sent by SERCOM5 so far, and not taken yet.
    pub(crate) fn take_serial(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.sercom[1].sent)
    }

    /// Queues bytes for the receiver of SERCOM5.
    pub(crate) fn send_serial(&mut self, bytes: &[u8]) {
        self.sercom[1].queue_input(bytes);
        self.next_event = 0;
    }

    /// Values written to DAC0 with their cycle, and not taken yet.
    pub(crate) fn take_samples(&mut self) -> Vec<(u64, u16)> {
        std::mem::take(&mut self.dac.samples)
    }

    fn run_events(&mut self, now: u64, flash: &[u8], ram: &mut [u8]) {
        loop {
            // In the order of time: a byte that leaves at its moment, not later.
            let moment = self.earliest_event().min(now);
            for (sercom, (_, channel, _)) in self.sercom.iter_mut().zip(SERCOMS) {
                sercom.advance(moment, self.clocks.ratio(channel));
            }
            while let Some(byte) = self.sercom[0].take_shifted() {
                self.board.spi_byte(byte);
            }
            for (timer, (_, channel, _)) in self.timers.iter_mut().zip(TIMERS) {
                if timer.running() {
                    timer.advance(moment, self.clocks.ratio(channel));
                }
            }
            self.watchdog.advance(moment);
            self.run_dma(moment, flash, ram);
            if moment >= now && self.earliest_event() > now {
                break;
            }
        }
        self.next_event = self.earliest_event();
    }

    fn earliest_event(&self) -> u64 {
        let timers = self.timers.iter().zip(TIMERS).filter(|(timer, _)| timer.running());
        let timer =
            timers.map(|(timer, (_, channel, _))| timer.next_event(self.clocks.ratio(channel)));
        let sercom = self.sercom.iter().map(Sercom::next_event);
        sercom.chain(timer).chain([self.watchdog.next_event()]).min().unwrap_or(u64::MAX)
    }

    /// Moves what the triggers of the DMA channels ask for.
    fn run_dma(&mut self, now: u64, flash: &[u8], ram: &mut [u8]) {
        // An overflow asks once, and only who listens at the moment.
        let mut timers = self.timers.each_mut().map(Timer::take_overflow_trigger);
        if !self.dmac.running() {
            return;
        }
        // Every beat moves a channel on; a cyclic list with an endless trigger
        // still ends here, and goes on at the next event.
        for _ in 0..4096 {
            let triggers = dmac::Triggers {
                receive: self.sercom.each_ref().map(Sercom::receive_ready),
                transmit: self.sercom.each_ref().map(Sercom::transmit_ready),
                timers: std::mem::take(&mut timers),
            };
            let Some(beat) = self.dmac.next_beat(&triggers, flash, ram) else {
                break;
            };
            let moved = self
                .dma_read(beat.source, beat.size, now, flash, ram)
                .and_then(|value| self.dma_write(beat.destination, value, beat.size, now, ram));
            self.dmac.finish_beat(beat.channel, moved.is_ok(), flash, ram);
        }
    }

    fn dma_read(
        &mut self,
        address: u32,
        size: u32,
        now: u64,
        flash: &[u8],
        ram: &[u8],
    ) -> Access<u32> {
        if let Some(value) = dmac::read_memory(address, size, flash, ram) {
            return Ok(value);
        }
        let (shift, mask) = (8 * (address & 3), u32::MAX >> (32 - 8 * size));
        let word = self.read(address & !3, mask << shift, now)?;
        Ok(word >> shift & mask)
    }

    fn dma_write(
        &mut self,
        address: u32,
        value: u32,
        size: u32,
        now: u64,
        ram: &mut [u8],
    ) -> Access {
        let offset = address.wrapping_sub(RAM.start) as usize;
        if let Some(place) = ram.get_mut(offset..offset + size as usize) {
            place.copy_from_slice(&value.to_le_bytes()[..size as usize]);
            self.dmac.note_written(address, size);
            return Ok(());
        }
        let (shift, mask) = (8 * (address & 3), u32::MAX >> (32 - 8 * size));
        self.write(address & !3, value << shift, mask << shift, now)
    }

    pub(crate) fn reset_requested(&self) -> Option<ResetCause> {
        self.watchdog.expired().then_some(ResetCause::Watchdog)
    }

    fn interrupt_lines(&self) -> Lines {
        let mut lines = Lines::default();
        for (sercom, (_, _, first)) in self.sercom.iter().zip(SERCOMS) {
            sercom.interrupts(|index| raise(&mut lines, first + index, true));
        }
        for (timer, (_, _, number)) in self.timers.iter().zip(TIMERS) {
            raise(&mut lines, number, timer.interrupt());
        }
        self.dmac.interrupts(|index| raise(&mut lines, 31 + index, true));
        raise(&mut lines, 29, self.nvm.interrupt());
        lines
    }
}

impl<P: Pins> Bus for Soc<P> {
    fn read(&mut self, address: u32, lanes: u32, now: u64) -> Access<u32> {
        let offset = address & 0x3ff;
        match address & !0x3ff {
            0x4000_0800 | 0x4000_1000 | 0x4000_1400 | 0x4000_1c00 => self.clocks.read(address),
            0x4000_0c00 => self.reset.read(offset),
            0x4000_2000 => self.watchdog.read(offset),
            0x4100_0000 => self.usb.read(offset),
            0x4100_4000 => self.nvm.read(offset),
            0x4100_6000 => self.cache.read(offset),
            0x4100_8000 => {
                let inputs = self.board.inputs();
                self.port.read(offset, inputs)
            }
            0x4100_a000 => self.dmac.read(offset),
            0x4200_2800 => self.trng.read(offset),
            0x4300_2400 => self.dac.read(offset),
            block @ (0x4300_0000 | 0x4300_0400) => {
                let result = self.sercom[usize::from(block != 0x4300_0000)].read(offset, lanes);
                if offset == sercom::DATA {
                    // A received character may have been taken from a DMA channel.
                    self.next_event = now;
                }
                result
            }
            0x0080_0000..=0x0080_7fff => Ok(nvm::calibration(address)),
            block => {
                if let Some(index) = TIMERS.iter().position(|timer| timer.0 == block) {
                    let ratio = self.clocks.ratio(TIMERS[index].1);
                    return self.timers[index].read(offset, now, ratio);
                }
                match self.files.iter().find(|(base, _)| *base == block) {
                    Some((_, file)) => file.read(offset),
                    None => Err(unmapped(address)),
                }
            }
        }
    }

    fn write(&mut self, address: u32, value: u32, lanes: u32, now: u64) -> Access {
        let offset = address & 0x3ff;
        let block = address & !0x3ff;
        if !matches!(block, 0x4100_8000 | 0x4100_0000 | 0x4300_2400) {
            self.next_event = now;
        }
        match block {
            0x4000_0800 | 0x4000_1000 | 0x4000_1400 | 0x4000_1c00 => {
                self.clocks.write(address, value, lanes)
            }
            0x4000_2000 => self.watchdog.write(offset, value, lanes, now, self.clocks.cpu_hz()),
            0x4100_0000 => self.usb.write(offset, value, lanes),
            0x4100_4000 => self.nvm.write(offset, value, lanes),
            0x4100_6000 => self.cache.write(offset, value, lanes),
            0x4100_8000 => {
                self.port.write(offset, value, lanes)?;
                let nanoseconds =
                    now as u128 * 1_000_000_000 / u128::from(self.clocks.cpu_hz().max(1));
                self.board.outputs_changed(self.port.driven(), nanoseconds as u64);
                Ok(())
            }
            0x4100_a000 => self.dmac.write(offset, value, lanes),
            0x4200_2800 => self.trng.write(offset, value, lanes),
            0x4300_2400 => self.dac.write(offset, value, lanes, now),
            block @ (0x4300_0000 | 0x4300_0400) => {
                let index = usize::from(block != 0x4300_0000);
                let ratio = self.clocks.ratio(SERCOMS[index].1);
                self.sercom[index].write(offset, value, lanes, now, ratio)
            }
            0..0x0008_0000 => self.nvm.fill_page_buffer(address, value, lanes),
            block => {
                if let Some(index) = TIMERS.iter().position(|timer| timer.0 == block) {
                    let ratio = self.clocks.ratio(TIMERS[index].1);
                    return self.timers[index].write(offset, value, lanes, now, ratio);
                }
                match self.files.iter_mut().find(|(base, _)| *base == block) {
                    Some((_, file)) => file.write(offset, value, lanes),
                    None => Err(unmapped(address)),
                }
            }
        }
    }

    fn next_event(&self) -> u64 {
        self.next_event
    }

    fn catch_up(&mut self, now: u64, flash: &[u8], ram: &mut [u8]) {
        if now >= self.next_event {
            self.run_events(now, flash, ram);
        }
    }

    fn take_effects(&mut self, flash: &mut [u8]) -> Effects {
        let written = self.nvm.take_changes().into_iter().map(|change| change.apply(flash));
        Effects {
            flash_written: written.collect(),
            ram_written: self.dmac.take_written(),
            cache_enabled: self.cache.enabled(),
            wait_states: self.nvm.wait_states(self.clocks.cpu_hz()),
            invalidate: self.cache.take_invalidate(),
            lines: self.interrupt_lines(),
            reset_requested: self.reset_requested().is_some(),
        }
    }
}

/// An address that answers nowhere faults; one of a device that is not
/// modelled ends the run.
fn unmapped(address: u32) -> AccessError {
    let devices = [
        0x4000_0000..0x4000_4000,
        0x4100_0000..0x4102_2000,
        0x4200_0000..0x4200_4000,
        0x4300_0000..0x4300_3000,
        0x4400_0000..0x4500_0000,
        0x4600_0000..0x4800_0000,
    ];
    if devices.iter().any(|range| range.contains(&address)) {
        AccessError::Unknown
    } else {
        AccessError::Unmapped
    }
}
