//! 32-bit loads and stores (Armv7-M ARM A5.3.5 to A5.3.10).

use super::super::execute::load_store::{
    self as execute, BYTE, HALF, PC, SIGNED_BYTE, SIGNED_HALF, WORD,
};
use super::super::execute::{branch, exclusive};
use super::super::instruction::Handler;
use super::super::{Instruction, NONE, Shift};
use super::{bad, bit, bits, cost, field, nop, undefined};

/// LDM, STM.
pub(super) fn multiple(word: u32) -> Instruction {
    let n = field(word, 16);
    let list = word & 0xffff;
    let (write_back, load) = (bit(word, 21), bit(word, 20));
    let legal = n != 15
        && list & 1 << 13 == 0
        && list.count_ones() >= 2
        && !(write_back && list >> n & 1 != 0)
        && if load { list >> 14 != 3 } else { list >> 15 == 0 };
    if !legal {
        return undefined();
    }
    let handler: Handler = match (bits(word, 24, 23), load) {
        (0b01, false) => execute::store_increment,
        (0b10, false) => execute::store_decrement,
        (0b01, true) => execute::load_increment,
        (0b10, true) => execute::load_decrement,
        _ => return undefined(),
    };
    Instruction {
        n,
        imm: list,
        a: u8::from(write_back),
        cycles: 1 + list.count_ones() as u8,
        ..Instruction::new(handler)
    }
}

/// LDRD, STRD, exclusive accesses, table branches.
pub(super) fn dual_exclusive(word: u32, address: u32) -> Instruction {
    let (post, write_back) = (!bit(word, 24), bit(word, 21));
    if post && !write_back {
        return if bit(word, 23) { exclusive_table(word) } else { exclusive_word(word) };
    }
    let (n, d, a) = (field(word, 16), field(word, 12), field(word, 8));
    let offset = (word & 0xff) << 2;
    let offset = if bit(word, 23) { offset } else { offset.wrapping_neg() };
    let load = bit(word, 20);
    if bad(d) || bad(a) || load && d == a {
        return undefined();
    }
    let operands = Instruction { d, n, a, imm: offset, cycles: cost::DUAL, ..nop() };
    if n == 15 {
        let imm = (address.wrapping_add(4) & !3).wrapping_add(offset);
        return if load && !write_back {
            Instruction { imm, execute: execute::load_dual_literal, ..operands }
        } else {
            undefined()
        };
    }
    if write_back && (n == d || n == a) {
        return undefined();
    }
    let execute = if load { execute::load_dual } else { execute::store_dual };
    Instruction { amount: indexing(!post, write_back), execute, ..operands }
}

/// How the base register is used, in `amount`.
fn indexing(pre: bool, write_back: bool) -> u8 {
    match (pre, write_back) {
        (true, false) => execute::OFFSET,
        (true, true) => execute::PRE_INDEX,
        (false, _) => execute::POST_INDEX,
    }
}

fn exclusive_word(word: u32) -> Instruction {
    let (n, t, d) = (field(word, 16), field(word, 12), field(word, 8));
    let imm = (word & 0xff) << 2;
    if n == 15 || bad(t) {
        return undefined();
    }
    if bit(word, 20) {
        let load = Instruction {
            d: t,
            n,
            imm,
            cycles: cost::LOAD,
            ..Instruction::new(exclusive::load::<WORD>)
        };
        return if d == 15 { load } else { undefined() };
    }
    if bad(d) || d == n || d == t {
        return undefined();
    }
    Instruction {
        d,
        a: t,
        n,
        imm,
        cycles: cost::LOAD,
        ..Instruction::new(exclusive::store::<WORD>)
    }
}

fn exclusive_table(word: u32) -> Instruction {
    let (n, t, d) = (field(word, 16), field(word, 12), field(word, 0));
    let ones = bits(word, 11, 8) == 15;
    let load = bit(word, 20);
    let operation = bits(word, 7, 4);
    if load && operation < 2 {
        if n == 13 || bad(d) || t != 15 || bits(word, 11, 8) != 0 {
            return undefined();
        }
        let handler: Handler = if operation == 0 { branch::table_byte } else { branch::table_half };
        return Instruction { n, m: d, cycles: cost::LOAD, ..Instruction::new(handler) };
    }
    if n == 15 || bad(t) || !ones {
        return undefined();
    }
    let handler: Handler = match (operation, load) {
        (4, true) => exclusive::load::<BYTE>,
        (5, true) => exclusive::load::<HALF>,
        (4, false) => exclusive::store::<BYTE>,
        (5, false) => exclusive::store::<HALF>,
        _ => return undefined(),
    };
    let operands = Instruction { n, cycles: cost::LOAD, ..Instruction::new(handler) };
    if load {
        return if d == 15 { Instruction { d: t, ..operands } } else { undefined() };
    }
    if bad(d) || d == n || d == t { undefined() } else { Instruction { d, a: t, ..operands } }
}

/// Signed displacement of the 8-bit forms with its indexing, or none where
/// the encoding is not allocated. The third value tells LDRT and STRT.
fn displacement(word: u32) -> Option<(u32, u8, bool)> {
    let (pre, up, write_back) = (bit(word, 10), bit(word, 9), bit(word, 8));
    if !bit(word, 11) || !pre && !write_back {
        return None;
    }
    let offset = word & 0xff;
    let offset = if up { offset } else { offset.wrapping_neg() };
    Some((offset, indexing(pre, write_back), pre && up && !write_back))
}

