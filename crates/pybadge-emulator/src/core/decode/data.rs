//! 32-bit data processing, multiplication, branches and control
//! (Armv7-M ARM A5.3.1 to A5.3.4, A5.3.11 to A5.3.17).

use super::super::execute::alu::{ADC, ADD, AND, BIC, EOR, MVN, ORN, ORR, RSB, SBC, SUB};
use super::super::execute::data::*;
use super::super::execute::parallel::{self, add_subtract};
use super::super::execute::{branch, multiply as mul, system};
use super::super::instruction::Handler;
use super::super::{Instruction, NONE, SetFlags, Shift};
use super::cost;
use super::row::Row;

const fn row(pattern: &str, execute: Handler) -> Row {
    Row::new(pattern, execute)
}

/// The three forms of an operation on `n` that goes to `d`.
macro_rules! writes {
    ($op:expr, $opcode:literal, $n:literal) => {
        &[
            row(concat!("11110i0", $opcode, "s", $n, "0iiiddddiiiiiiii"), immediate::<$op>)
                .with(expand),
            row(concat!("1110101", $opcode, "s", $n, "0000dddd0000mmmm"), register::<$op>),
            row(concat!("1110101", $opcode, "s", $n, "0hhhddddhhkkmmmm"), shifted::<$op>),
        ]
    };
}

/// The same without a result, where `d` would be PC.
macro_rules! tests {
    ($op:expr, $opcode:literal, $n:literal) => {
        &[
            row(concat!("11110i0", $opcode, "s", $n, "0iii1111iiiiiiii"), test_immediate::<$op>)
                .with(expand_test),
            row(concat!("1110101", $opcode, "s", $n, "000011110000mmmm"), test_register::<$op>)
                .with(test),
            row(concat!("1110101", $opcode, "s", $n, "0hhh1111hhkkmmmm"), test_shifted::<$op>)
                .with(test),
        ]
    };
}

/// The same with SP, which may be shifted left by three at most.
macro_rules! to_sp {
    ($op:expr, $opcode:literal) => {
        &[
            row(concat!("11110i0", $opcode, "s11010iii1101iiiiiiii"), immediate::<$op>)
                .d(13)
                .n(13)
                .with(expand),
            row(concat!("1110101", $opcode, "s1101000011010000mmmm"), register::<$op>).d(13).n(13),
            row(concat!("1110101", $opcode, "s110100001101hh00mmmm"), shifted::<$op>).d(13).n(13),
        ]
    };
}

macro_rules! extends {
    ($kind:expr, $opcode:literal) => {
        &[
            row(concat!("111110100", $opcode, "11111111dddd10hhmmmm"), parallel::extend::<$kind>)
                .with(rotation),
            row(
                concat!("111110100", $opcode, "nnnn1111dddd10hhmmmm"),
                parallel::extend_add::<$kind>,
            )
            .with(rotation),
        ]
    };
}

pub(super) const TABLES: &[&[Row]] = &[
    MOVES,
    tests!(AND, "0000", "nnnn"),
    writes!(AND, "0000", "nnnn"),
    writes!(BIC, "0001", "nnnn"),
    writes!(ORR, "0010", "nnnn"),
    writes!(MVN, "0011", "1111"),
    writes!(ORN, "0011", "nnnn"),
    tests!(EOR, "0100", "nnnn"),
    writes!(EOR, "0100", "nnnn"),
    tests!(ADD, "1000", "bbbb"),
    to_sp!(ADD, "1000"),
    writes!(ADD, "1000", "bbbb"),
    writes!(ADC, "1010", "nnnn"),
    writes!(SBC, "1011", "nnnn"),
    tests!(SUB, "1101", "bbbb"),
    to_sp!(SUB, "1101"),
    writes!(SUB, "1101", "bbbb"),
    writes!(RSB, "1110", "nnnn"),
    PLAIN_IMMEDIATE,
    extends!({ parallel::SIGNED_HALF }, "000"),
    extends!({ parallel::UNSIGNED_HALF }, "001"),
    extends!({ parallel::SIGNED_PAIR }, "010"),
    extends!({ parallel::UNSIGNED_PAIR }, "011"),
    extends!({ parallel::SIGNED_BYTE }, "100"),
    extends!({ parallel::UNSIGNED_BYTE }, "101"),
    REGISTER,
    MULTIPLY,
    CONTROL,
];

