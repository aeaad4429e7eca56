//! DWT cycle counter and ITM stimulus ports (Armv7-M ARM C1.7 and C1.8).

/// One store to an ITM stimulus port.
///
/// Recorded whether or not the firmware enabled the ITM: a badge without a
/// debugger discards the store, and so can carry it always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stimulus {
    /// Stimulus port, 0 to 31.
    pub port: u8,
    /// The bytes stored, in the low bits.
    pub value: u32,
    /// Number of bytes stored: 1, 2 or 4.
    pub bytes: u8,
    /// Instructions retired before the store, exact.
    pub instructions: u64,
    /// Estimated cycles before the store.
    pub cycles: u64,
}

/// Trace registers and what has been recorded.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    /// DEMCR; TRCENA gates the units below.
    pub(crate) demcr: u32,
    pub(crate) dwt_ctrl: u32,
    /// CYCCNT at `cycle_base`; runs when enabled.
    cycle_value: u32,
    cycle_base: u64,
    pub(crate) itm_enable: u32,
    pub(crate) itm_control: u32,
    pub(crate) stimuli: Vec<Stimulus>,
    /// A store to this port ends the run.
    pub(crate) watched: Option<u8>,
}

impl Trace {
    /// DWT_CTRL.CYCCNTENA.
    const CYCLE_COUNTER: u32 = 1;
    /// DEMCR.TRCENA.
    const TRACE_ENABLE: u32 = 1 << 24;

    pub(crate) fn reset(&mut self) {
        *self = Self {
            stimuli: std::mem::take(&mut self.stimuli),
            watched: self.watched,
            ..Self::default()
        };
    }

    fn counting(&self) -> bool {
        self.dwt_ctrl & Self::CYCLE_COUNTER != 0 && self.demcr & Self::TRACE_ENABLE != 0
    }

    pub(crate) fn cycle_count(&self, cycles: u64) -> u32 {
        if self.counting() {
            self.cycle_value.wrapping_add(cycles.wrapping_sub(self.cycle_base) as u32)
        } else {
            self.cycle_value
        }
    }

    pub(crate) fn set_cycle_count(&mut self, value: u32, cycles: u64) {
        self.cycle_value = value;
        self.cycle_base = cycles;
    }

    /// Changes DWT_CTRL or DEMCR without losing the count.
    pub(crate) fn configure(&mut self, cycles: u64, change: impl FnOnce(&mut Self)) {
        let value = self.cycle_count(cycles);
        change(self);
        self.set_cycle_count(value, cycles);
    }
}
