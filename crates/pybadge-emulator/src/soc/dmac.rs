//! DMAC: channels, descriptors, triggers (data sheet chapter 22).
//!
//! A beat takes no time of its own; what paces it is its trigger. The bus is
//! never busy for the processor.

use super::{Access, AccessError, merge};
use pybadge_board::RAM;

const CHANNELS: usize = 32;
const COMPLETE: u32 = 2;
const ERROR: u32 = 1;
const SUSPEND: u32 = 4;
/// Trigger numbers (data sheet table "Peripheral Trigger Source").
const SERCOM4_RX: u32 = 0x0c;
const TC0_OVF: u32 = 0x2c;

/// Which peripherals ask for a transfer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Triggers {
    pub(super) receive: [bool; 2],
    pub(super) transmit: [bool; 2],
    /// Overflows of TC0 to TC5.
    pub(super) timers: [bool; 6],
}

/// One datum to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beat {
    pub(super) channel: usize,
    pub(super) source: u32,
    pub(super) destination: u32,
    /// 1, 2 or 4 bytes.
    pub(super) size: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Descriptor {
    control: u32,
    left: u32,
    source: u32,
    destination: u32,
    next: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Channel {
    control_a: u32,
    command: u32,
    level: u32,
    events: u32,
    enabled_interrupts: u32,
    flags: u32,
    /// Beats that the last trigger still pays for.
    owed: u32,
    pending: bool,
    loaded: Option<Descriptor>,
}

/// The controller.
#[derive(Debug, Default)]
pub(crate) struct Dmac {
    control: u32,
    priority: u32,
    crc: u32,
    base: u32,
    write_back: u32,
    channels: [Channel; CHANNELS],
    written: Option<(u32, u32)>,
}

pub(super) fn read_memory(address: u32, size: u32, flash: &[u8], ram: &[u8]) -> Option<u32> {
    let offset = address.wrapping_sub(RAM.start) as usize;
    let bytes = ram
        .get(offset..offset + size as usize)
        .or_else(|| flash.get(address as usize..address as usize + size as usize))?;
    Some(bytes.iter().rev().fold(0, |value, &byte| value << 8 | u32::from(byte)))
}

impl Descriptor {
    fn load(address: u32, flash: &[u8], ram: &[u8]) -> Option<Self> {
        let word = |offset| read_memory(address.wrapping_add(offset), 4, flash, ram);
        let first = word(0)?;
        if address & 15 != 0 || first & 1 == 0 {
            return None;
        }
        let count = first >> 16;
        Some(Self {
            control: first & 0xffff,
            left: count,
            source: word(4)?,
            destination: word(8)?,
            next: word(12)?,
        })
    }

    fn size(&self) -> u32 {
        1 << (self.control >> 8 & 3).min(2)
    }

    /// Address of the present beat: descriptors hold the end of what is
    /// stepped through.
    fn address(&self, end: u32, increments: u32, stepped: bool) -> u32 {
        if self.control >> increments & 1 == 0 {
            return end;
        }
        let step = if stepped { self.size() << (self.control >> 13 & 7) } else { self.size() };
        end.wrapping_sub(self.left.wrapping_mul(step))
    }
}

impl Channel {
    fn enabled(&self) -> bool {
        self.control_a & 2 != 0
    }

    fn source(&self) -> u32 {
        self.control_a >> 8 & 0x7f
    }

    /// Beats for one trigger: a burst, the block, or all of the transaction.
    fn beats_per_trigger(&self, left: u32) -> u32 {
        match self.control_a >> 20 & 3 {
            2 => (self.control_a >> 24 & 15) + 1,
            0 => left,
            _ => u32::MAX,
        }
    }

    fn triggered(&mut self, triggers: &Triggers) -> bool {
        let source = self.source();
        let peripheral = match source {
            SERCOM4_RX..=0x0f => {
                let unit = ((source - SERCOM4_RX) / 2) as usize;
                if source & 1 == 0 { triggers.receive[unit] } else { triggers.transmit[unit] }
            }
            TC0_OVF.. if (source - TC0_OVF).is_multiple_of(3) => {
                triggers.timers.get(((source - TC0_OVF) / 3) as usize).copied().unwrap_or(false)
            }
            _ => false,
        };
        peripheral || std::mem::take(&mut self.pending)
    }

    fn stop(&mut self) {
        self.control_a &= !2;
        self.owed = 0;
        self.loaded = None;
    }
}

impl Dmac {
    pub(super) fn running(&self) -> bool {
        self.control & 2 != 0
            && self.channels.iter().any(|channel| channel.enabled() && channel.command == 0)
    }

    /// The next datum that a trigger pays for; lower channels first.
    pub(super) fn next_beat(
        &mut self,
        triggers: &Triggers,
        flash: &[u8],
        ram: &[u8],
    ) -> Option<Beat> {
        if !self.running() {
            return None;
        }
        let base = self.base;
        for (index, channel) in self.channels.iter_mut().enumerate() {
            if !channel.enabled() || channel.command == 1 {
                continue;
            }
            if channel.loaded.is_none() {
                let address = base.wrapping_add(16 * index as u32);
                let Some(first) = Descriptor::load(address, flash, ram) else {
                    channel.flags |= ERROR;
                    channel.stop();
                    continue;
                };
                channel.loaded = Some(first);
            }
            let Some(descriptor) = channel.loaded else {
                continue;
            };
            if channel.owed == 0 && channel.triggered(triggers) {
                channel.owed = channel.beats_per_trigger(descriptor.left);
            }
            if channel.owed == 0 {
                continue;
            }
            let stepped_source = descriptor.control >> 12 & 1 != 0;
            return Some(Beat {
                channel: index,
                source: descriptor.address(descriptor.source, 10, stepped_source),
                destination: descriptor.address(descriptor.destination, 11, !stepped_source),
                size: descriptor.size(),
            });
        }
        None
    }

    /// Accounts for a beat and ends block and transaction where they end.
    pub(super) fn finish_beat(&mut self, index: usize, moved: bool, flash: &[u8], ram: &mut [u8]) {
        let (write_back, written) = (self.write_back, &mut self.written);
        let channel = &mut self.channels[index];
        let Some(descriptor) = channel.loaded.as_mut() else {
            return;
        };
        if !moved {
            channel.flags |= ERROR;
            channel.stop();
            return;
        }
        channel.owed = channel.owed.saturating_sub(1);
        descriptor.left = descriptor.left.saturating_sub(1);
        save(descriptor, write_back.wrapping_add(16 * index as u32), ram, written);
        if descriptor.left > 0 {
            return;
        }
        let block_action = descriptor.control >> 3 & 3;
        let next = descriptor.next;
        if block_action & 1 != 0 {
            channel.flags |= COMPLETE;
        }
        if channel.control_a >> 20 & 3 != 3 {
            channel.owed = 0;
        }
        if next == 0 {
            channel.flags |= COMPLETE;
            channel.stop();
            return;
        }
        channel.loaded = Descriptor::load(next, flash, ram);
        if channel.loaded.is_none() {
            channel.flags |= ERROR;
            channel.stop();
        } else if block_action & 2 != 0 {
            channel.flags |= SUSPEND;
            channel.command = 1;
        }
    }

    pub(super) fn note_written(&mut self, address: u32, length: u32) {
        extend(&mut self.written, address, length);
    }

    pub(super) fn take_written(&mut self) -> Option<(u32, u32)> {
        self.written.take()
    }

    /// Lines by number: channels 0 to 3 have their own, the others one.
    pub(super) fn interrupts(&self, mut raise: impl FnMut(usize)) {
        for (index, channel) in self.channels.iter().enumerate() {
            if channel.flags & channel.enabled_interrupts != 0 {
                raise(index.min(4));
            }
        }
    }

    fn map(&self, bit: impl Fn(&Channel) -> bool) -> u32 {
        self.channels
            .iter()
            .enumerate()
            .fold(0, |word, (index, channel)| word | u32::from(bit(channel)) << index)
    }

    pub(super) fn read(&self, offset: u32) -> Access<u32> {
        if let 0x40..0x240 = offset {
            let channel = &self.channels[(offset as usize - 0x40) / 16];
            return Ok(match offset & 12 {
                0 => channel.control_a,
                4 => channel.command | channel.level << 8 | channel.events << 16,
                8 => 0,
                _ => {
                    let busy = u32::from(channel.owed > 0) << 1;
                    (channel.enabled_interrupts * 0x101) | (channel.flags << 16) | busy << 24
                }
            });
        }
        Ok(match offset {
            0x00 => self.control,
            0x04..=0x0c => self.crc,
            0x10 => 0,
            0x14 => self.priority,
            0x20 => self.interrupt_pending(),
            0x24 => self.map(|channel| channel.flags & channel.enabled_interrupts != 0),
            0x28 => self.map(|channel| channel.owed > 0),
            0x2c => self.map(|channel| channel.pending),
            0x30 => 0,
            0x34 => self.base,
            0x38 => self.write_back,
            _ => return Err(AccessError::Unknown),
        })
    }

    /// INTPEND: the lowest channel with an interrupt.
    fn interrupt_pending(&self) -> u32 {
        let found = self
            .channels
            .iter()
            .position(|channel| channel.flags & channel.enabled_interrupts != 0);
        found.map_or(0, |index| index as u32 | self.channels[index].flags << 8)
    }

    pub(super) fn write(&mut self, offset: u32, value: u32, lanes: u32) -> Access {
        if let 0x40..0x240 = offset {
            let channel = &mut self.channels[(offset as usize - 0x40) / 16];
            write_channel(channel, offset & 12, value, lanes);
            return Ok(());
        }
        match offset {
            0x00 => {
                if value & lanes & 1 != 0 {
                    *self = Self::default();
                } else {
                    self.control = merge(self.control, value, lanes) & 0x0f02;
                }
            }
            0x04..=0x0c => {
                if value & lanes != 0 {
                    return Err(AccessError::Unsupported("the CRC of the DMAC"));
                }
            }
            0x10 => {
                for (index, channel) in self.channels.iter_mut().enumerate() {
                    channel.pending |= value & lanes & 1 << index != 0;
                }
            }
            0x14 => self.priority = merge(self.priority, value, lanes),
            0x20 => {
                let channel = &mut self.channels[(value & 31) as usize];
                channel.flags &= !(value >> 8 & 7);
            }
            0x34 => self.base = merge(self.base, value, lanes),
            0x38 => self.write_back = merge(self.write_back, value, lanes),
            _ => return Err(AccessError::Unknown),
        }
        Ok(())
    }
}

fn write_channel(channel: &mut Channel, register: u32, value: u32, lanes: u32) {
    let bits = value & lanes;
    match register {
        0 if bits & 1 != 0 => *channel = Channel::default(),
        0 => {
            let was_enabled = channel.enabled();
            channel.control_a = merge(channel.control_a, value, lanes) & 0x3f30_7f42;
            if was_enabled && !channel.enabled() {
                channel.stop();
            }
        }
        4 => {
            if lanes & 0xff != 0 {
                // CMD 2 resumes; 1 suspends at the next burst.
                channel.command = if bits & 3 == 1 { 1 } else { 0 };
                if bits & 3 == 1 {
                    channel.flags |= SUSPEND;
                }
            }
            channel.level = merge(channel.level << 8, value, lanes) >> 8 & 3;
            channel.events = merge(channel.events << 16, value, lanes) >> 16 & 0xff;
        }
        12 => {
            channel.enabled_interrupts &= !(bits & 7);
            channel.enabled_interrupts |= bits >> 8 & 7;
            channel.flags &= !(bits >> 16 & 7);
        }
        _ => {}
    }
}

fn extend(written: &mut Option<(u32, u32)>, address: u32, length: u32) {
    let (start, end) = match *written {
        Some((start, old)) => (start.min(address), (start + old).max(address + length)),
        None => (address, address + length),
    };
    *written = Some((start, end - start));
}

/// Writes the state of a transfer to the write-back section.
fn save(descriptor: &Descriptor, address: u32, ram: &mut [u8], written: &mut Option<(u32, u32)>) {
    let offset = address.wrapping_sub(RAM.start) as usize;
    let Some(place) = ram.get_mut(offset..offset + 16) else {
        return;
    };
    let first = descriptor.control | descriptor.left << 16;
    for (chunk, word) in place.chunks_exact_mut(4).zip([
        first,
        descriptor.source,
        descriptor.destination,
        descriptor.next,
    ]) {
        chunk.copy_from_slice(&word.to_le_bytes());
    }
    extend(written, address, 16);
}
