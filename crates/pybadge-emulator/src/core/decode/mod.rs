//! From Thumb encodings to predecoded instructions (Armv7-M ARM chapter A5):
//! tables of bit patterns in the manner of its diagrams, with their handlers.
//!
//! An encoding that is UNDEFINED, and one that is UNPREDICTABLE, decodes to an
//! instruction that faults: firmware that depends on either is wrong.

mod data;
mod float;
mod load_store;
mod row;
mod thumb16;

use super::Instruction;
use super::execute::system;
use row::Row;

/// Estimated cycles (Cortex-M4 TRM table 3-1) beyond the one of most instructions.
mod cost {
    pub(super) const LOAD: u8 = 2;
    pub(super) const STORE_REGISTER: u8 = 2;
    pub(super) const DUAL: u8 = 3;
    pub(super) const BARRIER: u8 = 3;
    pub(super) const FLOAT_ACCUMULATE: u8 = 3;
    pub(super) const FLOAT_DIVIDE: u8 = 14;
}

/// The first row that the instruction matches decides.
fn decode(tables: &[&[Row]], word: u32, address: u32) -> Instruction {
    let row = tables.iter().copied().flatten().find(|row| row.matches(word));
    let instruction = row.and_then(|row| row.decode(word, address));
    instruction.unwrap_or(Instruction::new(system::undefined))
}

/// Decodes one halfword at `address`.
pub(crate) fn decode_16(halfword: u16, address: u32) -> Instruction {
    decode(&[thumb16::TABLE], halfword.into(), address)
}

/// Decodes two halfwords at `address`.
pub(crate) fn decode_32(first: u16, second: u16, address: u32) -> Instruction {
    let tables = match first >> 9 {
        0b1110110 | 0b1110111 | 0b1111110 | 0b1111111 => float::TABLES,
        0b1110100 | 0b1111100 => load_store::TABLES,
        _ => data::TABLES,
    };
    decode(tables, u32::from(first) << 16 | u32::from(second), address)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row that the ones above it hide decodes nothing; words of its pattern
    /// with other bits at random must reach it.
    #[test]
    fn no_row_is_hidden_by_those_above_it() {
        let mut random = 0x2545_f491_u32;
        for tables in [&[thumb16::TABLE][..], data::TABLES, load_store::TABLES, float::TABLES] {
            let rows: Vec<&Row> = tables.iter().copied().flatten().collect();
            for (index, row) in rows.iter().enumerate() {
                let reached = (0..10_000).any(|_| {
                    random ^= random << 13;
                    random ^= random >> 17;
                    random ^= random << 5;
                    let word = row.sample(random);
                    rows.iter().position(|row| row.matches(word)) == Some(index)
                });
                assert!(reached, "row {index} of its table, {:032b}", row.sample(0));
            }
        }
    }
}
