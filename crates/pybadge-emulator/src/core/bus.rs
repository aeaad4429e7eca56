//! What the core needs of the chip around it: the one way out of the core.

use super::nvic::Lines;

/// Why an access to a device failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccessError {
    /// Nothing answers at the address: a bus fault, as on the chip.
    Unmapped,
    /// There may be a register; it is not modelled.
    Unknown,
    /// The register is modelled, this use of it is not.
    Unsupported(&'static str),
}

/// Result of an access to a register.
pub(crate) type Access<T = ()> = Result<T, AccessError>;

/// The devices of a chip. Times are cycles of the processor; registers are
/// addressed by word, with a mask of the bytes that are accessed (`lanes`).
pub(crate) trait Bus {
    /// Reads the word at `address`, which is a multiple of four.
    fn read(&mut self, address: u32, lanes: u32, now: u64) -> Access<u32>;

    /// Writes the bytes `lanes` of the word at `address`.
    fn write(&mut self, address: u32, value: u32, lanes: u32, now: u64) -> Access;

    /// Cycle of the next event that a device is waiting for.
    fn next_event(&self) -> u64;

    /// Lets everything happen that is due at cycle `now`.
    fn catch_up(&mut self, now: u64, flash: &[u8], ram: &mut [u8]);

    /// Carries out what devices change in flash, and hands over what else of
    /// theirs concerns the core.
    fn take_effects(&mut self, flash: &mut [u8]) -> Effects;
}

/// What the devices have done since the last call, and how they stand.
pub(crate) struct Effects {
    /// Address and length of each change of flash.
    pub(crate) flash_written: Vec<(u32, u32)>,
    /// Address and length of what was written to RAM.
    pub(crate) ram_written: Option<(u32, u32)>,
    pub(crate) cache_enabled: bool,
    /// Cycles that a read of flash takes beyond the first.
    pub(crate) wait_states: u64,
    /// The cache was told to forget its lines.
    pub(crate) invalidate: bool,
    pub(crate) lines: Lines,
    pub(crate) reset_requested: bool,
}

/// What the architecture leaves to the chip.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chip {
    /// Flash from address 0 and RAM from [`RAM_START`](super::RAM_START).
    pub(crate) flash_bytes: usize,
    pub(crate) ram_bytes: usize,
    /// External interrupts, at most 240.
    pub(crate) interrupts: u16,
}
