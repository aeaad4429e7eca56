//! Exceptions by number: enabled, pending, active, priority (Armv7-M ARM B1.5, B3.4).

/// Exceptions at most: 16 of the core and 240 interrupts.
const EXCEPTIONS: usize = 256;
/// Interrupt lines, one bit each.
pub(crate) type Lines = [u32; 8];

/// Priority of code that no exception interrupts: below every exception.
pub(crate) const LOWEST: i16 = 256;

pub(crate) const NMI: u16 = 2;
pub(crate) const HARD_FAULT: u16 = 3;
pub(crate) const MEM_MANAGE: u16 = 4;
pub(crate) const BUS_FAULT: u16 = 5;
pub(crate) const USAGE_FAULT: u16 = 6;
pub(crate) const SV_CALL: u16 = 11;
pub(crate) const DEBUG_MONITOR: u16 = 12;
pub(crate) const PEND_SV: u16 = 14;
pub(crate) const SYS_TICK: u16 = 15;

/// A set of exception numbers.
pub(crate) type ExceptionSet = [u64; EXCEPTIONS / 64];

fn has(set: &ExceptionSet, number: u16) -> bool {
    set[usize::from(number) / 64] >> (number % 64) & 1 != 0
}

fn assign(set: &mut ExceptionSet, number: u16, value: bool) {
    let bit = 1 << (number % 64);
    let word = &mut set[usize::from(number) / 64];
    *word = if value { *word | bit } else { *word & !bit };
}

fn members(set: &ExceptionSet) -> impl Iterator<Item = u16> + '_ {
    set.iter().enumerate().flat_map(|(index, &word)| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let bit = (rest != 0).then(|| rest.trailing_zeros())?;
            rest &= rest - 1;
            Some(index as u16 * 64 + bit as u16)
        })
    })
}

/// State of all exceptions.
#[derive(Debug)]
pub(crate) struct Nvic {
    enabled: ExceptionSet,
    pending: ExceptionSet,
    active: ExceptionSet,
    priority: [u8; EXCEPTIONS],
    /// AIRCR.PRIGROUP.
    pub(crate) group: u8,
    /// External interrupts that the chip has.
    pub(crate) interrupts: u16,
}

impl Nvic {
    pub(crate) fn new(interrupts: u16) -> Self {
        // Reset, NMI, HardFault, SVCall, DebugMonitor, PendSV and SysTick
        // cannot be disabled here; the configurable faults can.
        let mut enabled = ExceptionSet::default();
        for number in [NMI, HARD_FAULT, SV_CALL, DEBUG_MONITOR, PEND_SV, SYS_TICK] {
            assign(&mut enabled, number, true);
        }
        let none = ExceptionSet::default();
        let priority = [0; EXCEPTIONS];
        Self { enabled, pending: none, active: none, priority, group: 0, interrupts }
    }

    pub(crate) fn reset(&mut self) {
        *self = Self::new(self.interrupts);
    }

    pub(crate) fn enabled(&self, number: u16) -> bool {
        has(&self.enabled, number)
    }

    pub(crate) fn set_enabled(&mut self, number: u16, value: bool) {
        assign(&mut self.enabled, number, value);
    }

    pub(crate) fn pending(&self, number: u16) -> bool {
        has(&self.pending, number)
    }

    pub(crate) fn set_pending(&mut self, number: u16, value: bool) {
        assign(&mut self.pending, number, value);
    }

    pub(crate) fn active(&self, number: u16) -> bool {
        has(&self.active, number)
    }

    pub(crate) fn set_active(&mut self, number: u16, value: bool) {
        assign(&mut self.active, number, value);
    }

    pub(crate) fn active_count(&self) -> u32 {
        self.active.iter().map(|word| word.count_ones()).sum()
    }

    pub(crate) fn priority_field(&self, number: u16) -> u8 {
        self.priority.get(usize::from(number)).copied().unwrap_or(0)
    }

    /// Three bits of priority are implemented.
    pub(crate) fn set_priority_field(&mut self, number: u16, value: u8) {
        if number < 16 + self.interrupts {
            self.priority[usize::from(number)] = value & 0xe0;
        }
    }

    pub(crate) fn group_mask(&self) -> u8 {
        (0xfe_u32 << self.group) as u8
    }

    /// Group priority of an exception; smaller is more urgent.
    pub(crate) fn priority(&self, number: u16) -> i16 {
        match number {
            1 => -3,
            NMI => -2,
            HARD_FAULT => -1,
            _ => i16::from(self.priority_field(number) & self.group_mask()),
        }
    }

    /// Priority of the most urgent active exception.
    pub(crate) fn active_priority(&self) -> i16 {
        members(&self.active).map(|number| self.priority(number)).min().unwrap_or(LOWEST)
    }

    /// The most urgent exception that is pending and enabled, with its group
    /// priority: lowest priority field first, then lowest number.
    pub(crate) fn most_urgent(&self) -> Option<(u16, i16)> {
        let mut candidates = self.pending;
        for (word, enabled) in candidates.iter_mut().zip(self.enabled) {
            *word &= enabled;
        }
        if candidates == ExceptionSet::default() {
            return None;
        }
        members(&candidates)
            .min_by_key(|&number| {
                let group = self.priority(number);
                (group, if group < 0 { 0 } else { self.priority_field(number) }, number)
            })
            .map(|number| (number, self.priority(number)))
    }

    /// Pends every interrupt whose line is high and that is not being served.
    pub(crate) fn latch(&mut self, lines: &Lines) {
        for (word, &bits) in lines.iter().enumerate() {
            let mut rest = bits;
            while rest != 0 {
                let number = 16 + word as u16 * 32 + rest.trailing_zeros() as u16;
                rest &= rest - 1;
                if !self.active(number) {
                    self.set_pending(number, true);
                }
            }
        }
    }

    pub(crate) fn interrupt_pending(&self) -> bool {
        self.pending[0] >> 16 != 0 || self.pending[1..] != [0; 3]
    }

    pub(crate) fn any_pending(&self) -> bool {
        self.pending != ExceptionSet::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_number_wins_among_equal_priorities() {
        let mut nvic = Nvic::new(137);
        for number in [16 + 40, 16 + 3, 16 + 100] {
            nvic.set_enabled(number, true);
            nvic.set_pending(number, true);
        }
        assert_eq!(nvic.most_urgent(), Some((16 + 3, 0)));
        nvic.set_priority_field(16 + 3, 0x20);
        assert_eq!(nvic.most_urgent(), Some((16 + 40, 0)));
    }

    #[test]
    fn the_group_mask_hides_the_subpriority_from_preemption_only() {
        let mut nvic = Nvic { group: 6, ..Nvic::new(137) };
        nvic.set_priority_field(20, 0x60);
        nvic.set_priority_field(21, 0x40);
        assert_eq!(nvic.priority(20), nvic.priority(21) & 0x80);
        for number in [20, 21] {
            nvic.set_enabled(number, true);
            nvic.set_pending(number, true);
        }
        assert_eq!(nvic.most_urgent().map(|urgent| urgent.0), Some(21));
    }
}
