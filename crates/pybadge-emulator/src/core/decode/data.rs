//! 32-bit data processing (Armv7-M ARM A5.3.1, A5.3.3, A5.3.11, A5.3.12).

use super::super::execute::alu::{ADC, ADD, AND, BIC, EOR, MVN, ORN, ORR, RSB, SBC, SUB};
use super::super::execute::{data, parallel};
use super::super::instruction::Handler;
use super::super::{Instruction, NONE, SetFlags, Shift};
use super::{bad, bit, bits, field, immediate_shift, undefined};

fn flags(word: u32) -> SetFlags {
    if bit(word, 20) { SetFlags::Always } else { SetFlags::Never }
}

/// Which forms of an operation exist: writing a register, only testing, or
/// with Rn = PC as a move.
struct Forms {
    write: Handler,
    test: Option<Handler>,
    lone: Option<Handler>,
    /// SP may be Rn: addition, subtraction and comparison.
    accepts_sp: bool,
}

macro_rules! forms {
    ($form:ident, $test:ident, $opcode:expr) => {{
        let write_only =
            |write: Handler| Forms { write, test: None, lone: None, accepts_sp: false };
        match $opcode {
            0b0000 => Forms { test: Some(data::$test::<AND>), ..write_only(data::$form::<AND>) },
            0b0001 => write_only(data::$form::<BIC>),
            0b0010 => write_only(data::$form::<ORR>),
            0b0011 => Forms { lone: Some(data::$form::<MVN>), ..write_only(data::$form::<ORN>) },
            0b0100 => Forms { test: Some(data::$test::<EOR>), ..write_only(data::$form::<EOR>) },
            0b1000 => Forms {
                test: Some(data::$test::<ADD>),
                accepts_sp: true,
                ..write_only(data::$form::<ADD>)
            },
            0b1010 => write_only(data::$form::<ADC>),
            0b1011 => write_only(data::$form::<SBC>),
            0b1101 => Forms {
                test: Some(data::$test::<SUB>),
                accepts_sp: true,
                ..write_only(data::$form::<SUB>)
            },
            0b1110 => write_only(data::$form::<RSB>),
            _ => return undefined(),
        }
    }};
}

/// Chooses the form by Rd, Rn and S; `to_sp` says whether SP may be written.
fn select(forms: &Forms, operands: Instruction, to_sp: bool) -> Instruction {
    let Instruction { d, n, flags, .. } = operands;
    if n == 15 {
        return match forms.lone {
            Some(execute) if !bad(d) => Instruction { execute, ..operands },
            _ => undefined(),
        };
    }
    if n == 13 && !forms.accepts_sp {
        return undefined();
    }
    if d == 15 {
        return match forms.test {
            Some(execute) if flags == SetFlags::Always => Instruction { execute, ..operands },
            _ => undefined(),
        };
    }
    if d == 13 && !(forms.accepts_sp && n == 13 && to_sp) {
        return undefined();
    }
    Instruction { execute: forms.write, ..operands }
}

pub(super) fn shifted_register(word: u32) -> Instruction {
    let (d, n, m) = (field(word, 8), field(word, 16), field(word, 0));
    let opcode = bits(word, 24, 21);
    let amount = bits(word, 14, 12) << 2 | bits(word, 7, 6);
    let (shift, amount) = immediate_shift(bits(word, 5, 4), amount);
    let plain = shift == Shift::Lsl && amount == 0;
    let operands = Instruction { d, n, m, shift, amount, flags: flags(word), ..undefined() };
    if bit(word, 15) || m == 15 {
        return undefined();
    }
    if opcode == 0b0110 {
        // PKHBT, PKHTB: S and T are zero.
        let illegal = bit(word, 20) || bit(word, 4) || bad(d) || bad(n) || bad(m);
        let execute = if bit(word, 5) { data::pack_top_bottom } else { data::pack_bottom_top };
        return if illegal { undefined() } else { Instruction { execute, ..operands } };
    }
    if opcode == 0b0010 && n == 15 {
        // MOV, or a shift by an immediate. MOV alone accepts SP, as one of both.
        let sp = (d == 13) as u8 + (m == 13) as u8;
        let legal = d != 15 && (sp == 0 || sp == 1 && plain && !bit(word, 20));
        let execute: Handler = if plain { data::move_register } else { data::shift_immediate };
        return if legal { Instruction { execute, ..operands } } else { undefined() };
    }
    if m == 13 {
        return undefined();
    }
    let forms = if plain {
        forms!(register, test_register, opcode)
    } else {
        forms!(shifted, test_shifted, opcode)
    };
    // ADD SP, SP, Rm, LSL #0..3 only.
    let to_sp = shift == Shift::Lsl && amount <= 3;
    select(&forms, operands, to_sp)
}

