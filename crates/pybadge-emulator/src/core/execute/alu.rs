//! Addition with carry, shifts, and the operations by their opcode field.

use super::super::{Core, Shift};

pub(crate) const AND: u8 = 0b0000;
pub(crate) const BIC: u8 = 0b0001;
pub(crate) const ORR: u8 = 0b0010;
pub(crate) const ORN: u8 = 0b0011;
pub(crate) const EOR: u8 = 0b0100;
pub(crate) const ADD: u8 = 0b1000;
pub(crate) const ADC: u8 = 0b1010;
pub(crate) const SBC: u8 = 0b1011;
pub(crate) const SUB: u8 = 0b1101;
pub(crate) const RSB: u8 = 0b1110;
/// ORN without its first operand.
pub(crate) const MVN: u8 = 0b1_0011;

/// AddWithCarry (A2.2.1): sum, carry, overflow.
#[inline(always)]
pub(crate) fn add_with_carry(a: u32, b: u32, carry: bool) -> (u32, bool, bool) {
    let (partial, first) = a.overflowing_add(b);
    let (sum, second) = partial.overflowing_add(carry.into());
    (sum, first | second, ((a ^ sum) & (b ^ sum)) >> 31 != 0)
}

/// Shift_C (A7.4.2) for an amount of 0 to 255.
#[inline(always)]
pub(crate) fn shift_c(value: u32, shift: Shift, amount: u32, carry: bool) -> (u32, bool) {
    if amount == 0 {
        return (value, carry);
    }
    match shift {
        Shift::Lsl if amount < 32 => (value << amount, value >> (32 - amount) & 1 != 0),
        Shift::Lsl => (0, amount == 32 && value & 1 != 0),
        Shift::Lsr if amount < 32 => (value >> amount, value >> (amount - 1) & 1 != 0),
        Shift::Lsr => (0, amount == 32 && value >> 31 != 0),
        Shift::Asr if amount < 32 => {
            ((value as i32 >> amount) as u32, value >> (amount - 1) & 1 != 0)
        }
        Shift::Asr => ((value as i32 >> 31) as u32, value >> 31 != 0),
        Shift::Ror => {
            let result = value.rotate_right(amount & 31);
            (result, result >> 31 != 0)
        }
        Shift::Rrx => (value >> 1 | u32::from(carry) << 31, value & 1 != 0),
    }
}

impl Core {
    /// One operation of two operands; flags where `set` says so. `carry` is that
    /// of the shifter.
    #[inline(always)]
    pub(crate) fn operate<const OPCODE: u8>(
        &mut self,
        a: u32,
        b: u32,
        carry: bool,
        set: bool,
    ) -> u32 {
        let (result, carry, overflow) = match OPCODE {
            AND => (a & b, carry, self.overflow),
            BIC => (a & !b, carry, self.overflow),
            ORR => (a | b, carry, self.overflow),
            ORN => (a | !b, carry, self.overflow),
            EOR => (a ^ b, carry, self.overflow),
            MVN => (!b, carry, self.overflow),
            ADC => add_with_carry(a, b, self.carry),
            SBC => add_with_carry(a, !b, self.carry),
            SUB => add_with_carry(a, !b, true),
            RSB => add_with_carry(!a, b, true),
            _ => add_with_carry(a, b, false),
        };
        if set {
            self.set_nz(result);
            self.carry = carry;
            self.overflow = overflow;
        }
        result
    }
}
