//! Rows of the decoding tables.

use super::super::execute::load_store::{POST_INDEX, PRE_INDEX};
use super::super::instruction::Handler;
use super::super::{Instruction, SetFlags, Shift};

/// What the pattern of an encoding cannot say: changes the instruction by the
/// encoding and its PC, or refuses it.
pub(super) type Adjust = fn(u32, u32, &mut Instruction) -> bool;

/// What the immediate of an instruction is added to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Base {
    Zero,
    Pc,
    AlignedPc,
}

/// One encoding: which bits it has, and where its operands stand.
pub(super) struct Row {
    mask: u32,
    value: u32,
    /// For each letter of [`LETTERS`] the bits that it stands for.
    fields: [u32; LETTERS.len()],
    instruction: Instruction,
    scale: u32,
    base: Base,
    adjust: Option<Adjust>,
}

/// The letters of a pattern; each stands for the bits of one operand, from the
/// highest to the lowest.
///
/// | letter | operand |
/// |---|---|
/// | `d` `n` `m` `a` | that register, neither SP nor PC |
/// | `D` `N` `M` `A` | that register or number, any |
/// | `t` `b` | `d`, `n`, not PC |
/// | `e` `f` | `a`, `n`, not SP |
/// | `q` | `d` and `n` |
/// | `x` `y` `z` | lowest bit of `d`, `n`, `m` |
/// | `X` `Y` `Z` | the same of a double register, which must be zero |
/// | `i` `j` | immediate; `j` its bits from 12 |
/// | `S` | sign of the immediate, above `i` |
/// | `u` | add the immediate; it is subtracted otherwise |
/// | `h` `k` | amount and kind of a shift |
/// | `s` | the flags are set |
/// | `p` | the base is written back, before the access or after it |
const LETTERS: &[u8; 24] = b"dnmaDNMAtbefqxyzijSuhksp";

const fn place(letter: u8) -> usize {
    let mut index = 0;
    while LETTERS[index] != letter {
        index += 1;
    }
    index
}

/// What an instruction has beside the operands of its pattern.
macro_rules! setters {
    ($($field:ident: $type:ty),*) => {$(
        pub(super) const fn $field(mut self, $field: $type) -> Self {
            self.instruction.$field = $field;
            self
        }
    )*};
}

impl Row {
    /// An instruction of one cycle. The pattern has 16 or 32 characters: bits,
    /// letters, and `-` for bits that do not matter.
    pub(super) const fn new(pattern: &str, execute: Handler) -> Self {
        let pattern = pattern.as_bytes();
        assert!(pattern.len() == 16 || pattern.len() == 32);
        let (mut mask, mut value, mut fields) = (0, 0, [0; LETTERS.len()]);
        let mut index = 0;
        while index < pattern.len() {
            let bit = 1 << (pattern.len() - 1 - index);
            let letter = pattern[index];
            match letter {
                b'0' => mask |= bit,
                b'1' => (mask, value) = (mask | bit, value | bit),
                b'-' => {}
                b'X' | b'Y' | b'Z' => {
                    mask |= bit;
                    fields[place(letter.to_ascii_lowercase())] |= bit;
                }
                _ => fields[place(letter)] |= bit,
            }
            index += 1;
        }
        let instruction = Instruction::new(execute);
        Self { mask, value, fields, instruction, scale: 0, base: Base::Zero, adjust: None }
    }

    pub(super) const fn with(mut self, adjust: Adjust) -> Self {
        self.adjust = Some(adjust);
        self
    }

    /// The immediate is shifted left.
    pub(super) const fn scale(mut self, scale: u32) -> Self {
        self.scale = scale;
        self
    }

    /// The immediate is relative to the PC.
    pub(super) const fn relative(mut self) -> Self {
        self.base = Base::Pc;
        self
    }

    /// The immediate is relative to the PC rounded down to a word.
    pub(super) const fn literal(mut self) -> Self {
        self.base = Base::AlignedPc;
        self
    }

    setters! {
        d: u8, n: u8, m: u8, a: u8, shift: Shift, amount: u8, flags: SetFlags, cycles: u8
    }

