//! 16-bit encodings (Armv7-M ARM A5.2).

use super::super::execute::alu::{ADC, ADD, AND, BIC, EOR, MVN, ORR, RSB, SBC, SUB};
use super::super::execute::load_store::{
    self as memory, BYTE, HALF, SIGNED_BYTE, SIGNED_HALF, WORD,
};
use super::super::execute::{branch, data, multiply, parallel, system};
use super::super::instruction::Handler;
use super::super::{Instruction, SetFlags, Shift};
use super::cost;
use super::row::Row;

const fn row(pattern: &str, execute: Handler) -> Row {
    Row::new(pattern, execute)
}

/// Sets the flags outside an IT block.
const fn sets(pattern: &str, execute: Handler) -> Row {
    row(pattern, execute).flags(SetFlags::OutsideIt)
}

const fn tests(pattern: &str, execute: Handler) -> Row {
    row(pattern, execute).flags(SetFlags::Always)
}

const fn load(pattern: &str, execute: Handler) -> Row {
    row(pattern, execute).pairs(cost::LOAD)
}

const fn store(pattern: &str, execute: Handler) -> Row {
    row(pattern, execute).pairs(1)
}

const fn store_register(pattern: &str, execute: Handler) -> Row {
    row(pattern, execute).pairs(cost::STORE_REGISTER)
}

pub(super) const TABLE: &[Row] = &[
    sets("0001100mmmnnnddd", data::register::<ADD>),
    sets("0001101mmmnnnddd", data::register::<SUB>),
    sets("0001110iiinnnddd", data::immediate::<ADD>),
    sets("0001111iiinnnddd", data::immediate::<SUB>),
    sets("000kkhhhhhmmmddd", data::shift_immediate),
    sets("00100dddiiiiiiii", data::move_immediate),
    tests("00101nnniiiiiiii", data::test_immediate::<SUB>),
    sets("00110qqqiiiiiiii", data::immediate::<ADD>),
    sets("00111qqqiiiiiiii", data::immediate::<SUB>),
    sets("0100000000mmmqqq", data::register::<AND>),
    sets("0100000001mmmqqq", data::register::<EOR>),
    sets("0100000010mmmqqq", data::shift_register).shift(Shift::Lsl),
    sets("0100000011mmmqqq", data::shift_register).shift(Shift::Lsr),
    sets("0100000100mmmqqq", data::shift_register).shift(Shift::Asr),
    sets("0100000101mmmqqq", data::register::<ADC>),
    sets("0100000110mmmqqq", data::register::<SBC>),
    sets("0100000111mmmqqq", data::shift_register).shift(Shift::Ror),
    tests("0100001000mmmnnn", data::test_register::<AND>),
    sets("0100001001nnnddd", data::immediate::<RSB>),
    tests("0100001010mmmnnn", data::test_register::<SUB>),
    tests("0100001011mmmnnn", data::test_register::<ADD>),
    sets("0100001100mmmqqq", data::register::<ORR>),
    sets("0100001101nnnddd", multiply::multiply).with(multiply_by_d),
    sets("0100001110mmmqqq", data::register::<BIC>),
    sets("0100001111mmmqqq", data::register::<MVN>),
    row("0100010011111111", system::undefined),
    row("010001001MMMM111", branch::add_pc),
    row("01000100qMMMMqqq", data::register::<ADD>),
    tests("01000101bMMMMbbb", data::test_register::<SUB>).with(compare_high),
    row("010001101MMMM111", branch::move_pc),
    row("01000110DMMMMDDD", data::move_register),
    row("010001110MMMM000", branch::branch_exchange),
    row("010001111MMMM000", branch::branch_link_exchange).with(|_, _, i| i.m != 15),
    load("01001dddiiiiiiii", memory::load_literal::<WORD>).scale(2).literal(),
    store_register("0101000mmmnnnddd", memory::store_register::<WORD>),
    store_register("0101001mmmnnnddd", memory::store_register::<HALF>),
    store_register("0101010mmmnnnddd", memory::store_register::<BYTE>),
    load("0101011mmmnnnddd", memory::load_register::<SIGNED_BYTE>),
    load("0101100mmmnnnddd", memory::load_register::<WORD>),
    load("0101101mmmnnnddd", memory::load_register::<HALF>),
    load("0101110mmmnnnddd", memory::load_register::<BYTE>),
    load("0101111mmmnnnddd", memory::load_register::<SIGNED_HALF>),
    store("01100iiiiinnnddd", memory::store::<WORD>).scale(2),
    load("01101iiiiinnnddd", memory::load::<WORD>).scale(2),
    store("01110iiiiinnnddd", memory::store::<BYTE>),
    load("01111iiiiinnnddd", memory::load::<BYTE>),
    store("10000iiiiinnnddd", memory::store::<HALF>).scale(1),
    load("10001iiiiinnnddd", memory::load::<HALF>).scale(1),
    store("10010dddiiiiiiii", memory::store::<WORD>).n(13).scale(2),
    load("10011dddiiiiiiii", memory::load::<WORD>).n(13).scale(2),
    row("10100dddiiiiiiii", data::load_constant).scale(2).literal(),
    row("10101dddiiiiiiii", data::immediate::<ADD>).n(13).scale(2),
    row("101100000iiiiiii", data::immediate::<ADD>).d(13).n(13).scale(2),
    row("101100001iiiiiii", data::immediate::<SUB>).d(13).n(13).scale(2),
    row("1011A0i1iiiiinnn", branch::compare_branch).scale(1).relative(),
    row("1011001000mmmddd", parallel::extend::<{ parallel::SIGNED_HALF }>),
    row("1011001001mmmddd", parallel::extend::<{ parallel::SIGNED_BYTE }>),
    row("1011001010mmmddd", parallel::extend::<{ parallel::UNSIGNED_HALF }>),
    row("1011001011mmmddd", parallel::extend::<{ parallel::UNSIGNED_BYTE }>),
    row("1011010Aiiiiiiii", memory::store_decrement).n(13).with(|_, _, i| list(i, 14)),
    row("10110110011A00ii", system::change_processor_state).with(|_, _, i| i.imm != 0),
    row("1011101000mmmddd", parallel::reverse),
    row("1011101001mmmddd", parallel::reverse_halves),
    row("1011101011mmmddd", parallel::reverse_signed_half),
    row("1011110Aiiiiiiii", memory::load_increment).n(13).with(|_, _, i| list(i, 15)),
    row("10111110--------", system::breakpoint),
    row("1011111100100000", system::wait_for_event),
    row("1011111100110000", system::wait_for_interrupt),
    row("1011111101000000", system::send_event),
    row("10111111----0000", system::nop),
    row("10111111iiiiiiii", system::if_then).with(if_then),
    row("11000nnniiiiiiii", memory::store_increment).with(store_multiple),
    row("11001nnniiiiiiii", memory::load_increment).with(load_multiple),
    row("11011110--------", system::undefined),
    row("11011111iiiiiiii", system::supervisor_call),
    row("1101AAAASiiiiiii", branch::branch_conditional).scale(1).relative(),
    row("11100Siiiiiiiiii", branch::branch).scale(1).relative(),
];