/// MOV, shifts by an immediate, PKH. Of MOV one register may be SP, without
/// flags.
const MOVES: &[Row] = &[
    row("11110i00010s11110iiiddddiiiiiiii", move_immediate).with(expand),
    row("1110101001001111000011010000mmmm", move_register).d(13),
    row("11101010010011110000dddd00001101", move_register).m(13),
    row("11101010010s11110000dddd0000mmmm", move_register),
    row("11101010010s11110hhhddddhhkkmmmm", shift_immediate),
    row("111010101100nnnn0hhhddddhh00mmmm", pack_bottom_top),
    row("111010101100nnnn0hhhddddhh10mmmm", pack_top_bottom).shift(Shift::Asr),
];

const PLAIN_IMMEDIATE: &[Row] = &[
    row("11110i10000011110iiiddddiiiiiiii", load_constant).literal(),
    row("11110i10101011110iiiddddiiiiiiii", load_constant).literal().with(below),
    row("11110i10000011010iii1101iiiiiiii", immediate::<ADD>).d(13).n(13),
    row("11110i10101011010iii1101iiiiiiii", immediate::<SUB>).d(13).n(13),
    row("11110i100000bbbb0iiiddddiiiiiiii", immediate::<ADD>),
    row("11110i101010bbbb0iiiddddiiiiiiii", immediate::<SUB>),
    row("11110i100100jjjj0iiiddddiiiiiiii", load_constant),
    row("11110i101100jjjj0iiiddddiiiiiiii", move_top),
    // Shift of zero with sh set: the 16-bit pair forms.
    row("111100110010nnnn0000dddd0000AAAA", parallel::saturate_16::<true>).with(width),
    row("111100111010nnnn0000dddd0000AAAA", parallel::saturate_16::<false>),
    row("11110011-010----0000----00------", system::undefined),
    row("111100110000mmmm0hhhddddhh0AAAAA", parallel::saturate::<true>).n(NONE).with(width),
    row("111100110010mmmm0hhhddddhh0AAAAA", parallel::saturate::<true>)
        .n(NONE)
        .shift(Shift::Asr)
        .with(width),
    row("111100110100nnnn0hhhddddhh0AAAAA", bit_field_extract::<true>).with(extracted),
    row("11110011011011110hhhddddhh0AAAAA", bit_field_clear).with(inserted),
    row("111100110110nnnn0hhhddddhh0AAAAA", bit_field_insert).with(inserted),
    row("111100111000mmmm0hhhddddhh0AAAAA", parallel::saturate::<false>).n(NONE),
    row("111100111010mmmm0hhhddddhh0AAAAA", parallel::saturate::<false>).n(NONE).shift(Shift::Asr),
    row("111100111100nnnn0hhhddddhh0AAAAA", bit_field_extract::<false>).with(extracted),
];

const REGISTER: &[Row] = &[
    row("111110100kksnnnn1111dddd0000mmmm", shift_register),
    lanes("111110101AAAnnnn1111dddd0000mmmm", add_subtract::<{ parallel::SIGNED }>),
    lanes("111110101AAAnnnn1111dddd0100mmmm", add_subtract::<{ parallel::UNSIGNED }>),
    lanes("111110101AAAnnnn1111dddd0001mmmm", add_subtract::<{ parallel::SIGNED_SATURATING }>),
    lanes("111110101AAAnnnn1111dddd0101mmmm", add_subtract::<{ parallel::UNSIGNED_SATURATING }>),
    lanes("111110101AAAnnnn1111dddd0010mmmm", add_subtract::<{ parallel::SIGNED_HALVING }>),
    lanes("111110101AAAnnnn1111dddd0110mmmm", add_subtract::<{ parallel::UNSIGNED_HALVING }>),
    row("111110101000nnnn1111dddd1000mmmm", parallel::saturating_add::<false, false>),
    row("111110101000nnnn1111dddd1001mmmm", parallel::saturating_add::<true, false>),
    row("111110101000nnnn1111dddd1010mmmm", parallel::saturating_add::<false, true>),
    row("111110101000nnnn1111dddd1011mmmm", parallel::saturating_add::<true, true>),
    row("111110101001nnnn1111dddd1000mmmm", parallel::reverse).with(twice),
    row("111110101001nnnn1111dddd1001mmmm", parallel::reverse_halves).with(twice),
    row("111110101001nnnn1111dddd1010mmmm", parallel::reverse_bits).with(twice),
    row("111110101001nnnn1111dddd1011mmmm", parallel::reverse_signed_half).with(twice),
    row("111110101010nnnn1111dddd1000mmmm", parallel::select),
    row("111110101011nnnn1111dddd1000mmmm", parallel::count_leading_zeros).with(twice),
];

