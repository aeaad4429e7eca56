//! 16-bit encodings (Armv7-M ARM A5.2).

use super::super::execute::alu::{ADC, ADD, AND, BIC, EOR, MVN, ORR, RSB, SBC, SUB};
use super::super::execute::load_store::{BYTE, HALF, SIGNED_BYTE, SIGNED_HALF, WORD};
use super::super::execute::{branch, data, load_store, multiply, parallel, system};
use super::super::instruction::Handler;
use super::super::{Instruction, SetFlags, Shift};
use super::{bits, cost, immediate_shift, nop, undefined};

/// Decodes one halfword at `address`.
pub(crate) fn decode_16(halfword: u16, address: u32) -> Instruction {
    let word = u32::from(halfword);
    match word >> 10 {
        0b00_0000..=0b00_1111 => shift_add_move(word),
        0b01_0000 => data_processing(word),
        0b01_0001 => special_data_branch(word),
        0b01_0010 | 0b01_0011 => {
            let target = (address.wrapping_add(4) & !3).wrapping_add((word & 0xff) << 2);
            load(Instruction {
                d: low(word, 8),
                imm: target,
                ..Instruction::new(load_store::load_literal::<WORD>)
            })
        }
        0b01_0100..=0b10_0111 => load_store_single(word),
        0b10_1000 | 0b10_1001 => Instruction {
            d: low(word, 8),
            imm: (address.wrapping_add(4) & !3).wrapping_add((word & 0xff) << 2),
            ..Instruction::new(data::load_constant)
        },
        0b10_1010 | 0b10_1011 => Instruction {
            d: low(word, 8),
            n: 13,
            imm: (word & 0xff) << 2,
            ..Instruction::new(data::immediate::<ADD>)
        },
        0b10_1100..=0b10_1111 => miscellaneous(word, address),
        0b11_0000..=0b11_0011 => multiple(word),
        0b11_0100..=0b11_0111 => conditional_branch(word, address),
        0b11_1000 | 0b11_1001 => {
            let offset = ((word << 21) as i32 >> 20) as u32;
            Instruction {
                imm: address.wrapping_add(4).wrapping_add(offset),
                ..Instruction::new(branch::branch)
            }
        }
        _ => undefined(),
    }
}

fn low(word: u32, at: u32) -> u8 {
    (word >> at & 7) as u8
}

fn load(instruction: Instruction) -> Instruction {
    Instruction { cycles: cost::LOAD, pairs: true, ..instruction }
}

fn flag_setting(instruction: Instruction) -> Instruction {
    Instruction { flags: SetFlags::OutsideIt, ..instruction }
}

fn shift_add_move(word: u32) -> Instruction {
    let (d, n, m) = (low(word, 0), low(word, 3), low(word, 6));
    let wide = low(word, 8);
    let imm8 = word & 0xff;
    flag_setting(match word >> 9 {
        0b000_0000..=0b000_1011 => {
            let (shift, amount) = immediate_shift(bits(word, 12, 11), bits(word, 10, 6));
            Instruction { d, m: n, shift, amount, ..Instruction::new(data::shift_immediate) }
        }
        0b000_1100 => Instruction { d, n, m, ..Instruction::new(data::register::<ADD>) },
        0b000_1101 => Instruction { d, n, m, ..Instruction::new(data::register::<SUB>) },
        0b000_1110 => {
            Instruction { d, n, imm: m.into(), ..Instruction::new(data::immediate::<ADD>) }
        }
        0b000_1111 => {
            Instruction { d, n, imm: m.into(), ..Instruction::new(data::immediate::<SUB>) }
        }
        0b001_0000..=0b001_0011 => {
            Instruction { d: wide, imm: imm8, ..Instruction::new(data::move_immediate) }
        }
        0b001_0100..=0b001_0111 => {
            let compare =
                Instruction { n: wide, imm: imm8, ..Instruction::new(data::test_immediate::<SUB>) };
            return Instruction { flags: SetFlags::Always, ..compare };
        }
        0b001_1000..=0b001_1011 => {
            Instruction { d: wide, n: wide, imm: imm8, ..Instruction::new(data::immediate::<ADD>) }
        }
        _ => {
            Instruction { d: wide, n: wide, imm: imm8, ..Instruction::new(data::immediate::<SUB>) }
        }
    })
}

