//! PORT: pins as outputs and inputs (data sheet chapter 32).

use super::{Access, AccessError, merge};

/// Number of pins in a group.
const PINS: usize = 32;

/// Registers of one group of pins.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    direction: u32,
    output: u32,
    control: u32,
    events: u32,
    multiplexing: [u8; PINS / 2],
    configuration: [u8; PINS],
}

/// What the chip does to the pins of the two groups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Driven {
    /// Pins that are outputs.
    pub(crate) direction: [u32; 2],
    /// Levels, where they are.
    pub(crate) level: [u32; 2],
}

/// Levels from outside on pins that something drives.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Inputs {
    pub(crate) driven: [u32; 2],
    pub(crate) level: [u32; 2],
}

/// The controller.
#[derive(Debug, Default)]
pub(crate) struct Port {
    groups: [Group; 2],
}

fn word(bytes: &[u8], offset: u32) -> u32 {
    let at = offset as usize;
    (0..4).fold(0, |word, index| word | u32::from(bytes[at + index]) << (8 * index))
}

fn store(bytes: &mut [u8], offset: u32, value: u32, lanes: u32) {
    for (index, (byte, lane)) in
        value.to_le_bytes().into_iter().zip(lanes.to_le_bytes()).enumerate()
    {
        if lane != 0 {
            bytes[offset as usize + index] = byte;
        }
    }
}

impl Port {
    pub(crate) fn driven(&self) -> Driven {
        Driven {
            direction: self.groups.map(|group| group.direction),
            level: self.groups.map(|group| group.output),
        }
    }

    pub(crate) fn read(&self, offset: u32, inputs: Inputs) -> Access<u32> {
        let index = (offset / 0x80) as usize;
        let Some(group) = self.groups.get(index) else {
            return Err(AccessError::Unknown);
        };
        Ok(match offset % 0x80 {
            0x00..=0x0c => group.direction,
            0x10..=0x1c => group.output,
            0x20 => group.input(inputs.driven[index], inputs.level[index]),
            0x24 => group.control,
            0x28 => 0,
            0x2c => group.events,
            at @ 0x30..=0x3c => word(&group.multiplexing, at - 0x30),
            at @ 0x40..=0x5c => word(&group.configuration, at - 0x40),
            _ => return Err(AccessError::Unknown),
        })
    }

    pub(crate) fn write(&mut self, offset: u32, value: u32, lanes: u32) -> Access {
        let Some(group) = self.groups.get_mut((offset / 0x80) as usize) else {
            return Err(AccessError::Unknown);
        };
        let bits = value & lanes;
        match offset % 0x80 {
            0x00 => group.direction = merge(group.direction, value, lanes),
            0x04 => group.direction &= !bits,
            0x08 => group.direction |= bits,
            0x0c => group.direction ^= bits,
            0x10 => group.output = merge(group.output, value, lanes),
            0x14 => group.output &= !bits,
            0x18 => group.output |= bits,
            0x1c => group.output ^= bits,
            // IN is read-only.
            0x20 => {}
            0x24 => group.control = merge(group.control, value, lanes),
            0x28 => group.write_configuration(value),
            0x2c => group.events = merge(group.events, value, lanes),
            at @ 0x30..=0x3c => store(&mut group.multiplexing, at - 0x30, value, lanes),
            at @ 0x40..=0x5c => store(&mut group.configuration, at - 0x40, value, lanes),
            _ => return Err(AccessError::Unknown),
        }
        Ok(())
    }
}

impl Group {
    /// IN: a pin reads as its level where PINCFG.INEN lets it; one that
    /// nothing drives follows its pull resistor, or else reads as zero.
    fn input(&self, driven: u32, level: u32) -> u32 {
        (0..PINS).fold(0, |value, pin| {
            let bit = 1 << pin;
            let configuration = self.configuration[pin];
            let high = if self.direction & bit != 0 {
                self.output & bit != 0
            } else if driven & bit != 0 {
                level & bit != 0
            } else {
                configuration & 4 != 0 && self.output & bit != 0
            };
            if configuration & 2 != 0 && high { value | bit } else { value }
        })
    }

    /// WRCONFIG: many pins at once.
    fn write_configuration(&mut self, value: u32) {
        let first = if value >> 31 != 0 { 16 } else { 0 };
        for pin in (0..16).filter(|pin| value >> pin & 1 != 0).map(|pin| first + pin) {
            if value & 1 << 30 != 0 {
                self.configuration[pin] = (value >> 16 & 0x47) as u8;
            }
            if value & 1 << 28 != 0 {
                let function = (value >> 24 & 15) as u8;
                let place = &mut self.multiplexing[pin / 2];
                *place = if pin % 2 == 0 {
                    *place & 0xf0 | function
                } else {
                    *place & 0x0f | function << 4
                };
            }
        }
    }
}
