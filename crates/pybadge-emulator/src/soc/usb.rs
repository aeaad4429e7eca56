//! USB without a host (data sheet chapter 38): registers keep what firmware
//! sets up, and nothing ever arrives.

use super::{Access, AccessError, merge};

const ENDPOINTS: usize = 8;

#[derive(Debug, Clone, Copy, Default)]
struct Endpoint {
    configuration: u32,
    status: u32,
    enabled_interrupts: u32,
}

/// The device controller.
#[derive(Debug, Default)]
pub(crate) struct Usb {
    control_a: u32,
    control_b: u32,
    address: u32,
    enabled_interrupts: u32,
    descriptors: u32,
    pad_calibration: u32,
    endpoints: [Endpoint; ENDPOINTS],
}

impl Usb {
    pub(crate) fn read(&self, offset: u32) -> Access<u32> {
        if let 0x100..0x200 = offset {
            let endpoint = self.endpoints[(offset as usize - 0x100) / 32];
            return Ok(match offset & 31 {
                0 => endpoint.configuration,
                4 => endpoint.status << 16,
                8 => endpoint.enabled_interrupts * 0x101,
                _ => return Err(AccessError::Unknown),
            });
        }
        Ok(match offset {
            // CTRLA; SYNCBUSY; QOSCTRL.
            0x00 => self.control_a & 0xff | 0x0500_0000,
            0x08 => self.control_b | self.address << 16,
            // STATUS (no speed); FSMSTATUS: off, or on and waiting.
            0x0c => {
                if self.control_a & 2 != 0 {
                    0x0002_0000
                } else {
                    0x0001_0000
                }
            }
            0x10 | 0x1c | 0x20 => 0,
            0x14 | 0x18 => self.enabled_interrupts,
            0x24 => self.descriptors,
            0x28 => self.pad_calibration,
            _ => return Err(AccessError::Unknown),
        })
    }

    pub(crate) fn write(&mut self, offset: u32, value: u32, lanes: u32) -> Access {
        let bits = value & lanes;
        if let 0x100..0x200 = offset {
            let endpoint = &mut self.endpoints[(offset as usize - 0x100) / 32];
            match offset & 31 {
                0 => endpoint.configuration = merge(endpoint.configuration, value, lanes) & 0xff,
                4 => {
                    // EPSTATUSCLR, EPSTATUSSET; no flag is ever set.
                    endpoint.status &= !(bits & 0xff);
                    endpoint.status |= bits >> 8 & 0xff;
                }
                8 => {
                    endpoint.enabled_interrupts &= !(bits & 0xff);
                    endpoint.enabled_interrupts |= bits >> 8 & 0xff;
                }
                _ => return Err(AccessError::Unknown),
            }
            return Ok(());
        }
        match offset {
            0x00 if bits & 1 != 0 => *self = Self::default(),
            0x00 => {
                self.control_a = merge(self.control_a, value, lanes) & 0x86;
                if self.control_a & 0x80 != 0 {
                    return Err(AccessError::Unsupported("the USB host mode"));
                }
            }
            0x08 => {
                let both = merge(self.control_b | self.address << 16, value, lanes);
                (self.control_b, self.address) = (both & 0xffff, both >> 16 & 0xff);
            }
            0x14 => self.enabled_interrupts &= !bits,
            0x18 => self.enabled_interrupts |= bits & 0x3fd,
            0x1c => {}
            0x24 => self.descriptors = merge(self.descriptors, value, lanes),
            0x28 => self.pad_calibration = merge(self.pad_calibration, value, lanes),
            _ => return Err(AccessError::Unknown),
        }
        Ok(())
    }
}