fn data_processing(word: u32) -> Instruction {
    let (d, m) = (low(word, 0), low(word, 3));
    let binary = |handler: Handler| Instruction { d, n: d, m, ..Instruction::new(handler) };
    let shift = |shift| Instruction { d, n: d, m, shift, ..Instruction::new(data::shift_register) };
    let test = |handler: Handler| Instruction {
        n: d,
        m,
        flags: SetFlags::Always,
        ..Instruction::new(handler)
    };
    flag_setting(match bits(word, 9, 6) {
        0b0000 => binary(data::register::<AND>),
        0b0001 => binary(data::register::<EOR>),
        0b0010 => shift(Shift::Lsl),
        0b0011 => shift(Shift::Lsr),
        0b0100 => shift(Shift::Asr),
        0b0101 => binary(data::register::<ADC>),
        0b0110 => binary(data::register::<SBC>),
        0b0111 => shift(Shift::Ror),
        0b1000 => return test(data::test_register::<AND>),
        0b1001 => Instruction { d, n: m, ..Instruction::new(data::immediate::<RSB>) },
        0b1010 => return test(data::test_register::<SUB>),
        0b1011 => return test(data::test_register::<ADD>),
        0b1100 => binary(data::register::<ORR>),
        0b1101 => Instruction { d, n: m, m: d, ..Instruction::new(multiply::multiply) },
        0b1110 => binary(data::register::<BIC>),
        _ => binary(data::register::<MVN>),
    })
}

fn special_data_branch(word: u32) -> Instruction {
    let d = low(word, 0) | (word >> 4 & 8) as u8;
    let m = (word >> 3 & 15) as u8;
    match bits(word, 9, 8) {
        0b00 if d == 15 && m == 15 => undefined(),
        0b00 if d == 15 => Instruction { m, ..Instruction::new(branch::add_pc) },
        0b00 => Instruction { d, n: d, m, ..Instruction::new(data::register::<ADD>) },
        0b01 if d < 8 && m < 8 || d == 15 || m == 15 => undefined(),
        0b01 => Instruction {
            n: d,
            m,
            flags: SetFlags::Always,
            ..Instruction::new(data::test_register::<SUB>)
        },
        0b10 if d == 15 => Instruction { m, ..Instruction::new(branch::move_pc) },
        0b10 => Instruction { d, m, ..Instruction::new(data::move_register) },
        _ if word & 7 != 0 => undefined(),
        _ if word & 0x80 == 0 => Instruction { m, ..Instruction::new(branch::branch_exchange) },
        _ if m == 15 => undefined(),
        _ => Instruction { m, ..Instruction::new(branch::branch_link_exchange) },
    }
}

fn load_store_single(word: u32) -> Instruction {
    let (d, n, m) = (low(word, 0), low(word, 3), low(word, 6));
    let by_register = |handler: Handler, cycles| Instruction {
        d,
        n,
        m,
        cycles,
        pairs: true,
        ..Instruction::new(handler)
    };
    let imm5 = bits(word, 10, 6);
    let store =
        |handler: Handler, imm| Instruction { d, n, imm, pairs: true, ..Instruction::new(handler) };
    let store_register = |handler| by_register(handler, cost::STORE_REGISTER);
    let load_register = |handler| by_register(handler, cost::LOAD);
    let on_stack = |handler: Handler, cycles| Instruction {
        d: low(word, 8),
        n: 13,
        imm: (word & 0xff) << 2,
        cycles,
        pairs: true,
        ..Instruction::new(handler)
    };
    match word >> 9 {
        0b010_1000 => store_register(load_store::store_register::<WORD>),
        0b010_1001 => store_register(load_store::store_register::<HALF>),
        0b010_1010 => store_register(load_store::store_register::<BYTE>),
        0b010_1011 => load_register(load_store::load_register::<SIGNED_BYTE>),
        0b010_1100 => load_register(load_store::load_register::<WORD>),
        0b010_1101 => load_register(load_store::load_register::<HALF>),
        0b010_1110 => load_register(load_store::load_register::<BYTE>),
        0b010_1111 => load_register(load_store::load_register::<SIGNED_HALF>),
        0b011_0000..=0b011_0011 => store(load_store::store::<WORD>, imm5 << 2),
        0b011_0100..=0b011_0111 => load(store(load_store::load::<WORD>, imm5 << 2)),
        0b011_1000..=0b011_1011 => store(load_store::store::<BYTE>, imm5),
        0b011_1100..=0b011_1111 => load(store(load_store::load::<BYTE>, imm5)),
        0b100_0000..=0b100_0011 => store(load_store::store::<HALF>, imm5 << 1),
        0b100_0100..=0b100_0111 => load(store(load_store::load::<HALF>, imm5 << 1)),
        0b100_1000..=0b100_1011 => on_stack(load_store::store::<WORD>, 1),
        _ => on_stack(load_store::load::<WORD>, cost::LOAD),
    }
}

