//! Registers that keep what is written and have no other effect here.

use super::{Access, AccessError, merge};

/// One word: its offset, the bits that can be written, its value after reset.
pub(super) type Word = (u32, u32, u32);

/// A block of such registers.
#[derive(Debug)]
pub(crate) struct RegisterFile {
    words: &'static [Word],
    values: Vec<u32>,
}

impl RegisterFile {
    pub(crate) fn new(words: &'static [Word]) -> Self {
        Self { words, values: words.iter().map(|word| word.2).collect() }
    }

    fn index(&self, offset: u32) -> Access<usize> {
        self.words.iter().position(|word| word.0 == offset).ok_or(AccessError::Unknown)
    }

    pub(crate) fn read(&self, offset: u32) -> Access<u32> {
        Ok(self.values[self.index(offset)?])
    }

    pub(crate) fn write(&mut self, offset: u32, value: u32, lanes: u32) -> Access {
        let index = self.index(offset)?;
        self.values[index] = merge(self.values[index], value, lanes & self.words[index].1);
        Ok(())
    }
}
