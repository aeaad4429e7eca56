//! Kinds of traps, as the protocol names them.

use crate::words::words;

words! {
    /// Kind of a trap. `Unknown` is an engine that gives no kind.
    pub enum TrapKind("trap kind") {
        /// The `unreachable` instruction.
        Unreachable = "unreachable",
        /// A load or store outside linear memory.
        MemoryOutOfBounds = "memory-out-of-bounds",
        /// A table access outside the table.
        TableOutOfBounds = "table-out-of-bounds",
        /// `call_indirect` of a function with another signature.
        IndirectCallTypeMismatch = "indirect-call-type-mismatch",
        /// `call_indirect` of a null element.
        UninitializedElement = "uninitialized-element",
        /// Integer division or remainder by zero.
        IntegerDivideByZero = "integer-divide-by-zero",
        /// Integer division whose result does not fit.
        IntegerOverflow = "integer-overflow",
        /// Conversion of a float that no integer represents.
        InvalidConversion = "invalid-conversion",
        /// The call stack is exhausted.
        StackExhausted = "stack-exhausted",
        /// The fuel of this call is used up.
        OutOfFuel = "out-of-fuel",
        /// Interrupted from outside: epoch, context, thread interrupt.
        Interrupted = "interrupted",
        /// A host function refused its arguments.
        Host = "host",
        /// The engine gives no kind.
        Unknown = "unknown",
    }
}
