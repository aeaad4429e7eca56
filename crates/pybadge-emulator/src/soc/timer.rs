//! TC: timer/counter in 8, 16 and 32 bits (data sheet chapter 48).
//!
//! Counts up; capture, output pins and events between peripherals are not
//! modelled.

use super::clocks::Ratio;
use super::{Access, AccessError, merge};

const OVERFLOW: u32 = 1;
const MATCH: [u32; 2] = [1 << 4, 1 << 5];
const ONE_SHOT: u32 = 1 << 2;

/// One timer.
#[derive(Debug, Default)]
pub(crate) struct Timer {
    control_a: u32,
    control_b: u32,
    events: u32,
    enabled_interrupts: u32,
    flags: u32,
    wave: u32,
    drive: u32,
    period: u32,
    compare: [u32; 2],
    /// Count at cycle `started`, and ticks since then that have been acted on.
    start_count: u64,
    started: u64,
    seen: u64,
    stopped: bool,
    overflowed: bool,
}

impl Timer {
    fn enabled(&self) -> bool {
        self.control_a & 2 != 0
    }

    pub(super) fn running(&self) -> bool {
        self.enabled() && !self.stopped
    }

    fn mask(&self) -> u64 {
        match self.control_a >> 2 & 3 {
            0 => 0xffff,
            1 => 0xff,
            _ => 0xffff_ffff,
        }
    }

    /// The greatest count: MFRQ and MPWM end at CC0, 8-bit mode at PER.
    fn top(&self) -> u64 {
        if self.wave & 1 != 0 {
            u64::from(self.compare[0]) & self.mask()
        } else if self.mask() == 0xff {
            u64::from(self.period)
        } else {
            self.mask()
        }
    }

    fn prescaler(&self) -> u64 {
        [1, 2, 4, 8, 16, 64, 256, 1024][(self.control_a >> 8 & 7) as usize]
    }

    fn ticks(&self, now: u64, ratio: Ratio) -> u64 {
        if !self.running() {
            return 0;
        }
        ratio.ticks(now.saturating_sub(self.started)) / self.prescaler()
    }

    /// Cycle at which `ticks` have passed since `started`.
    fn moment(&self, ticks: u64, ratio: Ratio) -> u64 {
        self.started.saturating_add(ratio.cycles(ticks.saturating_mul(self.prescaler())))
    }

    fn count(&self, now: u64, ratio: Ratio) -> u64 {
        (self.start_count + self.ticks(now, ratio)) % (self.top() + 1)
    }

    /// Takes the present count as the start of what follows.
    fn rebase(&mut self, now: u64, ratio: Ratio) {
        self.start_count = self.count(now, ratio);
        self.started = now;
        self.seen = 0;
    }

    /// Ticks after `started` of the first time that the count reaches
    /// `value` after the ticks already seen; at least one tick later.
    fn next_reach(&self, value: u64) -> u64 {
        let period = self.top() + 1;
        if value >= period {
            return u64::MAX;
        }
        let present = (self.start_count + self.seen) % period;
        let distance = (value + period - present) % period;
        self.seen + if distance == 0 { period } else { distance }
    }

    /// What happens next: the flag, and the tick.
    fn upcoming(&self) -> [(u32, u64); 3] {
        let reach = |index: usize| self.next_reach(u64::from(self.compare[index]) & self.mask());
        [(OVERFLOW, self.next_reach(0)), (MATCH[0], reach(0)), (MATCH[1], reach(1))]
    }

    pub(crate) fn advance(&mut self, now: u64, ratio: Ratio) {
        let total = self.ticks(now, ratio);
        if total <= self.seen {
            return;
        }
        let due = self.upcoming().into_iter().filter(|&(_, tick)| tick <= total);
        let flags = due.fold(0, |flags, (flag, _)| flags | flag);
        self.flags |= flags;
        self.seen = total;
        if flags & OVERFLOW != 0 {
            self.overflowed = true;
            if self.control_b & ONE_SHOT != 0 {
                self.stopped = true;
                (self.start_count, self.started, self.seen) = (0, now, 0);
            }
        }
    }

    /// The next cycle at which a flag rises that someone waits for.
    pub(crate) fn next_event(&self, ratio: Ratio) -> u64 {
        if !self.running() || ratio.peripheral_hz == 0 {
            return u64::MAX;
        }
        // Without an interrupt, an overflow may still trigger DMA.
        let wanted = self.enabled_interrupts & !self.flags | OVERFLOW;
        self.upcoming()
            .into_iter()
            .filter(|(flag, tick)| wanted & flag != 0 && *tick != u64::MAX)
            .map(|(_, tick)| self.moment(tick, ratio))
            .min()
            .unwrap_or(u64::MAX)
    }

    pub(crate) fn interrupt(&self) -> bool {
        self.flags & self.enabled_interrupts != 0
    }

    pub(super) fn take_overflow_trigger(&mut self) -> bool {
        std::mem::take(&mut self.overflowed)
    }

    pub(crate) fn read(&mut self, offset: u32, now: u64, ratio: Ratio) -> Access<u32> {
        self.advance(now, ratio);
        Ok(match offset {
            0x00 => self.control_a,
            0x04 => self.control_b | self.control_b << 8 | self.events << 16,
            0x08 => {
                let stopped = u32::from(!self.running()) << 24;
                (self.enabled_interrupts * 0x101) | (self.flags << 16) | stopped
            }
            0x0c => self.wave | self.drive << 8,
            0x10 => 0,
            0x14 => self.count(now, ratio) as u32,
            0x18 => self.period << 24,
            0x1c | 0x20 => self.read_compare(offset),
            0x2c => self.period << 24,
            0x30 | 0x34 => self.read_compare(offset - 0x14),
            _ => return Err(AccessError::Unknown),
        })
    }

