//! Loads and stores of the processor.

use super::{AccessError, Core, Exec, Fault};

/// First address of the SRAM (Armv7-M ARM B3.1).
pub(crate) const RAM_START: u32 = 0x2000_0000;

/// First address of the private peripheral bus, and of the region behind it,
/// where nothing answers (Armv7-M ARM B3.1).
const PRIVATE_BUS: u32 = 0xe000_0000;
const VENDOR_REGION: u32 = 0xe010_0000;

/// Width of an access to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    Byte = 1,
    Half = 2,
    Word = 4,
}

impl Size {
    fn mask(self) -> u32 {
        match self {
            Self::Byte => 0xff,
            Self::Half => 0xffff,
            Self::Word => u32::MAX,
        }
    }
}

#[inline(always)]
fn bytes<const N: usize>(memory: &[u8], offset: usize) -> Option<[u8; N]> {
    memory.get(offset..offset + N).and_then(|bytes| bytes.try_into().ok())
}

macro_rules! accessors {
    ($load:ident, $store:ident, $type:ty, $size:expr, $align:expr) => {
        #[inline(always)]
        pub(crate) fn $load(&mut self, address: u32) -> Exec<u32> {
            if address & $align & self.scb.unaligned_trap != 0 {
                return Err(Fault::Unaligned);
            }
            if let Some(value) = bytes(&self.ram, address.wrapping_sub(RAM_START) as usize) {
                return Ok(<$type>::from_le_bytes(value).into());
            }
            if let Some(value) = bytes(&self.flash, address as usize) {
                self.flash_data_access(address);
                return Ok(<$type>::from_le_bytes(value).into());
            }
            self.load_slow(address, $size)
        }

        #[inline(always)]
        pub(crate) fn $store(&mut self, address: u32, value: u32) -> Exec {
            if address & $align & self.scb.unaligned_trap != 0 {
                return Err(Fault::Unaligned);
            }
            let offset = address.wrapping_sub(RAM_START) as usize;
            if let Some(place) = self.ram.get_mut(offset..offset + $size as usize) {
                place.copy_from_slice(&(value as $type).to_le_bytes());
                if self.code.in_ram {
                    self.code_written(address, $size as u32);
                }
                return Ok(());
            }
            self.store_slow(address, value, $size)
        }
    };
}

impl Core {
    accessors!(load_byte, store_byte, u8, Size::Byte, 0);
    accessors!(load_half, store_half, u16, Size::Half, 1);
    accessors!(load_word, store_word, u32, Size::Word, 3);

    #[inline(always)]
    fn flash_data_access(&mut self, address: u32) {
        self.cycles += self.timing.data_access(address);
    }

    /// A word that must be aligned whatever CCR says (Armv7-M ARM A3.2.1).
    #[inline(always)]
    pub(crate) fn load_aligned(&mut self, address: u32) -> Exec<u32> {
        if address & 3 != 0 { Err(Fault::Unaligned) } else { self.load_word(address) }
    }

    #[inline(always)]
    pub(crate) fn store_aligned(&mut self, address: u32, value: u32) -> Exec {
        if address & 3 != 0 { Err(Fault::Unaligned) } else { self.store_word(address, value) }
    }

    fn data_fault<T>(&mut self, address: u32) -> Exec<T> {
        self.fault_address = address;
        Err(Fault::DataBus)
    }

    #[cold]
    #[inline(never)]
    fn load_slow(&mut self, address: u32, size: Size) -> Exec<u32> {
        if address & (size as u32 - 1) != 0 {
            // Only normal memory is accessed in pieces.
            if address >= 0x4000_0000 {
                return Err(Fault::Unaligned);
            }
            let mut value = 0;
            for index in 0..size as u32 {
                value |= self.load_byte(address.wrapping_add(index))? << (8 * index);
            }
            return Ok(value);
        }
        let shift = 8 * (address & 3);
        let word = self.load_device(address, size)?;
        Ok(word >> shift & size.mask())
    }

    /// The word that contains `address`; side effects are those of an access
    /// to the addressed bytes alone.
    fn load_device(&mut self, address: u32, size: Size) -> Exec<u32> {
        let lanes = size.mask() << (8 * (address & 3));
        if address >= PRIVATE_BUS {
            if !self.privileged() || address >= VENDOR_REGION {
                return self.data_fault(address);
            }
            return match self.scs_read(address & !3) {
                Some(value) => Ok(value),
                None => self.unknown_access(address, AccessError::Unknown, "read"),
            };
        }
        self.cycles += self.timing.bridge();
        self.bus.catch_up(self.cycles, &self.flash, &mut self.ram);
        let result = self.bus.read(address & !3, lanes, self.cycles);
        self.deadline = self.deadline.min(self.bus.next_event());
        match result {
            Ok(value) => Ok(value),
            Err(AccessError::Unmapped) => self.data_fault(address),
            Err(error) => self.unknown_access(address, error, "read"),
        }
    }

    #[cold]
    #[inline(never)]
    fn store_slow(&mut self, address: u32, value: u32, size: Size) -> Exec {
        if address & (size as u32 - 1) != 0 {
            if address >= 0x4000_0000 {
                return Err(Fault::Unaligned);
            }
            for index in 0..size as u32 {
                self.store_byte(address.wrapping_add(index), value >> (8 * index))?;
            }
            return Ok(());
        }
        let shift = 8 * (address & 3);
        let (word, lanes) = ((value & size.mask()) << shift, size.mask() << shift);
        if address >= PRIVATE_BUS {
            let allowed = self.privileged() || self.unprivileged_write_allowed(address);
            if !allowed || address >= VENDOR_REGION {
                return self.data_fault(address);
            }
            return match self.scs_write(address & !3, word, lanes) {
                Some(()) => Ok(()),
                None => self.unknown_access(address, AccessError::Unknown, "write"),
            };
        }
        self.bus.catch_up(self.cycles, &self.flash, &mut self.ram);
        let result = self.bus.write(address & !3, word, lanes, self.cycles);
        // A write can raise or end an interrupt at once.
        self.deadline = 0;
        match result {
            Ok(()) => Ok(()),
            Err(AccessError::Unmapped) => self.data_fault(address),
            Err(error) => self.unknown_access(address, error, "write"),
        }
    }

    /// A word without side effects and time, for dumps and the vector table.
    pub(crate) fn peek_word(&self, address: u32) -> u32 {
        bytes(&self.ram, address.wrapping_sub(RAM_START) as usize)
            .or_else(|| bytes(&self.flash, address as usize))
            .map_or(0, u32::from_le_bytes)
    }
}
