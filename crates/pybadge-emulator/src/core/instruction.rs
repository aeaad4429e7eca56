//! A predecoded instruction: the handler and its operands.

use super::{Core, fault::Exec};

/// Executes one instruction whose condition has passed.
pub(crate) type Handler = fn(&mut Core, &Instruction) -> Exec;

/// Whether an instruction writes the condition flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum SetFlags {
    Never,
    Always,
    /// The 16-bit data processing forms: not inside an IT block.
    OutsideIt,
}

/// Shift applied to the second operand (Armv7-M ARM A7.4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Shift {
    Lsl,
    Lsr,
    Asr,
    Ror,
    Rrx,
}

/// No register: never equal to the destination of a preceding load.
pub(crate) const NONE: u8 = 16;

/// Operands of one instruction, by the names of the encoding diagrams.
///
/// `length` 0 marks a place that has not been decoded.
#[derive(Clone, Copy)]
pub(crate) struct Instruction {
    pub(crate) execute: Handler,
    /// Immediate, offset, register list, or absolute address.
    pub(crate) imm: u32,
    /// Rd, Rt or Sd.
    pub(crate) d: u8,
    /// Rn or Sn.
    pub(crate) n: u8,
    /// Rm or Sm.
    pub(crate) m: u8,
    /// Ra, RdHi, Rt2, or a small number that the handler defines.
    pub(crate) a: u8,
    pub(crate) shift: Shift,
    /// Shift amount, 0 to 32.
    pub(crate) amount: u8,
    pub(crate) flags: SetFlags,
    /// Bytes: 2 or 4.
    pub(crate) length: u8,
    /// Estimated cycles without what depends on data (at least 1).
    pub(crate) cycles: u8,
    /// A single load or store, which can overlap with a neighbouring one.
    pub(crate) pairs: bool,
}

fn not_decoded(_: &mut Core, _: &Instruction) -> Exec {
    unreachable!("a place that was not decoded is decoded before it is executed")
}

impl Instruction {
    /// What fills the places of code that has not been decoded.
    pub(crate) const NOT_DECODED: Self = Self::new(not_decoded);

    /// An instruction of one cycle without operands.
    pub(crate) const fn new(execute: Handler) -> Self {
        Self {
            execute,
            imm: 0,
            d: 0,
            n: 0,
            m: NONE,
            a: 0,
            shift: Shift::Lsl,
            amount: 0,
            flags: SetFlags::Never,
            length: 0,
            cycles: 1,
            pairs: false,
        }
    }
}
