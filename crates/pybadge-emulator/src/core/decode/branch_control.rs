//! 32-bit branches and miscellaneous control (Armv7-M ARM A5.3.4).

use super::super::Instruction;
use super::super::execute::{branch, system};
use super::{bad, bit, bits, cost, field, nop, thumb16, undefined};

pub(super) fn decode(word: u32, address: u32) -> Instruction {
    let pc = address.wrapping_add(4);
    match (bit(word, 14), bit(word, 12)) {
        (false, false) => match bits(word, 26, 20) {
            0b011_1000 | 0b011_1001 => move_to_special(word),
            0b011_1010 => hints(word),
            0b011_1011 => barriers(word),
            0b011_1110 | 0b011_1111 => move_from_special(word),
            op if op & 0b011_1000 != 0b011_1000 => Instruction {
                a: field(word, 22),
                imm: pc.wrapping_add(conditional_offset(word)),
                ..Instruction::new(branch::branch_conditional)
            },
            _ => undefined(),
        },
        (false, true) => Instruction {
            imm: pc.wrapping_add(long_offset(word)),
            ..Instruction::new(branch::branch)
        },
        (true, true) => Instruction {
            imm: pc.wrapping_add(long_offset(word)),
            ..Instruction::new(branch::branch_link)
        },
        // BLX to Arm state and the rest.
        (true, false) => undefined(),
    }
}

/// imm32 of B, encoding T3.
fn conditional_offset(word: u32) -> u32 {
    let offset = bits(word, 26, 26) << 20
        | bits(word, 11, 11) << 19
        | bits(word, 13, 13) << 18
        | bits(word, 21, 16) << 12
        | bits(word, 10, 0) << 1;
    ((offset << 11) as i32 >> 11) as u32
}

/// imm32 of B, encoding T4, and BL.
fn long_offset(word: u32) -> u32 {
    let sign = bits(word, 26, 26);
    let i1 = !(bits(word, 13, 13) ^ sign) & 1;
    let i2 = !(bits(word, 11, 11) ^ sign) & 1;
    let offset =
        sign << 24 | i1 << 23 | i2 << 22 | bits(word, 25, 16) << 12 | bits(word, 10, 0) << 1;
    ((offset << 7) as i32 >> 7) as u32
}

/// MSR: `imm` is SYSm, `a` the mask.
fn move_to_special(word: u32) -> Instruction {
    let n = field(word, 16);
    let mask = bits(word, 11, 10) as u8;
    let register = word & 0xff;
    let legal = bits(word, 20, 20) == 0
        && word & 0x2300 == 0
        && !bad(n)
        && mask != 0
        && special_register(register)
        && (register < 4 || mask == 2);
    if !legal {
        return undefined();
    }
    Instruction { n, imm: register, a: mask, ..Instruction::new(system::move_to_special) }
}

fn move_from_special(word: u32) -> Instruction {
    let d = field(word, 8);
    let register = word & 0xff;
    let legal = !bit(word, 20) && bits(word, 19, 16) == 15 && !bit(word, 13) && !bad(d);
    if !legal || !special_register(register) {
        return undefined();
    }
    Instruction { d, imm: register, ..Instruction::new(system::move_from_special) }
}

fn special_register(number: u32) -> bool {
    matches!(number, 0..=3 | 5..=9 | 16..=20)
}

fn hints(word: u32) -> Instruction {
    if bits(word, 19, 16) != 15 || word & 0x2800 != 0 {
        return undefined();
    }
    if bits(word, 10, 8) != 0 {
        return undefined();
    }
    match word & 0xff {
        number @ 0..=4 => thumb16::hint(number),
        _ => nop(),
    }
}

fn barriers(word: u32) -> Instruction {
    if bits(word, 19, 16) != 15 || word & 0x2f00 != 0x0f00 {
        return undefined();
    }
    match bits(word, 7, 4) {
        2 if word & 15 == 15 => Instruction::new(system::clear_exclusive),
        4..=6 => Instruction { cycles: cost::BARRIER, ..nop() },
        _ => undefined(),
    }
}
