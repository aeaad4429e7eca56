//! NVMCTRL: wait states, erasing and writing of flash (data sheet chapter 25).
//!
//! Commands end at once. The first 16 KiB hold the bootloader and are
//! protected, as the boot protection fuses of the badge have it.

use super::{Access, AccessError, merge};
use pybadge_board::{APPLICATION, FLASH};

const PAGE: u32 = 512;
/// Erased at once: 8 KiB.
const BLOCK: u32 = 8192;
const DONE: u32 = 1;
const ADDRESS_ERROR: u32 = 1 << 1;
const PROGRAM_ERROR: u32 = 1 << 2;
const LOCK_ERROR: u32 = 1 << 3;

/// What a command changes in flash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FlashChange {
    address: u32,
    length: u32,
    /// Bits that stay; none to erase.
    data: Option<Vec<u8>>,
}

impl FlashChange {
    /// Carries it out; the address and length of the changed bytes.
    pub(crate) fn apply(&self, flash: &mut [u8]) -> (u32, u32) {
        let start = self.address as usize;
        if let Some(place) = flash.get_mut(start..start + self.length as usize) {
            match &self.data {
                // Programming only clears bits.
                Some(data) => place.iter_mut().zip(data).for_each(|(byte, data)| *byte &= data),
                None => place.fill(0xff),
            }
        }
        (self.address, self.length)
    }
}

/// The controller.
#[derive(Debug, Default)]
pub(crate) struct NvmController {
    control_a: u32,
    enabled_interrupts: u32,
    flags: u32,
    address: u32,
    page: Vec<u8>,
    page_address: u32,
    page_loaded: bool,
    changes: Vec<FlashChange>,
}

impl NvmController {
    /// After reset.
    pub(crate) fn new() -> Self {
        Self { control_a: 4, page: vec![0xff; PAGE as usize], ..Self::default() }
    }

    /// Wait states of a read: RWS, or with AUTOWS those that the frequency
    /// needs above 2.7 V (data sheet, electrical characteristics: 24, 51, 77,
    /// 101, 119, 120 MHz for 0 to 5), whichever is more.
    pub(crate) fn wait_states(&self, cpu_hz: u64) -> u64 {
        let set = u64::from(self.control_a >> 8 & 15);
        if self.control_a & 4 == 0 {
            return set;
        }
        [24, 51, 77, 101, 119].iter().filter(|&&limit| cpu_hz > limit * 1_000_000).count() as u64
    }

    pub(crate) fn interrupt(&self) -> bool {
        self.flags & self.enabled_interrupts != 0
    }

    pub(crate) fn take_changes(&mut self) -> Vec<FlashChange> {
        std::mem::take(&mut self.changes)
    }

    pub(crate) fn read(&self, offset: u32) -> Access<u32> {
        Ok(match offset {
            0x00 => self.control_a,
            0x04 => 0,
            // PARAM: 1,024 pages of 512 bytes.
            0x08 => 0x0006_0400,
            0x0c => self.enabled_interrupts | self.enabled_interrupts << 16,
            // INTFLAG; STATUS with READY and the 16 KiB of boot protection.
            0x10 => self.flags | (1 | u32::from(self.page_loaded) << 2 | 13 << 8) << 16,
            0x14 => self.address,
            0x18 => u32::MAX,
            0x1c..=0x28 => 0,
            // SmartEEPROM is not configured.
            0x2c => 0,
            _ => return Err(AccessError::Unknown),
        })
    }

    pub(crate) fn write(&mut self, offset: u32, value: u32, lanes: u32) -> Access {
        let bits = value & lanes;
        match offset {
            0x00 => self.control_a = merge(self.control_a, value, lanes) & 0xffff,
            0x04 => {
                // CTRLB works with its key alone.
                if bits >> 8 & 0xff == 0xa5 {
                    self.command(bits & 0x7f)?;
                } else {
                    self.flags |= PROGRAM_ERROR;
                }
            }
            0x0c => {
                self.enabled_interrupts &= !(bits & 0xffff);
                self.enabled_interrupts |= bits >> 16;
            }
            0x10 => self.flags &= !(bits & 0xffff),
            0x14 => self.address = merge(self.address, value, lanes) & 0x00ff_ffff,
            0x28 => {}
            _ => return Err(AccessError::Unknown),
        }
        Ok(())
    }