pub(super) fn store_single(word: u32) -> Instruction {
    let (n, d, m) = (field(word, 16), field(word, 12), field(word, 0));
    let kind = bits(word, 22, 21);
    if n == 15 || d == 15 || kind == 3 || d == 13 && kind != 2 {
        return undefined();
    }
    let operands = Instruction { d, n, pairs: true, ..nop() };
    if bit(word, 23) {
        let handler =
            [execute::store::<BYTE> as Handler, execute::store::<HALF>, execute::store::<WORD>];
        return Instruction { imm: word & 0xfff, execute: handler[kind as usize], ..operands };
    }
    if bits(word, 11, 6) == 0 {
        let handler = [
            execute::store_register::<BYTE> as Handler,
            execute::store_register::<HALF>,
            execute::store_register::<WORD>,
        ];
        return if bad(m) {
            undefined()
        } else {
            Instruction {
                m,
                shift: Shift::Lsl,
                amount: bits(word, 5, 4) as u8,
                cycles: cost::STORE_REGISTER,
                execute: handler[kind as usize],
                ..operands
            }
        };
    }
    let Some((imm, amount, unprivileged)) = displacement(word) else {
        return undefined();
    };
    if unprivileged {
        let handler = [
            execute::store_unprivileged::<BYTE> as Handler,
            execute::store_unprivileged::<HALF>,
            execute::store_unprivileged::<WORD>,
        ];
        return if bad(d) {
            undefined()
        } else {
            Instruction { imm, execute: handler[kind as usize], ..operands }
        };
    }
    if amount == execute::OFFSET {
        let handler =
            [execute::store::<BYTE> as Handler, execute::store::<HALF>, execute::store::<WORD>];
        return Instruction { imm, execute: handler[kind as usize], ..operands };
    }
    let handler = [
        execute::store_indexed::<BYTE> as Handler,
        execute::store_indexed::<HALF>,
        execute::store_indexed::<WORD>,
    ];
    if n == d {
        return undefined();
    }
    Instruction { imm, amount, execute: handler[kind as usize], ..operands }
}

/// The five ways to find an address, for one kind of load.
struct Loads {
    offset: Handler,
    register: Handler,
    indexed: Handler,
    unprivileged: Handler,
    literal: Handler,
}

fn loads<const KIND: u8>() -> Loads {
    Loads {
        offset: execute::load::<KIND>,
        register: execute::load_register::<KIND>,
        indexed: execute::load_indexed::<KIND>,
        unprivileged: execute::load_unprivileged::<KIND>,
        literal: execute::load_literal::<KIND>,
    }
}

pub(super) fn load_single(word: u32, address: u32) -> Instruction {
    let (n, d, m) = (field(word, 16), field(word, 12), field(word, 0));
    let (signed, kind) = (bit(word, 24), bits(word, 22, 21));
    let wide = bit(word, 23);
    let handlers = match (kind, signed) {
        (0, false) => loads::<BYTE>(),
        (0, true) => loads::<SIGNED_BYTE>(),
        (1, false) => loads::<HALF>(),
        (1, true) => loads::<SIGNED_HALF>(),
        (2, false) if d == 15 => loads::<PC>(),
        (2, false) => loads::<WORD>(),
        _ => return undefined(),
    };
    let operands = Instruction { d, n, cycles: cost::LOAD, pairs: true, ..nop() };
    // PLD, PLI and unallocated hints occupy the places of loads to PC.
    let hint = kind != 2 && d == 15;
    if kind != 2 && d == 13 {
        return undefined();
    }
    if n == 15 {
        let pc = address.wrapping_add(4) & !3;
        let offset = word & 0xfff;
        let imm = if wide { pc.wrapping_add(offset) } else { pc.wrapping_sub(offset) };
        return if hint {
            nop()
        } else {
            Instruction { imm, n: NONE, execute: handlers.literal, ..operands }
        };
    }
    if wide {
        let imm = word & 0xfff;
        return if hint {
            nop()
        } else {
            Instruction { imm, execute: handlers.offset, ..operands }
        };
    }
    if bits(word, 11, 6) == 0 {
        let amount = bits(word, 5, 4) as u8;
        return match (bad(m), hint) {
            (true, _) => undefined(),
            (_, true) => nop(),
            _ => Instruction { m, amount, execute: handlers.register, ..operands },
        };
    }
    let Some((imm, amount, unprivileged)) = displacement(word) else {
        return undefined();
    };
    if hint {
        // Only the negative offset is a hint; the rest is UNPREDICTABLE.
        return if amount == execute::OFFSET && !unprivileged { nop() } else { undefined() };
    }
    if unprivileged {
        return if bad(d) {
            undefined()
        } else {
            Instruction { imm, execute: handlers.unprivileged, ..operands }
        };
    }
    if amount == execute::OFFSET {
        return Instruction { imm, execute: handlers.offset, ..operands };
    }
    if n == d {
        return undefined();
    }
    Instruction { imm, amount, execute: handlers.indexed, ..operands }
}
