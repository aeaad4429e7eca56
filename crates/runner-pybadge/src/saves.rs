//! Disks of cartridges in flash: a log of whole disks in two blocks.
//!
//! A disk is appended; what was stored before stays until a block is full, when
//! the newest disk of each cartridge moves to the other one. So a block is erased
//! once in seven writes, and a write that power cuts off loses itself alone: its
//! header, which is written last, is missing or does not fit.

use badge_protocol::payload::crc32;
use badge_wasm4::DISK_BYTES;

/// Blocks of the log.
pub const BLOCKS: usize = 2;

/// Bytes that are written at once.
const QUAD: usize = 16;

const SLOT_BYTES: usize = QUAD + DISK_BYTES;

/// At least as many as a block has.
const MOST_SLOTS: usize = 8;

/// Upper half of the first word of a header.
const MAGIC: u32 = 0x4457_0000;

/// Flash that is erased in blocks and written in quads of bytes.
pub trait Flash {
    /// Bytes of a block.
    const BLOCK_BYTES: usize;

    /// Both blocks, one behind the other.
    fn bytes(&self) -> &[u8];

    /// Makes every byte of a block 0xff.
    fn erase(&mut self, block: usize);

    /// Writes at an offset that is a multiple of sixteen and was erased.
    fn write(&mut self, offset: usize, quad: &[u8; QUAD]);
}

/// A disk that was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stored {
    offset: usize,
    len: usize,
    key: u32,
    sequence: u32,
}

/// The disks in a flash.
#[derive(Debug)]
pub struct Saves<F> {
    flash: F,
}

/// Which disk belongs to a cartridge: those of the same name share one, so that a
/// new version finds what the old one stored.
#[must_use]
pub fn key(name: &str) -> u32 {
    crc32(name.as_bytes())
}

impl<F: Flash> Saves<F> {
    /// Those of a flash.
    pub const fn new(flash: F) -> Self {
        Self { flash }
    }

    /// What was stored last under a key.
    pub fn load(&self, key: u32) -> Option<&[u8]> {
        let stored = self.newest(key)?;
        self.data(&stored)
    }

    /// Stores at most 1,024 bytes under a key.
    pub fn store(&mut self, key: u32, bytes: &[u8]) {
        let bytes = bytes.get(..DISK_BYTES).unwrap_or(bytes);
        let last = self.all().map(|stored| stored.sequence).max();
        let sequence = last.map_or(0, |last| last.wrapping_add(1));
        let block = self.active(last);
        match self.free(block) {
            Some(offset) => self.append(offset, key, sequence, bytes),
            None => self.move_to(1 - block, key, sequence, bytes),
        }
    }

    /// The block that is written to: that with the newest disk. Where both have
    /// it, moving was cut off, and the full one is moved again.
    fn active(&self, last: Option<u32>) -> usize {
        let has = |block: usize| {
            self.of_block(block).any(|stored| Some(stored.sequence) == last) && last.is_some()
        };
        usize::from(has(1) && (!has(0) || self.free(1).is_none()))
    }

    /// Begins the other block with the newest disks of all but `key`, and its new
    /// one behind them.
    fn move_to(&mut self, block: usize, key: u32, sequence: u32, bytes: &[u8]) {
        let mut moved = [None; MOST_SLOTS];
        let old = 1 - block;
        for stored in self.of_block(old) {
            let newest = self.newest_of_block(old, stored.key) == Some(stored);
            if newest && stored.key != key {
                // The last one has no room beside the new one: it is the oldest.
                if let Some(free) = moved.iter_mut().take(Self::SLOTS - 1).find(|m| m.is_none()) {
                    *free = Some(stored);
                }
            }
        }
        self.flash.erase(block);
        let mut offset = block * F::BLOCK_BYTES;
        for stored in moved.into_iter().flatten() {
            self.copy(&stored, offset);
            offset += SLOT_BYTES;
        }
        self.append(offset, key, sequence, bytes);
    }

    fn copy(&mut self, stored: &Stored, offset: usize) {
        // The header last.
        for quad in (0..SLOT_BYTES / QUAD).rev() {
            let from = stored.offset + quad * QUAD;
            if let Some(bytes) = self.quad(from) {
                self.flash.write(offset + quad * QUAD, &bytes);
            }
        }
    }

    fn append(&mut self, offset: usize, key: u32, sequence: u32, bytes: &[u8]) {
        for (index, piece) in bytes.chunks(QUAD).enumerate() {
            let mut quad = [0xff; QUAD];
            quad[..piece.len()].copy_from_slice(piece);
            self.flash.write(offset + QUAD + index * QUAD, &quad);
        }
        let words = [MAGIC | bytes.len() as u32, key, sequence, sum(key, sequence, bytes)];
        let mut header = [0; QUAD];
        for (four, word) in header.as_chunks_mut::<4>().0.iter_mut().zip(words) {
            *four = word.to_le_bytes();
        }
        self.flash.write(offset, &header);
    }

    const SLOTS: usize = F::BLOCK_BYTES / SLOT_BYTES;

    /// The first slot of a block behind everything that was ever written.
    fn free(&self, block: usize) -> Option<usize> {
        let at = |slot: usize| block * F::BLOCK_BYTES + slot * SLOT_BYTES;
        let erased = |slot: usize| {
            let bytes = self.flash.bytes().get(at(slot)..at(slot) + SLOT_BYTES);
            bytes.is_some_and(|bytes| bytes.iter().all(|byte| *byte == 0xff))
        };
        let used = (0..Self::SLOTS).rev().find(|slot| !erased(*slot)).map_or(0, |slot| slot + 1);
        (used < Self::SLOTS).then(|| at(used))
    }