fn multiple(word: u32) -> Instruction {
    let n = low(word, 8);
    let list = word & 0xff;
    let cycles = 1 + list.count_ones() as u8;
    if list == 0 {
        return undefined();
    }
    // `a`: write back.
    if word & 0x800 == 0 {
        if list >> n & 1 != 0 && list.trailing_zeros() != u32::from(n) {
            return undefined();
        }
        Instruction { n, imm: list, a: 1, cycles, ..Instruction::new(load_store::store_increment) }
    } else {
        let a = u8::from(list >> n & 1 == 0);
        Instruction { n, imm: list, a, cycles, ..Instruction::new(load_store::load_increment) }
    }
}

fn conditional_branch(word: u32, address: u32) -> Instruction {
    let condition = (word >> 8 & 15) as u8;
    match condition {
        14 => undefined(),
        15 => Instruction { imm: word & 0xff, ..Instruction::new(system::supervisor_call) },
        _ => {
            let offset = ((word << 24) as i32 >> 23) as u32;
            Instruction {
                a: condition,
                imm: address.wrapping_add(4).wrapping_add(offset),
                ..Instruction::new(branch::branch_conditional)
            }
        }
    }
}

fn miscellaneous(word: u32, address: u32) -> Instruction {
    let (d, m) = (low(word, 0), low(word, 3));
    let unary = |handler: Handler| Instruction { d, m, ..Instruction::new(handler) };
    let adjust_sp = |handler: Handler| Instruction {
        d: 13,
        n: 13,
        imm: (word & 0x7f) << 2,
        ..Instruction::new(handler)
    };
    match bits(word, 11, 8) {
        0b0000 if word & 0x80 == 0 => adjust_sp(data::immediate::<ADD>),
        0b0000 => adjust_sp(data::immediate::<SUB>),
        0b0001 | 0b0011 | 0b1001 | 0b1011 => {
            let offset = bits(word, 7, 3) << 1 | (word >> 9 & 1) << 6;
            Instruction {
                n: d,
                a: (word >> 11 & 1) as u8,
                imm: address.wrapping_add(4).wrapping_add(offset),
                ..Instruction::new(branch::compare_branch)
            }
        }
        0b0010 => match bits(word, 7, 6) {
            0 => unary(parallel::extend::<{ parallel::SIGNED_HALF }>),
            1 => unary(parallel::extend::<{ parallel::SIGNED_BYTE }>),
            2 => unary(parallel::extend::<{ parallel::UNSIGNED_HALF }>),
            _ => unary(parallel::extend::<{ parallel::UNSIGNED_BYTE }>),
        },
        0b0100 | 0b0101 => push(word & 0xff | (word >> 8 & 1) << 14),
        0b0110 if bits(word, 7, 5) == 0b011 => change_processor_state(word),
        0b1010 => match bits(word, 7, 6) {
            0 => unary(parallel::reverse),
            1 => unary(parallel::reverse_halves),
            3 => unary(parallel::reverse_signed_half),
            _ => undefined(),
        },
        0b1100 | 0b1101 => pop(word & 0xff | (word >> 8 & 1) << 15),
        0b1110 => Instruction::new(system::breakpoint),
        0b1111 => if_then_and_hints(word),
        _ => undefined(),
    }
}

fn push(list: u32) -> Instruction {
    if list == 0 {
        return undefined();
    }
    Instruction {
        n: 13,
        imm: list,
        a: 1,
        cycles: 1 + list.count_ones() as u8,
        ..Instruction::new(load_store::store_decrement)
    }
}

fn pop(list: u32) -> Instruction {
    if list == 0 {
        return undefined();
    }
    Instruction {
        n: 13,
        imm: list,
        a: 1,
        cycles: 1 + list.count_ones() as u8,
        ..Instruction::new(load_store::load_increment)
    }
}

/// CPS: `a` is im, `imm` the I and F bits.
fn change_processor_state(word: u32) -> Instruction {
    if word & 0xc != 0 || word & 3 == 0 {
        return undefined();
    }
    Instruction {
        a: (word >> 4 & 1) as u8,
        imm: word & 3,
        ..Instruction::new(system::change_processor_state)
    }
}

fn if_then_and_hints(word: u32) -> Instruction {
    if word & 15 == 0 {
        return hint(word >> 4 & 15);
    }
    let condition = word >> 4 & 15;
    // AL has no opposite: no "else" after it, and 1111 is no condition.
    if condition == 15 || condition == 14 && (word & 15).count_ones() != 1 {
        return undefined();
    }
    Instruction { imm: word & 0xff, ..Instruction::new(system::if_then) }
}

/// Hints of both lengths (A7.7.88 and others); an unallocated one does nothing.
pub(super) fn hint(number: u32) -> Instruction {
    match number {
        2 => Instruction::new(system::wait_for_event),
        3 => Instruction::new(system::wait_for_interrupt),
        4 => Instruction::new(system::send_event),
        _ => nop(),
    }
}