    /// CC0 and CC1 stand side by side in the narrow modes.
    fn read_compare(&self, offset: u32) -> u32 {
        match (self.mask(), offset) {
            (0xff, 0x1c) => self.compare[0] & 0xff | (self.compare[1] & 0xff) << 8,
            (0xffff, 0x1c) => self.compare[0] & 0xffff | self.compare[1] << 16,
            (0xffff_ffff, 0x1c) => self.compare[0],
            (0xffff_ffff, _) => self.compare[1],
            _ => 0,
        }
    }

    fn write_compare(&mut self, offset: u32, value: u32, lanes: u32) {
        let [first, second] = &mut self.compare;
        match (self.control_a >> 2 & 3, offset) {
            (0, 0x1c) => {
                *first = merge(*first, value, lanes) & 0xffff;
                *second = merge(*second << 16, value, lanes) >> 16;
            }
            (1, 0x1c) => {
                *first = merge(*first, value, lanes) & 0xff;
                *second = merge(*second << 8, value, lanes) >> 8 & 0xff;
            }
            (_, 0x1c) => *first = merge(*first, value, lanes),
            (2 | 3, _) => *second = merge(*second, value, lanes),
            _ => {}
        }
    }

    pub(crate) fn write(
        &mut self,
        offset: u32,
        value: u32,
        lanes: u32,
        now: u64,
        ratio: Ratio,
    ) -> Access {
        self.advance(now, ratio);
        self.rebase(now, ratio);
        let bits = value & lanes;
        match offset {
            0x00 => {
                let control = merge(self.control_a, value, lanes);
                if control & 1 != 0 {
                    *self = Self::default();
                    return Ok(());
                }
                if control & 0x0003_0000 != 0 {
                    return Err(AccessError::Unsupported("input capture of a TC"));
                }
                if control & 2 != 0 && !self.enabled() {
                    self.stopped = false;
                }
                self.control_a = control;
            }
            0x04 => self.write_control_b(bits, lanes, now)?,
            0x08 => {
                self.enabled_interrupts &= !(bits & 0xff);
                self.enabled_interrupts |= bits >> 8 & 0xff;
                self.flags &= !(bits >> 16 & 0xff);
            }
            0x0c => {
                let both = merge(self.wave | self.drive << 8, value, lanes);
                (self.wave, self.drive) = (both & 3, both >> 8 & 3);
                // DBGCTRL in byte 3 has no effect.
            }
            0x10 => {}
            0x14 => {
                self.start_count =
                    u64::from(merge(self.start_count as u32, value, lanes)) & self.mask()
            }
            0x18 | 0x2c => self.period = merge(self.period << 24, value, lanes) >> 24,
            0x1c | 0x20 => self.write_compare(offset, value, lanes),
            0x30 | 0x34 => self.write_compare(offset - 0x14, value, lanes),
            _ => return Err(AccessError::Unknown),
        }
        Ok(())
    }

    /// CTRLBCLR, CTRLBSET, EVCTRL.
    fn write_control_b(&mut self, bits: u32, lanes: u32, now: u64) -> Access {
        self.control_b &= !(bits & 7);
        self.control_b |= bits >> 8 & 7;
        self.events = merge(self.events << 16, bits, lanes) >> 16;
        if self.control_b & 1 != 0 {
            return Err(AccessError::Unsupported("a TC that counts down"));
        }
        match bits >> 13 & 7 {
            // RETRIGGER, STOP.
            1 => {
                self.stopped = false;
                (self.start_count, self.started, self.seen) = (0, now, 0);
            }
            2 => self.stopped = true,
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATIO: Ratio = Ratio { cpu_hz: 120_000_000, peripheral_hz: 48_000_000 };

    fn timer(top: u32, prescaler: u32) -> Timer {
        let mut timer = Timer::default();
        timer.write(0x0c, 1, 0xff, 0, RATIO).expect("WAVE");
        timer.write(0x1c, top, 0xffff, 0, RATIO).expect("CC0");
        timer.write(0x08, 1 << 8, 0xff00, 0, RATIO).expect("INTENSET");
        timer.write(0x00, 2 | prescaler << 8, u32::MAX, 0, RATIO).expect("CTRLA");
        timer
    }

    #[test]
    fn overflow_comes_every_top_plus_one_ticks_without_drift() {
        let mut timer = timer(99, 0);
        for period in 1..=7 {
            let at = timer.next_event(RATIO);
            assert_eq!(at, 250 * period);
            timer.advance(at - 1, RATIO);
            assert!(!timer.interrupt());
            timer.advance(at, RATIO);
            assert!(timer.interrupt());
            timer.flags = 0;
        }
    }

    #[test]
    fn the_prescaler_divides_and_the_count_can_be_read() {
        let mut timer = timer(0xffff, 7);
        let cycles_per_tick = 1024 * 120 / 48;
        assert_eq!(timer.read(0x14, 10 * cycles_per_tick, RATIO), Ok(10));
        assert_eq!(timer.read(0x14, 11 * cycles_per_tick - 1, RATIO), Ok(10));
    }

    #[test]
    fn one_shot_stops_at_the_overflow() {
        let mut timer = timer(9, 0);
        timer.write(0x04, ONE_SHOT << 8, 0xff00, 0, RATIO).expect("CTRLBSET");
        timer.advance(timer.next_event(RATIO), RATIO);
        assert!(timer.interrupt());
        assert_eq!(timer.next_event(RATIO), u64::MAX);
        timer.write(0x04, 1 << 13, 0xff00, 1000, RATIO).expect("RETRIGGER");
        assert_eq!(timer.next_event(RATIO), 1025);
    }
}