fn multiply_by_d(_: u32, _: u32, i: &mut Instruction) -> bool {
    i.m = i.d;
    true
}

/// Two low registers have an encoding of their own.
fn compare_high(_: u32, _: u32, i: &mut Instruction) -> bool {
    (i.n >= 8 || i.m >= 8) && i.m != 15
}

/// A list of registers of which `extra` stands in `a`; the base is written back.
fn list(i: &mut Instruction, extra: u32) -> bool {
    i.imm |= u32::from(i.a) << extra;
    i.a = 1;
    i.cycles = 1 + i.imm.count_ones() as u8;
    i.imm != 0
}

/// The base may be stored only as the lowest register, before it changes.
fn store_multiple(_: u32, _: u32, i: &mut Instruction) -> bool {
    list(i, 0) && (i.imm >> i.n & 1 == 0 || i.imm.trailing_zeros() == i.n.into())
}

fn load_multiple(_: u32, _: u32, i: &mut Instruction) -> bool {
    let legal = list(i, 0);
    i.a = u8::from(i.imm >> i.n & 1 == 0);
    legal
}

/// AL has no opposite: no "else" after it, and 1111 is no condition.
fn if_then(_: u32, _: u32, i: &mut Instruction) -> bool {
    let (condition, mask) = (i.imm >> 4, i.imm & 15);
    condition < 14 || condition == 14 && mask.count_ones() == 1
}
