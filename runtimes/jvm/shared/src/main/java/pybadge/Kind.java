package pybadge;

import java.util.Locale;

/** Why something was refused or trapped, as the protocol spells it. */
public enum Kind {
    INVALID, UNSUPPORTED, IMPORT, EXPORT, OUT_OF_MEMORY, OTHER,

    // From here on traps.
    UNREACHABLE, MEMORY_OUT_OF_BOUNDS, TABLE_OUT_OF_BOUNDS, INDIRECT_CALL_TYPE_MISMATCH,
    UNINITIALIZED_ELEMENT, INTEGER_DIVIDE_BY_ZERO, INTEGER_OVERFLOW, INVALID_CONVERSION,
    STACK_EXHAUSTED, OUT_OF_FUEL, INTERRUPTED, HOST, UNKNOWN;

    /** Whether a call into the guest ended early, rather than never began. */
    public boolean isTrap() {
        return compareTo(UNREACHABLE) >= 0;
    }

    /** The word of the transcript. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
