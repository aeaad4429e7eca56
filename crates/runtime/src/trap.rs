//! Kinds of trap, as the transcript spells them.

use core::fmt;
use core::str::FromStr;

/// Why a call into the guest ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TrapKind {
    /// The `unreachable` instruction.
    Unreachable,
    /// A load, store or bulk operation outside linear memory.
    MemoryOutOfBounds,
    /// An access outside a table.
    TableOutOfBounds,
    /// `call_indirect` met a function of another type.
    IndirectCallTypeMismatch,
    /// `call_indirect` met a null element.
    UninitializedElement,
    /// Integer division or remainder by zero.
    IntegerDivideByZero,
    /// Integer division overflow, or a float too large for the integer type.
    IntegerOverflow,
    /// Conversion of a NaN to an integer.
    InvalidConversion,
    /// The call stack is exhausted.
    StackExhausted,
    /// The fuel budget of this call is used up.
    OutOfFuel,
    /// Stopped from outside: epoch, context, thread interrupt.
    Interrupted,
    /// A host function refused its arguments.
    Host,
    /// The engine gives no kind; its text is kept beside.
    Unknown,
}

impl TrapKind {
    /// Every kind, in the order of the specification of the transcript.
    pub const ALL: [Self; 13] = [
        Self::Unreachable,
        Self::MemoryOutOfBounds,
        Self::TableOutOfBounds,
        Self::IndirectCallTypeMismatch,
        Self::UninitializedElement,
        Self::IntegerDivideByZero,
        Self::IntegerOverflow,
        Self::InvalidConversion,
        Self::StackExhausted,
        Self::OutOfFuel,
        Self::Interrupted,
        Self::Host,
        Self::Unknown,
    ];

    /// The word of the transcript.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::MemoryOutOfBounds => "memory-out-of-bounds",
            Self::TableOutOfBounds => "table-out-of-bounds",
            Self::IndirectCallTypeMismatch => "indirect-call-type-mismatch",
            Self::UninitializedElement => "uninitialized-element",
            Self::IntegerDivideByZero => "integer-divide-by-zero",
            Self::IntegerOverflow => "integer-overflow",
            Self::InvalidConversion => "invalid-conversion",
            Self::StackExhausted => "stack-exhausted",
            Self::OutOfFuel => "out-of-fuel",
            Self::Interrupted => "interrupted",
            Self::Host => "host",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for TrapKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is none of the kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownTrapKind;

impl fmt::Display for UnknownTrapKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such trap kind")
    }
}

impl core::error::Error for UnknownTrapKind {}

impl FromStr for TrapKind {
    type Err = UnknownTrapKind;

    fn from_str(word: &str) -> Result<Self, UnknownTrapKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(UnknownTrapKind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for kind in TrapKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert_eq!("".parse::<TrapKind>(), Err(UnknownTrapKind));
    }
}
