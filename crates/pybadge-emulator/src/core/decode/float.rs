//! Coprocessor space: FPv4-SP (Armv7-M ARM A6); all else has no coprocessor.

use super::super::Instruction;
use super::super::execute::{float as execute, float_move as transfer, system};
use super::super::instruction::Handler;
use super::cost::{FLOAT_ACCUMULATE, FLOAT_DIVIDE};
use super::row::Row;

const fn row(pattern: &str, execute: Handler) -> Row {
    Row::new(pattern, execute)
}

const fn accumulate(pattern: &str, execute: Handler) -> Row {
    row(pattern, execute).cycles(FLOAT_ACCUMULATE)
}

/// VCVT with an integer: `amount` is the width, `n` the fraction bits, `a` 1
/// for unsigned, `imm` 1 rounds towards zero, else by FPSCR.
const fn integer(pattern: &str, execute: Handler, unsigned: u8) -> Row {
    row(pattern, execute).n(0).a(unsigned).amount(32)
}

pub(super) const TABLES: &[&[Row]] = &[ABSENT, PROCESSING, TRANSFERS, ELSEWHERE];

/// Advanced SIMD.
const ABSENT: &[Row] = &[row("111-1111------------------------", system::undefined)];

/// What no row of the unit matches is undefined; the others are not there.
const ELSEWHERE: &[Row] = &[
    row("111-11--------------101---------", system::undefined),
    row("111-11--------------------------", system::no_coprocessor),
];

const PROCESSING: &[Row] = &[
    accumulate("111011100x00NNNNDDDD1010y0z0MMMM", execute::multiply_accumulate::<false, false>),
    accumulate("111011100x00NNNNDDDD1010y1z0MMMM", execute::multiply_accumulate::<false, true>),
    accumulate("111011100x01NNNNDDDD1010y0z0MMMM", execute::multiply_accumulate::<true, false>),
    accumulate("111011100x01NNNNDDDD1010y1z0MMMM", execute::multiply_accumulate::<true, true>),
    row("111011100x10NNNNDDDD1010y0z0MMMM", execute::multiply),
    row("111011100x10NNNNDDDD1010y1z0MMMM", execute::multiply_negate),
    row("111011100x11NNNNDDDD1010y0z0MMMM", execute::add),
    row("111011100x11NNNNDDDD1010y1z0MMMM", execute::subtract),
    row("111011101x00NNNNDDDD1010y0z0MMMM", execute::divide).cycles(FLOAT_DIVIDE),
    accumulate("111011101x01NNNNDDDD1010y0z0MMMM", execute::fused::<true, false>),
    accumulate("111011101x01NNNNDDDD1010y1z0MMMM", execute::fused::<true, true>),
    accumulate("111011101x10NNNNDDDD1010y0z0MMMM", execute::fused::<false, false>),
    accumulate("111011101x10NNNNDDDD1010y1z0MMMM", execute::fused::<false, true>),
    row("111011101x11iiiiDDDD10100000iiii", transfer::immediate).with(expand),
    row("111011101x110000DDDD101001z0MMMM", transfer::register),
    row("111011101x110000DDDD101011z0MMMM", transfer::absolute),
    row("111011101x110001DDDD101001z0MMMM", transfer::negate),
    row("111011101x110001DDDD101011z0MMMM", execute::square_root).cycles(FLOAT_DIVIDE),
    row("111011101x110010DDDD101001z0MMMM", execute::half_to_single::<false>),
    row("111011101x110010DDDD101011z0MMMM", execute::half_to_single::<true>),
    row("111011101x110011DDDD101001z0MMMM", execute::single_to_half::<false>),
    row("111011101x110011DDDD101011z0MMMM", execute::single_to_half::<true>),
    row("111011101x110100DDDD1010A1z0MMMM", execute::compare),
    row("111011101x110101DDDD1010A1000000", execute::compare_zero),
    integer("111011101x111000DDDD101001z0MMMM", execute::from_fixed, 1),
    integer("111011101x111000DDDD101011z0MMMM", execute::from_fixed, 0),
    integer("111011101x111100DDDD1010i1z0MMMM", execute::to_fixed, 1),
    integer("111011101x111101DDDD1010i1z0MMMM", execute::to_fixed, 0),
    row("111011101x11101ADDDD1010-1z0MMMM", execute::from_fixed).with(fixed),
    row("111011101x11111ADDDD1010-1z0MMMM", execute::to_fixed).with(fixed),
];

