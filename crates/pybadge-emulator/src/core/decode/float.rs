//! Coprocessor space: FPv4-SP (Armv7-M ARM A6); all else has no coprocessor.

use super::super::Instruction;
use super::super::execute::{float as execute, float_move, system};
use super::super::instruction::Handler;
use super::{bad, bit, bits, cost, field, nop, undefined};

/// Number of a single-precision register: four bits and the lowest one.
fn single(word: u32, low: u32, extra: u32) -> u8 {
    field(word, low) << 1 | (word >> extra & 1) as u8
}

/// First of the two single registers of a double one; D16 to D31 do not exist.
fn double(word: u32, low: u32, extra: u32) -> Option<u8> {
    (!bit(word, extra)).then(|| field(word, low) << 1)
}

pub(super) fn coprocessor(word: u32, _address: u32) -> Instruction {
    let coprocessor = bits(word, 11, 8);
    if bits(word, 25, 24) == 0b11 {
        return undefined();
    }
    if coprocessor >> 1 != 0b101 {
        return Instruction::new(system::no_coprocessor);
    }
    // The second half of the coprocessor space (1111) is not allocated.
    if bit(word, 28) {
        return undefined();
    }
    if bit(word, 25) {
        return if bit(word, 4) { transfer(word) } else { data_processing(word) };
    }
    if bits(word, 24, 21) == 0b0010 {
        return transfer_pair(word);
    }
    load_store(word)
}

fn data_processing(word: u32) -> Instruction {
    // Double precision does not exist in FPv4-SP.
    if bit(word, 8) {
        return undefined();
    }
    let operands = Instruction {
        d: single(word, 12, 22),
        n: single(word, 16, 7),
        m: single(word, 0, 5),
        ..nop()
    };
    let negate = bit(word, 6);
    let with = |execute: Handler, cycles| Instruction { execute, cycles, ..operands };
    match (bit(word, 23), bits(word, 21, 20)) {
        (false, 0b00) if negate => {
            with(execute::multiply_accumulate::<false, true>, cost::FLOAT_ACCUMULATE)
        }
        (false, 0b00) => with(execute::multiply_accumulate::<false, false>, cost::FLOAT_ACCUMULATE),
        (false, 0b01) if negate => {
            with(execute::multiply_accumulate::<true, true>, cost::FLOAT_ACCUMULATE)
        }
        (false, 0b01) => with(execute::multiply_accumulate::<true, false>, cost::FLOAT_ACCUMULATE),
        (false, 0b10) if negate => with(execute::multiply_negate, 1),
        (false, 0b10) => with(execute::multiply, 1),
        (false, 0b11) if negate => with(execute::subtract, 1),
        (false, 0b11) => with(execute::add, 1),
        (true, 0b00) if !negate => with(execute::divide, cost::FLOAT_DIVIDE),
        (true, 0b01) if negate => with(execute::fused::<true, true>, cost::FLOAT_ACCUMULATE),
        (true, 0b01) => with(execute::fused::<true, false>, cost::FLOAT_ACCUMULATE),
        (true, 0b10) if negate => with(execute::fused::<false, true>, cost::FLOAT_ACCUMULATE),
        (true, 0b10) => with(execute::fused::<false, false>, cost::FLOAT_ACCUMULATE),
        (true, 0b11) => other(word, operands),
        _ => undefined(),
    }
}

fn other(word: u32, operands: Instruction) -> Instruction {
    let with = |execute: Handler| Instruction { execute, ..operands };
    let (op7, op6) = (bit(word, 7), bit(word, 6));
    if !op6 {
        // VMOV immediate; bits 7 and 5 are zero.
        let imm = expand(bits(word, 19, 16) << 4 | word & 15);
        return if op7 || bit(word, 5) {
            undefined()
        } else {
            Instruction { imm, ..with(float_move::immediate) }
        };
    }
    match (bits(word, 19, 16), op7) {
        (0b0000, false) => with(float_move::register),
        (0b0000, true) => with(float_move::absolute),
        (0b0001, false) => with(float_move::negate),
        (0b0001, true) => Instruction { cycles: cost::FLOAT_DIVIDE, ..with(execute::square_root) },
        (0b0010, false) => with(execute::half_to_single::<false>),
        (0b0010, true) => with(execute::half_to_single::<true>),
        (0b0011, false) => with(execute::single_to_half::<false>),
        (0b0011, true) => with(execute::single_to_half::<true>),
        (0b0100, quiet_is_invalid) => {
            Instruction { a: quiet_is_invalid.into(), ..with(execute::compare) }
        }
        (0b0101, quiet_is_invalid) if word & 0x2f == 0 => {
            Instruction { a: quiet_is_invalid.into(), ..with(execute::compare_zero) }
        }
        (0b1000, signed) => {
            Instruction { n: 0, a: u8::from(!signed), amount: 32, ..with(execute::from_fixed) }
        }
        // `imm` 1: round towards zero, else by FPSCR.
        (0b1100 | 0b1101, to_zero) => Instruction {
            n: 0,
            a: u8::from(!bit(word, 16)),
            amount: 32,
            imm: to_zero.into(),
            ..with(execute::to_fixed)
        },
        (0b1010 | 0b1011 | 0b1110 | 0b1111, wide) => fixed(word, wide, operands),
        _ => undefined(),
    }
}