    fn all(&self) -> impl Iterator<Item = Stored> + '_ {
        (0..BLOCKS).flat_map(|block| self.of_block(block))
    }

    fn of_block(&self, block: usize) -> impl Iterator<Item = Stored> + '_ {
        let slots = (0..Self::SLOTS).map(move |slot| block * F::BLOCK_BYTES + slot * SLOT_BYTES);
        slots.filter_map(|offset| self.read(offset))
    }

    fn newest(&self, key: u32) -> Option<Stored> {
        newest(self.all(), key)
    }

    fn newest_of_block(&self, block: usize, key: u32) -> Option<Stored> {
        newest(self.of_block(block), key)
    }

    fn read(&self, offset: usize) -> Option<Stored> {
        let header = self.quad(offset)?;
        let (words, _) = header.as_chunks::<4>();
        let [first, key, sequence, sum_stored] =
            [0, 1, 2, 3].map(|at| u32::from_le_bytes(words[at]));
        let len = (first & 0xffff) as usize;
        if first & 0xffff_0000 != MAGIC || len > DISK_BYTES {
            return None;
        }
        let stored = Stored { offset, len, key, sequence };
        (sum(key, sequence, self.data(&stored)?) == sum_stored).then_some(stored)
    }

    fn quad(&self, offset: usize) -> Option<[u8; QUAD]> {
        self.flash.bytes().get(offset..)?.first_chunk().copied()
    }

    fn data(&self, stored: &Stored) -> Option<&[u8]> {
        let start = stored.offset + QUAD;
        self.flash.bytes().get(start..start + stored.len)
    }
}

fn newest(of: impl Iterator<Item = Stored>, key: u32) -> Option<Stored> {
    of.filter(|stored| stored.key == key).max_by_key(|stored| stored.sequence)
}

fn sum(key: u32, sequence: u32, bytes: &[u8]) -> u32 {
    crc32(bytes) ^ key.rotate_left(8) ^ sequence.rotate_left(16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::vec;
    use std::vec::Vec;

    const BLOCK: usize = 0x2000;

    /// Flash whose power fails after so many operations.
    #[derive(Debug, Clone)]
    struct Model {
        bytes: Vec<u8>,
        power: usize,
        erased: [usize; BLOCKS],
    }

    impl Model {
        fn new() -> Self {
            Self { bytes: vec![0xff; BLOCKS * BLOCK], power: usize::MAX, erased: [0; BLOCKS] }
        }

        fn has_power(&mut self) -> bool {
            let has = self.power > 0;
            self.power = self.power.saturating_sub(1);
            has
        }
    }

    impl Flash for Model {
        const BLOCK_BYTES: usize = BLOCK;

        fn bytes(&self) -> &[u8] {
            &self.bytes
        }

        fn erase(&mut self, block: usize) {
            if self.has_power() {
                self.erased[block] += 1;
                self.bytes[block * BLOCK..][..BLOCK].fill(0xff);
            }
        }

        fn write(&mut self, offset: usize, quad: &[u8; QUAD]) {
            assert_eq!(offset % QUAD, 0);
            if self.has_power() {
                let target = &mut self.bytes[offset..offset + QUAD];
                assert!(target.iter().all(|byte| *byte == 0xff), "written twice");
                target.copy_from_slice(quad);
            }
        }
    }

    fn disk(seed: u32) -> Vec<u8> {
        let len = (seed * 37 % 1025) as usize;
        (0..len).map(|at| (at as u32 * 7 + seed) as u8).collect()
    }

    #[test]
    fn what_was_stored_last_is_loaded() {
        let mut saves = Saves::new(Model::new());
        assert_eq!(saves.load(1), None);
        for round in 0..100 {
            let key = round % 3;
            saves.store(key, &disk(round));
            assert_eq!(saves.load(key), Some(&disk(round)[..]));
            if round >= 3 {
                let other = (round + 1) % 3;
                assert_eq!(saves.load(other), Some(&disk(round - 2)[..]), "round {round}");
            }
        }
    }

    #[test]
    fn a_block_is_erased_once_in_seven_writes() {
        let mut saves = Saves::new(Model::new());
        (0..700).for_each(|round| saves.store(5, &disk(round)));
        let erased: usize = saves.flash.erased.iter().sum();
        assert!((99..=117).contains(&erased), "{erased}");
    }

    #[test]
    fn more_cartridges_than_slots_lose_the_oldest_disks_alone() {
        let mut saves = Saves::new(Model::new());
        (0..20).for_each(|key| saves.store(key, &disk(key)));
        assert_eq!(saves.load(19), Some(&disk(19)[..]));
        assert_eq!(saves.load(18), Some(&disk(18)[..]));
    }

    #[test]
    fn power_that_fails_anywhere_loses_at_most_the_write_in_hand() {
        for power in 0..600 {
            let mut saves = Saves::new(Model::new());
            let mut expected = BTreeMap::new();
            for round in 0..12 {
                saves.store(round % 4, &disk(round + 50));
                expected.insert(round % 4, disk(round + 50));
            }
            saves.flash.power = power;
            let before = expected.get(&1).cloned();
            saves.store(1, &disk(99));
            saves.flash.power = usize::MAX;
            let after = saves.load(1).map(Vec::from);
            assert!(after == before || after == Some(disk(99)), "power {power}");
            for key in [0, 2, 3] {
                assert_eq!(saves.load(key).map(Vec::from), expected.get(&key).cloned());
            }
            // And goes on as if nothing had been.
            for round in 0..20 {
                saves.store(2, &disk(round));
                assert_eq!(saves.load(2), Some(&disk(round)[..]), "power {power}");
                assert_eq!(saves.load(1).map(Vec::from), after, "power {power} round {round}");
            }
        }
    }
}
