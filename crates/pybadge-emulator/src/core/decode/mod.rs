//! From Thumb encodings to predecoded instructions (Armv7-M ARM chapter A5).
//!
//! An encoding that is UNDEFINED, and one that is UNPREDICTABLE, decodes to an
//! instruction that faults: firmware that depends on either is wrong.

mod branch_control;
mod data;
mod float;
mod load_store;
mod multiply;
mod thumb16;

use super::execute::system;
use super::{Instruction, Shift};

pub(crate) use thumb16::decode_16;

/// Estimated cycles (Cortex-M4 TRM table 3-1) beyond the one of most instructions.
mod cost {
    pub(super) const LOAD: u8 = 2;
    pub(super) const STORE_REGISTER: u8 = 2;
    pub(super) const DUAL: u8 = 3;
    pub(super) const BARRIER: u8 = 3;
    pub(super) const FLOAT_ACCUMULATE: u8 = 3;
    pub(super) const FLOAT_DIVIDE: u8 = 14;
}

/// Bits `high` to `low` of an instruction word.
fn bits(word: u32, high: u32, low: u32) -> u32 {
    word >> low & ((1 << (high - low + 1)) - 1)
}

/// A register field.
fn field(word: u32, low: u32) -> u8 {
    (word >> low & 15) as u8
}

fn bit(word: u32, index: u32) -> bool {
    word >> index & 1 != 0
}

fn undefined() -> Instruction {
    Instruction::new(system::undefined)
}

fn nop() -> Instruction {
    Instruction::new(system::nop)
}

/// SP and PC, which most instructions do not accept.
fn bad(register: u8) -> bool {
    register == 13 || register == 15
}

/// DecodeImmShift (A7.4.2).
fn immediate_shift(kind: u32, amount: u32) -> (Shift, u8) {
    match (kind, amount) {
        (0, amount) => (Shift::Lsl, amount as u8),
        (1, 0) => (Shift::Lsr, 32),
        (2, 0) => (Shift::Asr, 32),
        (3, 0) => (Shift::Rrx, 1),
        (1, amount) => (Shift::Lsr, amount as u8),
        (2, amount) => (Shift::Asr, amount as u8),
        (_, amount) => (Shift::Ror, amount as u8),
    }
}

/// Both halfwords in one word, the first one in the upper half.
pub(crate) fn decode_32(first: u16, second: u16, address: u32) -> Instruction {
    let word = u32::from(first) << 16 | u32::from(second);
    let op2 = bits(word, 26, 20);
    match bits(word, 28, 27) {
        0b01 => match op2 {
            _ if op2 & 0b110_0100 == 0 => load_store::multiple(word),
            _ if op2 & 0b110_0100 == 0b100 => load_store::dual_exclusive(word, address),
            _ if op2 & 0b110_0000 == 0b010_0000 => data::shifted_register(word),
            _ => float::coprocessor(word, address),
        },
        0b10 => match (bit(word, 15), op2 & 0b010_0000 != 0) {
            (false, false) => data::modified_immediate(word),
            (false, true) => data::plain_immediate(word, address),
            (true, _) => branch_control::decode(word, address),
        },
        _ => match op2 {
            _ if op2 & 0b111_0001 == 0 => load_store::store_single(word),
            _ if op2 & 0b110_0001 == 1 => load_store::load_single(word, address),
            _ if op2 & 0b111_0000 == 0b010_0000 => data::register(word),
            _ if op2 & 0b111_1000 == 0b011_0000 => multiply::multiply(word),
            _ if op2 & 0b111_1000 == 0b011_1000 => multiply::long_multiply(word),
            _ if op2 & 0b100_0000 != 0 => float::coprocessor(word, address),
            _ => undefined(),
        },
    }
}