/// `a` 15: nothing is added. In the long forms `d` is RdLo, `a` is RdHi.
const MULTIPLY: &[Row] = &[
    row("111110110000nnnn1111dddd0000mmmm", mul::multiply).a(15),
    row("111110110000nnnnaaaadddd0000mmmm", mul::multiply_accumulate),
    row("111110110000nnnnaaaadddd0001mmmm", mul::multiply_subtract),
    row("111110110001nnnneeeedddd0000mmmm", mul::multiply_halves::<false, false>),
    row("111110110001nnnneeeedddd0001mmmm", mul::multiply_halves::<false, true>),
    row("111110110001nnnneeeedddd0010mmmm", mul::multiply_halves::<true, false>),
    row("111110110001nnnneeeedddd0011mmmm", mul::multiply_halves::<true, true>),
    row("111110110010nnnneeeedddd0000mmmm", mul::dual_multiply::<false, false>),
    row("111110110010nnnneeeedddd0001mmmm", mul::dual_multiply::<false, true>),
    row("111110110011nnnneeeedddd0000mmmm", mul::multiply_wide_half::<false>),
    row("111110110011nnnneeeedddd0001mmmm", mul::multiply_wide_half::<true>),
    row("111110110100nnnneeeedddd0000mmmm", mul::dual_multiply::<true, false>),
    row("111110110100nnnneeeedddd0001mmmm", mul::dual_multiply::<true, true>),
    row("111110110101nnnneeeedddd0000mmmm", mul::multiply_most_significant::<false, false>),
    row("111110110101nnnneeeedddd0001mmmm", mul::multiply_most_significant::<false, true>),
    row("111110110110nnnnaaaadddd0000mmmm", mul::multiply_most_significant::<true, false>),
    row("111110110110nnnnaaaadddd0001mmmm", mul::multiply_most_significant::<true, true>),
    row("111110110111nnnneeeedddd0000mmmm", mul::absolute_differences),
    row("111110111001nnnn1111dddd1111mmmm", mul::divide::<true>),
    row("111110111011nnnn1111dddd1111mmmm", mul::divide::<false>),
    long("111110111000nnnnddddaaaa0000mmmm", mul::long_multiply::<true, false>),
    long("111110111010nnnnddddaaaa0000mmmm", mul::long_multiply::<false, false>),
    long("111110111100nnnnddddaaaa0000mmmm", mul::long_multiply::<true, true>),
    long("111110111110nnnnddddaaaa0000mmmm", mul::long_multiply::<false, true>),
    long("111110111110nnnnddddaaaa0110mmmm", mul::multiply_accumulate_accumulate),
    long("111110111100nnnnddddaaaa1000mmmm", mul::long_multiply_halves::<false, false>),
    long("111110111100nnnnddddaaaa1001mmmm", mul::long_multiply_halves::<false, true>),
    long("111110111100nnnnddddaaaa1010mmmm", mul::long_multiply_halves::<true, false>),
    long("111110111100nnnnddddaaaa1011mmmm", mul::long_multiply_halves::<true, true>),
    long("111110111100nnnnddddaaaa1100mmmm", mul::long_dual_multiply::<false, false>),
    long("111110111100nnnnddddaaaa1101mmmm", mul::long_dual_multiply::<false, true>),
    long("111110111101nnnnddddaaaa1100mmmm", mul::long_dual_multiply::<true, false>),
    long("111110111101nnnnddddaaaa1101mmmm", mul::long_dual_multiply::<true, true>),
];