/// ThumbExpandImm_C (A5.3.2): the value, and the carry of a rotation in
/// `amount`: 0 unchanged, 1 clear, 2 set. None where it is UNPREDICTABLE.
fn expand_immediate(word: u32) -> Option<(u32, u8)> {
    let imm12 = bits(word, 26, 26) << 11 | bits(word, 14, 12) << 8 | word & 0xff;
    let byte = imm12 & 0xff;
    if imm12 >> 10 == 0 {
        let value = match imm12 >> 8 & 3 {
            0 => byte,
            _ if byte == 0 => return None,
            1 => byte * 0x0001_0001,
            2 => byte * 0x0100_0100,
            _ => byte * 0x0101_0101,
        };
        return Some((value, 0));
    }
    let value = (0x80 | imm12 & 0x7f).rotate_right(imm12 >> 7);
    Some((value, 1 + (value >> 31) as u8))
}

pub(super) fn modified_immediate(word: u32) -> Instruction {
    let (d, n) = (field(word, 8), field(word, 16));
    let opcode = bits(word, 24, 21);
    let Some((imm, amount)) = expand_immediate(word) else {
        return undefined();
    };
    let operands = Instruction { d, n, imm, amount, flags: flags(word), ..undefined() };
    if opcode == 0b0010 && n == 15 {
        let execute: Handler = data::move_immediate;
        return if bad(d) { undefined() } else { Instruction { execute, ..operands } };
    }
    let forms = forms!(immediate, test_immediate, opcode);
    select(&forms, operands, true)
}

pub(super) fn plain_immediate(word: u32, address: u32) -> Instruction {
    let (d, n) = (field(word, 8), field(word, 16));
    let imm12 = bits(word, 26, 26) << 11 | bits(word, 14, 12) << 8 | word & 0xff;
    let operands = Instruction { d, n, imm: imm12, ..undefined() };
    let op = bits(word, 24, 20);
    if op == 0 || op == 0b01010 {
        let subtract = op != 0;
        if n == 15 {
            // ADR: relative to the aligned PC.
            let base = address.wrapping_add(4) & !3;
            let imm = if subtract { base.wrapping_sub(imm12) } else { base.wrapping_add(imm12) };
            let execute: Handler = data::load_constant;
            return if bad(d) { undefined() } else { Instruction { imm, execute, ..operands } };
        }
        let execute: Handler =
            if subtract { data::immediate::<SUB> } else { data::immediate::<ADD> };
        let legal = d != 15 && (d != 13 || n == 13);
        return if legal { Instruction { execute, ..operands } } else { undefined() };
    }
    if bad(d) {
        return undefined();
    }
    match op {
        0b00100 => Instruction {
            imm: u32::from(n) << 12 | imm12,
            execute: data::load_constant,
            ..operands
        },
        0b01100 => {
            Instruction { imm: u32::from(n) << 12 | imm12, execute: data::move_top, ..operands }
        }
        0b10000 | 0b10010 | 0b10100 | 0b10110 | 0b11000 | 0b11010 | 0b11100 => {
            bit_field_saturate(word, operands)
        }
        _ => undefined(),
    }
}

/// SSAT, USAT, SBFX, UBFX, BFI, BFC: `amount` is the low bit, `a` the width.
fn bit_field_saturate(word: u32, operands: Instruction) -> Instruction {
    let n = operands.n;
    let low = (bits(word, 14, 12) << 2 | bits(word, 7, 6)) as u8;
    let last = (word & 31) as u8;
    if bit(word, 26) || bit(word, 5) || n == 13 {
        return undefined();
    }
    let op = bits(word, 24, 20);
    let fielded =
        |execute: Handler, width| Instruction { execute, amount: low, a: width, ..operands };
    match op {
        0b10110 if last < low => undefined(),
        0b10110 if n == 15 => fielded(data::bit_field_clear, last - low + 1),
        _ if n == 15 => undefined(),
        0b10110 => fielded(data::bit_field_insert, last - low + 1),
        0b10100 | 0b11100 if low + last > 31 => undefined(),
        0b10100 => fielded(data::bit_field_extract::<true>, last + 1),
        0b11100 => fielded(data::bit_field_extract::<false>, last + 1),
        // Shift of zero with sh set: the 16-bit pair forms.
        0b10010 | 0b11010 if low == 0 => {
            let execute: Handler = if op == 0b10010 {
                parallel::saturate_16::<true>
            } else {
                parallel::saturate_16::<false>
            };
            let a = last + u8::from(op == 0b10010);
            if last > 15 { undefined() } else { Instruction { execute, a, ..operands } }
        }
        _ => {
            let (shift, amount) = immediate_shift(bits(word, 21, 21) << 1, low.into());
            let signed = op & 0b01000 == 0;
            let execute: Handler =
                if signed { parallel::saturate::<true> } else { parallel::saturate::<false> };
            Instruction {
                execute,
                m: n,
                n: NONE,
                shift,
                amount,
                a: last + u8::from(signed),
                ..operands
            }
        }
    }
}

