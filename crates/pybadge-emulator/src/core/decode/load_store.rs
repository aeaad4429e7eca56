//! 32-bit loads and stores (Armv7-M ARM A5.3.5 to A5.3.10), table branches.

use super::super::execute::load_store::{self as single, *};
use super::super::execute::{branch, exclusive, system};
use super::super::instruction::Handler;

use super::super::{Instruction, NONE};
use super::cost;
use super::row::Row;

const fn row(pattern: &str, execute: Handler) -> Row {
    Row::new(pattern, execute)
}

const fn loading(pattern: &str, execute: Handler) -> Row {
    row(pattern, execute).pairs(cost::LOAD)
}

const fn storing(pattern: &str, execute: Handler) -> Row {
    row(pattern, execute).pairs(1)
}

const fn dual(pattern: &str, execute: Handler) -> Row {
    row(pattern, execute).cycles(cost::DUAL).scale(2)
}

const fn exclusive(pattern: &str, execute: Handler) -> Row {
    row(pattern, execute).cycles(cost::LOAD).with(apart)
}

/// Loads of one kind, by its size and sign, into registers that `t` accepts;
/// `d` is given where the pattern does not name it.
macro_rules! loads {
    ($kind:expr, $sign:literal, $size:literal, $t:literal, $strict:literal, $d:literal) => {
        &[
            loading(
                concat!("1111100", $sign, "u", $size, "11111", $t, "iiiiiiiiiiii"),
                load_literal::<$kind>,
            )
            .d($d)
            .n(NONE)
            .literal(),
            loading(
                concat!("1111100", $sign, "1", $size, "1bbbb", $t, "iiiiiiiiiiii"),
                single::load::<$kind>,
            )
            .d($d),
            loading(
                concat!("1111100", $sign, "0", $size, "1bbbb", $t, "000000hhmmmm"),
                load_register::<$kind>,
            )
            .d($d),
            loading(
                concat!("1111100", $sign, "0", $size, "1bbbb", $strict, "1110iiiiiiii"),
                load_unprivileged::<$kind>,
            )
            .d($d)
            .with(|_, _, i| i.d != 15),
            loading(
                concat!("1111100", $sign, "0", $size, "1bbbb", $t, "11u0iiiiiiii"),
                single::load::<$kind>,
            )
            .d($d),
            loading(
                concat!("1111100", $sign, "0", $size, "1bbbb", $t, "1pu1iiiiiiii"),
                load_indexed::<$kind>,
            )
            .d($d),
        ]
    };
}

macro_rules! stores {
    ($kind:expr, $size:literal, $t:literal) => {
        &[
            storing(
                concat!("111110001", $size, "0bbbb", $t, "iiiiiiiiiiii"),
                single::store::<$kind>,
            ),
            storing(
                concat!("111110000", $size, "0bbbb", $t, "000000hhmmmm"),
                store_register::<$kind>,
            )
            .cycles(cost::STORE_REGISTER),
            storing(
                concat!("111110000", $size, "0bbbbdddd1110iiiiiiii"),
                store_unprivileged::<$kind>,
            ),
            storing(
                concat!("111110000", $size, "0bbbb", $t, "11u0iiiiiiii"),
                single::store::<$kind>,
            ),
            storing(
                concat!("111110000", $size, "0bbbb", $t, "1pu1iiiiiiii"),
                store_indexed::<$kind>,
            ),
        ]
    };
}

pub(super) const TABLES: &[&[Row]] = &[
    MULTIPLE,
    HINTS,
    stores!(BYTE, "00", "dddd"),
    stores!(HALF, "01", "dddd"),
    stores!(WORD, "10", "tttt"),
    loads!(BYTE, "0", "00", "dddd", "dddd", 0),
    loads!(SIGNED_BYTE, "1", "00", "dddd", "dddd", 0),
    loads!(HALF, "0", "01", "dddd", "dddd", 0),
    loads!(SIGNED_HALF, "1", "01", "dddd", "dddd", 0),
    loads!(PC, "0", "10", "1111", "1111", 15),
    loads!(WORD, "0", "10", "tttt", "dddd", 0),
];

const MULTIPLE: &[Row] = &[
    row("1110100010A0bbbbiiiiiiiiiiiiiiii", store_increment).with(store_list),
    row("1110100010A1bbbbiiiiiiiiiiiiiiii", load_increment).with(load_list),
    row("1110100100A0bbbbiiiiiiiiiiiiiiii", store_decrement).with(store_list),
    row("1110100100A1bbbbiiiiiiiiiiiiiiii", load_decrement).with(load_list),
    row("111010000101bbbbdddd1111iiiiiiii", exclusive::load::<WORD>).scale(2).cycles(cost::LOAD),
    exclusive("111010000100bbbbaaaaddddiiiiiiii", exclusive::store::<WORD>).scale(2),
    row("111010001101ffff111100000000mmmm", branch::table_byte).cycles(cost::LOAD),
    row("111010001101ffff111100000001mmmm", branch::table_half).cycles(cost::LOAD),
    row("111010001101bbbbdddd111101001111", exclusive::load::<BYTE>).cycles(cost::LOAD),
    row("111010001101bbbbdddd111101011111", exclusive::load::<HALF>).cycles(cost::LOAD),
    exclusive("111010001100bbbbaaaa11110100dddd", exclusive::store::<BYTE>),
    exclusive("111010001100bbbbaaaa11110101dddd", exclusive::store::<HALF>),
    dual("11101001u1011111ddddaaaaiiiiiiii", load_dual_literal)
        .literal()
        .with(|_, _, i| i.d != i.a),
    dual("11101001u101bbbbddddaaaaiiiiiiii", load_dual).with(|_, _, i| i.d != i.a),
    dual("1110100pu111bbbbddddaaaaiiiiiiii", load_dual).with(|_, _, i| i.n != i.a && i.d != i.a),
    dual("11101001u100bbbbddddaaaaiiiiiiii", store_dual),
    dual("1110100pu110bbbbddddaaaaiiiiiiii", store_dual).with(|_, _, i| i.n != i.a),
];

/// PLD, PLI and unallocated hints occupy the places of loads of bytes and
/// halfwords to PC; only the negative one of the short offsets does.
const HINTS: &[Row] = &[
    row("1111100--0-111111111------------", system::nop),
    row("1111100-10-1----1111------------", system::nop),
    row("1111100-00-1bbbb1111000000--mmmm", system::nop),
    row("1111100-00-1bbbb11111100--------", system::nop),
    row("1111100-00-1----1111------------", system::undefined),
];

/// The register of the result is neither stored nor the base.
fn apart(_: u32, _: u32, i: &mut Instruction) -> bool {
    i.d != i.a && i.d != i.n
}

fn list(i: &mut Instruction) -> bool {
    i.cycles = 1 + i.imm.count_ones() as u8;
    let base_listed = i.a != 0 && i.imm >> i.n & 1 != 0;
    i.imm & 1 << 13 == 0 && i.imm.count_ones() >= 2 && !base_listed
}

fn store_list(_: u32, _: u32, i: &mut Instruction) -> bool {
    list(i) && i.imm >> 15 == 0
}

fn load_list(_: u32, _: u32, i: &mut Instruction) -> bool {
    list(i) && i.imm >> 14 != 3
}