const CONTROL: &[Row] = &[
    // MSR: `imm` is SYSm, `a` the mask; MRS.
    row("111100111000nnnn1000AA00iiiiiiii", system::move_to_special).with(mask),
    row("11110011111011111000ddddiiiiiiii", system::move_from_special)
        .with(|_, _, i| special_register(i.imm)),
    row("11110011101011111000000000000010", system::wait_for_event),
    row("11110011101011111000000000000011", system::wait_for_interrupt),
    row("11110011101011111000000000000100", system::send_event),
    row("111100111010111110000000--------", system::nop),
    row("11110011101111111000111100101111", system::clear_exclusive),
    row("1111001110111111100011110100----", system::nop).cycles(cost::BARRIER),
    row("1111001110111111100011110101----", system::nop).cycles(cost::BARRIER),
    row("1111001110111111100011110110----", system::nop).cycles(cost::BARRIER),
    row("11110-AAAAiiiiii10-0-iiiiiiiiiii", branch::branch_conditional).with(conditional),
    row("11110-iiiiiiiiii10-1-iiiiiiiiiii", branch::branch).with(far),
    row("11110-iiiiiiiiii11-1-iiiiiiiiiii", branch::branch_link).with(far),
];

const fn lanes(pattern: &str, execute: Handler) -> Row {
    row(pattern, execute).with(|_, _, i| !matches!(i.a, 3 | 7))
}

const fn long(pattern: &str, execute: Handler) -> Row {
    row(pattern, execute).with(|_, _, i| i.d != i.a)
}

/// ThumbExpandImm_C (A5.3.2): the value, and the carry of a rotation in
/// `amount`: 0 unchanged, 1 clear, 2 set. Refused where it is UNPREDICTABLE.
fn expand(_: u32, _: u32, i: &mut Instruction) -> bool {
    let (imm12, byte) = (i.imm, i.imm & 0xff);
    if imm12 >> 10 != 0 {
        i.imm = (0x80 | imm12 & 0x7f).rotate_right(imm12 >> 7);
        i.amount = 1 + (i.imm >> 31) as u8;
        return true;
    }
    i.imm = byte * [1, 0x0001_0001, 0x0100_0100, 0x0101_0101][imm12 as usize >> 8];
    imm12 < 0x100 || byte != 0
}

fn test(_: u32, _: u32, i: &mut Instruction) -> bool {
    i.flags == SetFlags::Always
}

fn expand_test(word: u32, pc: u32, i: &mut Instruction) -> bool {
    expand(word, pc, i) && test(word, pc, i)
}

/// ADR before the instruction.
fn below(_: u32, pc: u32, i: &mut Instruction) -> bool {
    let base = pc & !3;
    i.imm = base.wrapping_sub(i.imm.wrapping_sub(base));
    true
}

fn rotation(_: u32, _: u32, i: &mut Instruction) -> bool {
    i.amount *= 8;
    true
}

/// Rm is encoded twice.
fn twice(_: u32, _: u32, i: &mut Instruction) -> bool {
    i.n == i.m
}

/// `a` is encoded as one less.
fn width(_: u32, _: u32, i: &mut Instruction) -> bool {
    i.a += 1;
    true
}

/// SBFX, UBFX: `amount` is the low bit, `a` the width.
fn extracted(_: u32, _: u32, i: &mut Instruction) -> bool {
    i.a += 1;
    i.amount + i.a <= 32
}

/// BFI, BFC: the same, with the highest bit encoded.
fn inserted(_: u32, _: u32, i: &mut Instruction) -> bool {
    let legal = i.a >= i.amount;
    i.a = i.a.wrapping_sub(i.amount).wrapping_add(1);
    legal
}

fn mask(_: u32, _: u32, i: &mut Instruction) -> bool {
    i.a != 0 && special_register(i.imm) && (i.imm < 4 || i.a == 2)
}

fn special_register(number: u32) -> bool {
    matches!(number, 0..=3 | 5..=9 | 16..=20)
}

/// B, encoding T3: sign, J2, J1 stand above the rest.
fn conditional(word: u32, pc: u32, i: &mut Instruction) -> bool {
    let (sign, j1, j2) = (word >> 26 & 1, word >> 13 & 1, word >> 11 & 1);
    let offset = (sign << 19 | j2 << 18 | j1 << 17 | i.imm) << 1;
    i.imm = pc.wrapping_add(((offset << 11) as i32 >> 11) as u32);
    i.a < 14
}

/// B, encoding T4, and BL.
fn far(word: u32, pc: u32, i: &mut Instruction) -> bool {
    let sign = word >> 26 & 1;
    let [i1, i2] = [13, 11].map(|bit| !(word >> bit ^ sign) & 1);
    let offset = (sign << 23 | i1 << 22 | i2 << 21 | i.imm) << 1;
    i.imm = pc.wrapping_add(((offset << 7) as i32 >> 7) as u32);
    true
}