/// VCVT with fixed point: `amount` is the width, `n` the fraction bits.
fn fixed(word: u32, wide: bool, operands: Instruction) -> Instruction {
    let width = if wide { 32 } else { 16 };
    let coded = ((word & 15) << 1 | word >> 5 & 1) as u8;
    let Some(fraction_bits) = u8::checked_sub(width, coded) else {
        return undefined();
    };
    let to_fixed = bit(word, 18);
    Instruction {
        m: operands.d,
        n: fraction_bits,
        a: u8::from(bit(word, 16)),
        amount: width,
        imm: 1,
        execute: if to_fixed { execute::to_fixed } else { execute::from_fixed },
        ..operands
    }
}

/// VFPExpandImm (A6.4.1).
fn expand(imm8: u32) -> u32 {
    let exponent = if imm8 & 0x40 != 0 { 0x7c } else { 0x80 };
    imm8 >> 7 << 31 | (exponent | imm8 >> 4 & 3) << 23 | (imm8 & 15) << 19
}

/// Single transfers between core and extension registers (A6.6).
fn transfer(word: u32) -> Instruction {
    let t = field(word, 12);
    let to_core = bit(word, 20);
    let op = bits(word, 23, 21);
    if !bit(word, 8) {
        return match op {
            0b000 if bad(t) || word & 0x6f != 0 => undefined(),
            0b000 => Instruction {
                d: t,
                n: single(word, 16, 7),
                execute: if to_core { float_move::to_core } else { float_move::from_core },
                ..nop()
            },
            0b111 => status_transfer(word, t, to_core),
            _ => undefined(),
        };
    }
    // One half of a double register.
    let Some(n) = double(word, 16, 7) else {
        return undefined();
    };
    if op & 0b110 != 0 || bad(t) || word & 0x6f != 0 {
        return undefined();
    }
    Instruction {
        d: t,
        n: n + (op & 1) as u8,
        execute: if to_core { float_move::to_core } else { float_move::from_core },
        ..nop()
    }
}

fn status_transfer(word: u32, t: u8, to_core: bool) -> Instruction {
    if bits(word, 19, 16) != 1 || word & 0xef != 0 || t == 13 {
        return undefined();
    }
    match (to_core, t) {
        (true, 15) => Instruction::new(float_move::status_to_flags),
        (true, _) => Instruction { d: t, ..Instruction::new(float_move::read_status) },
        (false, 15) => undefined(),
        (false, _) => Instruction { d: t, ..Instruction::new(float_move::write_status) },
    }
}

/// VMOV between two core registers and two single ones (A6.7).
fn transfer_pair(word: u32) -> Instruction {
    let (t, t2) = (field(word, 12), field(word, 16));
    let to_core = bit(word, 20);
    let m = if bit(word, 8) { double(word, 0, 5) } else { Some(single(word, 0, 5)) };
    let Some(m) = m else { return undefined() };
    let legal = bit(word, 22)
        && bits(word, 7, 6) == 0
        && bit(word, 4)
        && !bad(t)
        && !bad(t2)
        && m != 31
        && !(to_core && t == t2);
    if !legal {
        return undefined();
    }
    Instruction {
        d: t,
        a: t2,
        m,
        cycles: 2,
        execute: if to_core { float_move::pair_to_core } else { float_move::pair_from_core },
        ..nop()
    }
}

/// Extension register loads and stores (A6.5).
fn load_store(word: u32) -> Instruction {
    let n = field(word, 16);
    let (pre, up, write_back, load) = (bit(word, 24), bit(word, 23), bit(word, 21), bit(word, 20));
    let is_double = bit(word, 8);
    let d = if is_double { double(word, 12, 22) } else { Some(single(word, 12, 22)) };
    let Some(d) = d else { return undefined() };
    let imm8 = word & 0xff;
    if pre && !write_back {
        let offset = imm8 << 2;
        let imm = if up { offset } else { offset.wrapping_neg() };
        if n == 15 && !load {
            return undefined();
        }
        let words = 1 + u8::from(is_double);
        let execute: Handler = if load { float_move::load } else { float_move::store };
        return Instruction { d, n, imm, a: words, cycles: 1 + words, ..Instruction::new(execute) };
    }
    // VLDM, VSTM: an odd count with double registers is FLDMX, FSTMX, which
    // transfers the registers and skips a word.
    let registers = if is_double { imm8 & !1 } else { imm8 };
    if pre == up || n == 15 || registers == 0 || u32::from(d) + registers > 32 {
        return undefined();
    }
    Instruction {
        d,
        n,
        a: registers as u8,
        imm: imm8 << 2,
        amount: u8::from(write_back),
        m: u8::from(pre),
        cycles: 1 + registers as u8,
        ..Instruction::new(if load {
            float_move::load_multiple
        } else {
            float_move::store_multiple
        })
    }
}