pub(super) fn register(word: u32) -> Instruction {
    let (d, n, m) = (field(word, 8), field(word, 16), field(word, 0));
    if bits(word, 15, 12) != 15 || bad(d) || bad(m) || n == 13 {
        return undefined();
    }
    let operands = Instruction { d, n, m, ..undefined() };
    let op1 = bits(word, 23, 20);
    let op2 = bits(word, 7, 4);
    if op2 == 0 && op1 < 8 {
        let shift = [Shift::Lsl, Shift::Lsr, Shift::Asr, Shift::Ror][(op1 >> 1) as usize];
        let execute: Handler = data::shift_register;
        let flags = flags(word);
        return if bad(n) {
            undefined()
        } else {
            Instruction { execute, shift, flags, ..operands }
        };
    }
    if op1 < 8 && op2 & 8 != 0 {
        return extend(op1, (op2 & 3) as u8, operands, bit(word, 6));
    }
    if op1 >= 8 && op2 < 8 {
        return if bad(n) { undefined() } else { parallel_add_subtract(word, operands) };
    }
    if op1 & 0b1100 == 0b1000 && op2 & 0b1100 == 0b1000 {
        return miscellaneous(op1 & 3, op2 & 3, operands);
    }
    undefined()
}

fn extend(op1: u32, rotation: u8, operands: Instruction, reserved: bool) -> Instruction {
    use parallel::{
        SIGNED_BYTE, SIGNED_HALF, SIGNED_PAIR, UNSIGNED_BYTE, UNSIGNED_HALF, UNSIGNED_PAIR,
    };
    let alone = operands.n == 15;
    let (extend, add): (Handler, Handler) = match op1 {
        0 => (parallel::extend::<SIGNED_HALF>, parallel::extend_add::<SIGNED_HALF>),
        1 => (parallel::extend::<UNSIGNED_HALF>, parallel::extend_add::<UNSIGNED_HALF>),
        2 => (parallel::extend::<SIGNED_PAIR>, parallel::extend_add::<SIGNED_PAIR>),
        3 => (parallel::extend::<UNSIGNED_PAIR>, parallel::extend_add::<UNSIGNED_PAIR>),
        4 => (parallel::extend::<SIGNED_BYTE>, parallel::extend_add::<SIGNED_BYTE>),
        5 => (parallel::extend::<UNSIGNED_BYTE>, parallel::extend_add::<UNSIGNED_BYTE>),
        _ => return undefined(),
    };
    if reserved {
        return undefined();
    }
    Instruction { execute: if alone { extend } else { add }, amount: rotation * 8, ..operands }
}

/// The 36 parallel additions and subtractions: `a` is the operation, `amount`
/// the kind of result (A5.3.13, A5.3.14).
fn parallel_add_subtract(word: u32, operands: Instruction) -> Instruction {
    let operation = bits(word, 22, 20) as u8;
    let unsigned = bit(word, 6);
    let execute: Handler = match (bits(word, 5, 4), unsigned) {
        (0, false) => parallel::add_subtract::<{ parallel::SIGNED }>,
        (0, true) => parallel::add_subtract::<{ parallel::UNSIGNED }>,
        (1, false) => parallel::add_subtract::<{ parallel::SIGNED_SATURATING }>,
        (1, true) => parallel::add_subtract::<{ parallel::UNSIGNED_SATURATING }>,
        (2, false) => parallel::add_subtract::<{ parallel::SIGNED_HALVING }>,
        (2, true) => parallel::add_subtract::<{ parallel::UNSIGNED_HALVING }>,
        _ => return undefined(),
    };
    match operation {
        0b000 | 0b001 | 0b010 | 0b100 | 0b101 | 0b110 => {
            Instruction { execute, a: operation, ..operands }
        }
        _ => undefined(),
    }
}

fn miscellaneous(op1: u32, op2: u32, operands: Instruction) -> Instruction {
    let Instruction { n, m, .. } = operands;
    let unary = |execute: Handler| {
        // Rm is encoded twice.
        if n == m { Instruction { execute, ..operands } } else { undefined() }
    };
    let binary = |execute: Handler| {
        if bad(n) { undefined() } else { Instruction { execute, ..operands } }
    };
    match (op1, op2) {
        (0, 0) => binary(parallel::saturating_add::<false, false>),
        (0, 1) => binary(parallel::saturating_add::<true, false>),
        (0, 2) => binary(parallel::saturating_add::<false, true>),
        (0, _) => binary(parallel::saturating_add::<true, true>),
        (1, 0) => unary(parallel::reverse),
        (1, 1) => unary(parallel::reverse_halves),
        (1, 2) => unary(parallel::reverse_bits),
        (1, _) => unary(parallel::reverse_signed_half),
        (2, 0) => binary(parallel::select),
        (3, 0) => unary(parallel::count_leading_zeros),
        _ => undefined(),
    }
}