/// Between the unit and the core (A6.6, A6.7), and memory (A6.5); of a double
/// register its halves.
const TRANSFERS: &[Row] = &[
    row("111011100000NNNNdddd1010y0010000", transfer::from_core),
    row("111011100001NNNNdddd1010y0010000", transfer::to_core),
    row("1110111000y0NNNNdddd101100010000", transfer::from_core),
    row("1110111000y1NNNNdddd101100010000", transfer::to_core),
    row("1110111011100001dddd101000010000", transfer::write_status),
    row("11101110111100011111101000010000", transfer::status_to_flags),
    row("1110111011110001dddd101000010000", transfer::read_status),
    pair("111011000100aaaadddd101000z1MMMM", transfer::pair_from_core),
    pair("111011000101aaaadddd101000z1MMMM", transfer::pair_to_core).with(two),
    pair("111011000100aaaadddd101100Z1MMMM", transfer::pair_from_core),
    pair("111011000101aaaadddd101100Z1MMMM", transfer::pair_to_core).with(two),
    row("11101101ux01NNNNDDDD1010iiiiiiii", transfer::load).scale(2).a(1).cycles(2),
    row("11101101uX01NNNNDDDD1011iiiiiiii", transfer::load).scale(2).a(2).cycles(3),
    row("11101101ux00bbbbDDDD1010iiiiiiii", transfer::store).scale(2).a(1).cycles(2),
    row("11101101uX00bbbbDDDD1011iiiiiiii", transfer::store).scale(2).a(2).cycles(3),
    row("111011001xh1bbbbDDDD1010iiiiiiii", transfer::load_multiple).m(0).with(list),
    row("111011001Xh1bbbbDDDD1011iiiiiiii", transfer::load_multiple).m(0).with(list),
    row("111011010xh1bbbbDDDD1010iiiiiiii", transfer::load_multiple).m(1).with(list),
    row("111011010Xh1bbbbDDDD1011iiiiiiii", transfer::load_multiple).m(1).with(list),
    row("111011001xh0bbbbDDDD1010iiiiiiii", transfer::store_multiple).m(0).with(list),
    row("111011001Xh0bbbbDDDD1011iiiiiiii", transfer::store_multiple).m(0).with(list),
    row("111011010xh0bbbbDDDD1010iiiiiiii", transfer::store_multiple).m(1).with(list),
    row("111011010Xh0bbbbDDDD1011iiiiiiii", transfer::store_multiple).m(1).with(list),
];

const fn pair(pattern: &str, execute: Handler) -> Row {
    row(pattern, execute).cycles(2).with(|_, _, i| i.m != 31)
}

fn two(_: u32, _: u32, i: &mut Instruction) -> bool {
    i.m != 31 && i.d != i.a
}

/// VFPExpandImm (A6.4.1).
fn expand(_: u32, _: u32, i: &mut Instruction) -> bool {
    let exponent = if i.imm & 0x40 != 0 { 0x7c } else { 0x80 };
    i.imm = i.imm >> 7 << 31 | (exponent | i.imm >> 4 & 3) << 23 | (i.imm & 15) << 19;
    true
}

/// VCVT with fixed point: what is converted stands in `d` too, and in place of
/// `m` the bits that are not of the fraction.
fn fixed(word: u32, _: u32, i: &mut Instruction) -> bool {
    i.amount = if word & 0x80 != 0 { 32 } else { 16 };
    i.imm = 1;
    let legal = i.m <= i.amount;
    (i.n, i.m) = (i.amount.wrapping_sub(i.m), i.d);
    legal
}

/// VLDM, VSTM: an odd count with double registers is FLDMX, FSTMX, which
/// transfers the registers and skips a word.
fn list(word: u32, _: u32, i: &mut Instruction) -> bool {
    let registers = if word & 0x100 != 0 { i.imm & !1 } else { i.imm };
    (i.a, i.cycles, i.imm) = (registers as u8, 1 + registers as u8, i.imm << 2);
    registers != 0 && u32::from(i.d) + registers <= 32
}
