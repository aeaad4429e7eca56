//! The SAM D51 around the core: address map, clocks of events, interrupts.
use crate::core::Timing;
use crate::soc::flash::FlashChange;
pub(crate) mod flash {
    pub(crate) struct FlashChange {
        pub(crate) address: u32,
        pub(crate) length: u32,
    }
    impl FlashChange {
        pub(crate) fn apply(&self, _f: &mut [u8]) {}
    }
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccessError {
    Unmapped,
    Unknown,
    Unsupported(&'static str),
}
#[derive(Default)]
pub(crate) struct Soc;
impl Soc {
    pub(crate) fn catch_up(&mut self, _: u64, _: &[u8], _: &mut [u8]) {}
    pub(crate) fn read(&mut self, _a: u32, _l: u32, _n: u64) -> Result<u32, AccessError> {
        Err(AccessError::Unmapped)
    }
    pub(crate) fn write(&mut self, _a: u32, _v: u32, _l: u32, _n: u64) -> Result<(), AccessError> {
        Err(AccessError::Unmapped)
    }
    pub(crate) fn next_event(&self) -> u64 {
        u64::MAX
    }
    pub(crate) fn take_flash_changes(&mut self) -> Vec<FlashChange> {
        Vec::new()
    }
    pub(crate) fn take_ram_written(&mut self) -> Option<(u32, u32)> {
        None
    }
    pub(crate) fn configure_timing(&mut self, _: &mut Timing) {}
    pub(crate) fn reset_requested(&self) -> bool {
        false
    }
    pub(crate) fn system_reset(&mut self) {}
    pub(crate) fn interrupt_lines(&self) -> [u32; 5] {
        [0; 5]
    }
}
