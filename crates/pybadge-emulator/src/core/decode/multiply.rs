//! 32-bit multiplications and divisions (Armv7-M ARM A5.3.16, A5.3.17).

use super::super::Instruction;
use super::super::execute::multiply as execute;
use super::super::instruction::Handler;
use super::{bad, bit, bits, field, undefined};

pub(super) fn multiply(word: u32) -> Instruction {
    let (d, n, m, a) = (field(word, 8), field(word, 16), field(word, 0), field(word, 12));
    let op2 = bits(word, 5, 4);
    if bits(word, 7, 6) != 0 || bad(d) || bad(n) || bad(m) || a == 13 {
        return undefined();
    }
    let accumulates = a != 15;
    let (x, y) = (bit(word, 5), bit(word, 4));
    let handler: Handler = match (bits(word, 22, 20), op2) {
        (0, 0) if accumulates => execute::multiply_accumulate,
        (0, 0) => execute::multiply,
        (0, 1) if accumulates => execute::multiply_subtract,
        (1, _) => match (x, y) {
            (false, false) => execute::multiply_halves::<false, false>,
            (false, true) => execute::multiply_halves::<false, true>,
            (true, false) => execute::multiply_halves::<true, false>,
            (true, true) => execute::multiply_halves::<true, true>,
        },
        (2, 0) => execute::dual_multiply::<false, false>,
        (2, 1) => execute::dual_multiply::<false, true>,
        (3, 0) => execute::multiply_wide_half::<false>,
        (3, 1) => execute::multiply_wide_half::<true>,
        (4, 0) => execute::dual_multiply::<true, false>,
        (4, 1) => execute::dual_multiply::<true, true>,
        (5, 0) => execute::multiply_most_significant::<false>,
        (5, 1) => execute::multiply_most_significant::<true>,
        (6, 0) if accumulates => execute::multiply_subtract_most_significant::<false>,
        (6, 1) if accumulates => execute::multiply_subtract_most_significant::<true>,
        (7, 0) => execute::absolute_differences,
        _ => return undefined(),
    };
    // `a` 15: nothing is added.
    Instruction { d, n, m, a, ..Instruction::new(handler) }
}

pub(super) fn long_multiply(word: u32) -> Instruction {
    // `d` is RdLo, `a` is RdHi.
    let (n, m, d, a) = (field(word, 16), field(word, 0), field(word, 12), field(word, 8));
    let (op1, op2) = (bits(word, 22, 20), bits(word, 7, 4));
    let operands = |handler: Handler| Instruction { d, n, m, a, ..Instruction::new(handler) };
    if bad(n) || bad(m) || bad(a) {
        return undefined();
    }
    if (op1, op2) == (1, 15) || (op1, op2) == (3, 15) {
        let handler: Handler =
            if op1 == 1 { execute::divide::<true> } else { execute::divide::<false> };
        return if d == 15 { Instruction { d: a, ..operands(handler) } } else { undefined() };
    }
    if bad(d) || a == d {
        return undefined();
    }
    operands(match (op1, op2) {
        (0, 0) => execute::long_multiply::<true, false>,
        (2, 0) => execute::long_multiply::<false, false>,
        (4, 0) => execute::long_multiply::<true, true>,
        (6, 0) => execute::long_multiply::<false, true>,
        (6, 6) => execute::multiply_accumulate_accumulate,
        (4, 0b1000) => execute::long_multiply_halves::<false, false>,
        (4, 0b1001) => execute::long_multiply_halves::<false, true>,
        (4, 0b1010) => execute::long_multiply_halves::<true, false>,
        (4, 0b1011) => execute::long_multiply_halves::<true, true>,
        (4, 0b1100) => execute::long_dual_multiply::<false, false>,
        (4, 0b1101) => execute::long_dual_multiply::<false, true>,
        (5, 0b1100) => execute::long_dual_multiply::<true, false>,
        (5, 0b1101) => execute::long_dual_multiply::<true, true>,
        _ => return undefined(),
    })
}
