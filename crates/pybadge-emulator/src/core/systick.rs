//! SysTick (Armv7-M ARM B3.3), clocked by the processor clock.
//!
//! The SAM D5x has no reference clock for it: CLKSOURCE reads as 1.

/// Counter state, brought up to date by [`SysTick::advance`].
#[derive(Debug, Default)]
pub(crate) struct SysTick {
    enabled: bool,
    interrupt: bool,
    wrapped: bool,
    reload: u32,
    value: u32,
    at: u64,
}

impl SysTick {
    pub(crate) fn started(cycles: u64) -> Self {
        Self { at: cycles, ..Self::default() }
    }

    /// Counts up to `now`; true when the exception is to be pended.
    pub(crate) fn advance(&mut self, now: u64) -> bool {
        let mut elapsed = now.saturating_sub(self.at);
        self.at = self.at.max(now);
        if !self.enabled || elapsed == 0 {
            return false;
        }
        if self.value == 0 {
            if self.reload == 0 {
                return false;
            }
            self.value = self.reload;
            elapsed -= 1;
        }
        if elapsed < u64::from(self.value) {
            self.value -= elapsed as u32;
            return false;
        }
        elapsed -= u64::from(self.value);
        let phase = (elapsed % (u64::from(self.reload) + 1)) as u32;
        self.value = if phase == 0 { 0 } else { self.reload - (phase - 1) };
        self.wrapped = true;
        self.interrupt
    }

    /// Cycle at which the exception will next be pended.
    pub(crate) fn next_event(&self) -> u64 {
        if !self.enabled || !self.interrupt || self.value == 0 && self.reload == 0 {
            return u64::MAX;
        }
        let ticks = if self.value == 0 { self.reload + 1 } else { self.value };
        self.at + u64::from(ticks)
    }

    /// SYST_CSR; clears COUNTFLAG.
    pub(crate) fn read_control(&mut self) -> u32 {
        let wrapped = std::mem::take(&mut self.wrapped);
        u32::from(self.enabled) | u32::from(self.interrupt) << 1 | 1 << 2 | u32::from(wrapped) << 16
    }

    pub(crate) fn write_control(&mut self, value: u32) {
        self.enabled = value & 1 != 0;
        self.interrupt = value & 2 != 0;
    }

    pub(crate) fn reload(&self) -> u32 {
        self.reload
    }

    pub(crate) fn set_reload(&mut self, value: u32) {
        self.reload = value & 0xff_ffff;
    }

    pub(crate) fn value(&self) -> u32 {
        self.value
    }

    /// Any write clears the counter and COUNTFLAG.
    pub(crate) fn clear(&mut self) {
        self.value = 0;
        self.wrapped = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running(reload: u32) -> SysTick {
        let mut tick = SysTick::started(0);
        tick.set_reload(reload);
        tick.write_control(3);
        tick
    }

    #[test]
    fn first_tick_reloads_and_the_period_is_reload_plus_one() {
        let mut tick = running(9);
        assert_eq!(tick.next_event(), 10);
        assert!(!tick.advance(1));
        assert_eq!(tick.value(), 9);
        assert!(!tick.advance(9));
        assert!(tick.advance(10));
        assert_eq!(tick.value(), 0);
        assert_eq!(tick.next_event(), 20);
        assert!(tick.advance(47));
        assert_eq!(tick.value(), 3);
        assert_eq!(tick.next_event(), 50);
    }

    #[test]
    fn count_flag_clears_on_read_and_a_write_of_the_counter_does_not_set_it() {
        let mut tick = running(4);
        tick.advance(5);
        assert_eq!(tick.read_control() >> 16, 1);
        assert_eq!(tick.read_control() >> 16, 0);
        tick.advance(7);
        tick.clear();
        assert_eq!(tick.read_control() >> 16, 0);
        assert_eq!(tick.next_event(), 12);
    }

    #[test]
    fn without_a_reload_value_it_stops_at_zero() {
        let mut tick = running(4);
        tick.advance(2);
        tick.set_reload(0);
        assert!(tick.advance(5));
        assert!(!tick.advance(500));
        assert_eq!((tick.value(), tick.next_event()), (0, u64::MAX));
    }
}