    /// A single load or store, which can overlap with a neighbouring one.
    pub(super) const fn pairs(mut self, cycles: u8) -> Self {
        self.instruction.pairs = true;
        self.cycles(cycles)
    }

    #[inline]
    pub(super) fn matches(&self, word: u32) -> bool {
        word & self.mask == self.value
    }

    /// A word that matches, with other bits of `random`.
    #[cfg(test)]
    pub(super) fn sample(&self, random: u32) -> u32 {
        random & !self.mask | self.value
    }

    /// Operands of an instruction that matches; `None` where it is not legal.
    pub(super) fn decode(&self, word: u32, address: u32) -> Option<Instruction> {
        let mut i = self.instruction;
        let field = |letter| {
            let mask = self.fields[place(letter)];
            (mask != 0).then(|| extract(word, mask))
        };
        let small = |letter| field(letter).map(|value| value as u8);
        let either = |letters: [u8; 4]| letters.into_iter().find_map(small);
        let legal = |letter, refused: &[u8]| !small(letter).is_some_and(|r| refused.contains(&r));
        if !(b"dnma".iter().all(|&letter| legal(letter, &[13, 15]))
            && b"tb".iter().all(|&letter| legal(letter, &[15]))
            && b"ef".iter().all(|&letter| legal(letter, &[13])))
        {
            return None;
        }
        i.d = either([b'd', b'D', b't', b'q']).unwrap_or(i.d);
        i.n = either([b'n', b'N', b'b', b'q']).or(small(b'f')).unwrap_or(i.n);
        i.m = either([b'm', b'M', b'm', b'M']).unwrap_or(i.m);
        i.a = either([b'a', b'A', b'e', b'e']).unwrap_or(i.a);
        for (register, letter) in [(&mut i.d, b'x'), (&mut i.n, b'y'), (&mut i.m, b'z')] {
            if let Some(low) = small(letter) {
                *register = *register << 1 | low;
            }
        }
        self.immediate(word, address, &mut i);
        i.shift = field(b'k').map_or(i.shift, shift);
        if let Some(amount) = small(b'h') {
            (i.shift, i.amount) = immediate_shift(i.shift, amount);
        }
        if field(b's') == Some(1) {
            i.flags = SetFlags::Always;
        }
        if let Some(before) = field(b'p') {
            i.amount = if before != 0 { PRE_INDEX } else { POST_INDEX };
            if i.n == i.d {
                return None;
            }
        }
        let pc = address.wrapping_add(4);
        self.adjust.is_none_or(|adjust| adjust(word, pc, &mut i)).then_some(i)
    }

    fn immediate(&self, word: u32, address: u32, i: &mut Instruction) {
        let mask = |letter| self.fields[place(letter)];
        let low = mask(b'i');
        if low != 0 {
            i.imm = extract(word, low) | extract(word, mask(b'j')) << 12;
            if word & mask(b'S') != 0 {
                i.imm |= u32::MAX << low.count_ones();
            }
        }
        i.imm <<= self.scale;
        if mask(b'u') & !word != 0 {
            i.imm = i.imm.wrapping_neg();
        }
        let pc = address.wrapping_add(4);
        i.imm = i.imm.wrapping_add(match self.base {
            Base::Zero => 0,
            Base::Pc => pc,
            Base::AlignedPc => pc & !3,
        });
    }
}

/// The bits of `mask` side by side.
fn extract(word: u32, mask: u32) -> u32 {
    let bits = (0..32).rev().filter(|bit| mask >> bit & 1 != 0);
    bits.fold(0, |value, bit| value << 1 | word >> bit & 1)
}

fn shift(kind: u32) -> Shift {
    [Shift::Lsl, Shift::Lsr, Shift::Asr, Shift::Ror][kind as usize & 3]
}

/// DecodeImmShift (A7.4.2).
fn immediate_shift(shift: Shift, amount: u8) -> (Shift, u8) {
    match (shift, amount) {
        (Shift::Lsr | Shift::Asr, 0) => (shift, 32),
        (Shift::Ror, 0) => (Shift::Rrx, 1),
        _ => (shift, amount),
    }
}
