//! Estimated time of instruction fetches and data reads from flash.
//!
//! Flash delivers 16 bytes at a time after its wait states (SAM D5x/E5x data
//! sheet, NVMCTRL, "NVM Read"); in front of it stands the 4 KiB four-way CMCC
//! with lines of the same 16 bytes. The replacement policy is not public:
//! round robin per set is assumed.

const SETS: usize = 64;
const WAYS: usize = 4;
const EMPTY: u32 = u32::MAX;

/// Extra cycles of a read over the AHB-APB bridge, roughly.
const BRIDGE: u64 = 3;

/// What the model of cache and flash has counted since power-on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    /// 16-byte lines fetched from flash for instructions.
    pub instruction_misses: u64,
    /// 16-byte lines fetched from flash for data.
    pub data_misses: u64,
    /// Cycles spent waiting for flash.
    pub wait_cycles: u64,
}

/// State of the cache and of the line buffers.
#[derive(Debug)]
pub(crate) struct Timing {
    tags: [[u32; WAYS]; SETS],
    victim: [u8; SETS],
    /// The line that the last instruction came from.
    pub(crate) fetch_line: u32,
    data_line: u32,
    /// CMCC CTRL.CEN.
    pub(crate) cache_enabled: bool,
    /// NVMCTRL CTRLA.RWS, or the automatic value.
    pub(crate) wait_states: u64,
    pub(crate) statistics: Statistics,
    /// Lines of flash; what lies behind takes no time.
    flash_lines: u32,
}

impl Timing {
    pub(crate) fn new(flash_bytes: usize) -> Self {
        Self {
            tags: [[EMPTY; WAYS]; SETS],
            victim: [0; SETS],
            fetch_line: EMPTY,
            data_line: EMPTY,
            cache_enabled: false,
            wait_states: 0,
            statistics: Statistics::default(),
            flash_lines: (flash_bytes >> 4) as u32,
        }
    }

    pub(crate) fn reset(&mut self) {
        let Self { statistics, flash_lines, .. } = *self;
        *self = Self { statistics, flash_lines, ..Self::new(0) };
    }

    /// Forgets all lines: CMCC MAINT0.INVALL, and every change of flash.
    pub(crate) fn invalidate(&mut self) {
        self.tags = [[EMPTY; WAYS]; SETS];
        self.fetch_line = EMPTY;
        self.data_line = EMPTY;
    }

    fn cached(&mut self, line: u32) -> bool {
        let set = line as usize % SETS;
        let tags = &mut self.tags[set];
        if tags.contains(&line) {
            return true;
        }
        let way = usize::from(self.victim[set]) % WAYS;
        tags[way] = line;
        self.victim[set] = self.victim[set].wrapping_add(1);
        false
    }

    /// Cycles to wait for the line of an instruction in flash.
    #[inline(never)]
    pub(crate) fn fetch(&mut self, line: u32) -> u64 {
        self.fetch_line = line;
        if line >= self.flash_lines || self.cache_enabled && self.cached(line) {
            return 0;
        }
        self.statistics.instruction_misses += 1;
        self.statistics.wait_cycles += self.wait_states;
        self.wait_states
    }

    /// Cycles to wait for data in flash.
    #[inline]
    pub(crate) fn data_access(&mut self, address: u32) -> u64 {
        let line = address >> 4;
        let hit = if self.cache_enabled { self.cached(line) } else { line == self.data_line };
        if hit {
            return 0;
        }
        self.data_line = line;
        self.statistics.data_misses += 1;
        self.statistics.wait_cycles += self.wait_states;
        self.wait_states
    }

    pub(crate) fn bridge(&self) -> u64 {
        BRIDGE
    }
}