    /// A store to a flash address goes into the page buffer.
    pub(crate) fn fill_page_buffer(&mut self, address: u32, value: u32, lanes: u32) -> Access {
        if lanes != u32::MAX {
            return Err(AccessError::Unsupported("a store to flash that is not a word"));
        }
        let at = (address % PAGE) as usize;
        for (byte, new) in self.page[at..at + 4].iter_mut().zip(value.to_le_bytes()) {
            *byte &= new;
        }
        self.page_address = address & !(PAGE - 1);
        self.address = address;
        self.page_loaded = true;
        Ok(())
    }

    fn command(&mut self, command: u32) -> Access {
        match command {
            // EB: erase the block.
            0x01 => self.change(self.address & !(BLOCK - 1), BLOCK, None),
            // WP: write the page; WQW: the 16 bytes of ADDR.
            0x03 => {
                let page = std::mem::replace(&mut self.page, vec![0xff; PAGE as usize]);
                self.change(self.address & !(PAGE - 1), PAGE, Some(page));
                self.page_loaded = false;
            }
            0x04 => {
                let at = ((self.address % PAGE) & !15) as usize;
                let words = self.page[at..at + 16].to_vec();
                self.change(self.address & !15, 16, Some(words));
                self.page.fill(0xff);
                self.page_loaded = false;
            }
            // PBC: clear the page buffer.
            0x15 => {
                self.page.fill(0xff);
                self.page_loaded = false;
                self.flags |= DONE;
            }
            // Region locks, low power: nothing to see.
            0x11..=0x14 => self.flags |= DONE,
            _ => return Err(AccessError::Unsupported("this command of the NVMCTRL")),
        }
        Ok(())
    }

    fn change(&mut self, address: u32, length: u32, data: Option<Vec<u8>>) {
        if address < APPLICATION.start {
            self.flags |= LOCK_ERROR;
        } else if address >= FLASH.end {
            self.flags |= ADDRESS_ERROR;
        } else {
            self.changes.push(FlashChange { address, length, data });
            self.flags |= DONE;
        }
    }
}

/// A word of the calibration and user areas at 0x0080_0000 (data sheet
/// chapter 9, "NVM Calibration" and "Serial Number").
pub(crate) fn calibration(address: u32) -> u32 {
    match address {
        // Software calibration: ADC, then USB TRANSN, TRANSP, TRIM.
        0x0080_0080 => 0x0000_0249,
        0x0080_0084 => 0x0000_e4a9,
        // Serial number; this badge does not exist.
        0x0080_61fc => 0x5079_4261,
        0x0080_6010 => 0x6467_6520,
        0x0080_6014 => 0x656d_756c,
        0x0080_6018 => 0x6174_6564,
        _ => u32::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(nvm: &mut NvmController, command: u32) {
        nvm.write(0x04, 0xa500 | command, 0xffff).expect("CTRLB");
    }

    #[test]
    fn a_page_is_erased_and_written_and_the_bootloader_is_protected() {
        let mut flash = vec![0; FLASH.end as usize];
        let mut nvm = NvmController::new();
        nvm.write(0x14, 0x8000, u32::MAX).expect("ADDR");
        command(&mut nvm, 1);
        nvm.fill_page_buffer(0x8204, 0x1234_5678, u32::MAX).expect("page buffer");
        command(&mut nvm, 3);
        for change in nvm.take_changes() {
            change.apply(&mut flash);
        }
        assert_eq!(
            flash[0x8200..0x820c],
            [255, 255, 255, 255, 0x78, 0x56, 0x34, 0x12, 255, 255, 255, 255]
        );
        assert_eq!((flash[0x7fff], flash[0x9fff], flash[0xa000]), (0, 0xff, 0));

        nvm.write(0x14, 0x2000, u32::MAX).expect("ADDR");
        command(&mut nvm, 1);
        assert!(nvm.take_changes().is_empty());
        assert_eq!(nvm.read(0x10).map(|value| value & LOCK_ERROR), Ok(LOCK_ERROR));
    }

    #[test]
    fn automatic_wait_states_follow_the_frequency() {
        let nvm = NvmController::new();
        assert_eq!([24, 48, 120].map(|mhz| nvm.wait_states(mhz * 1_000_000)), [0, 1, 5]);
    }
}
