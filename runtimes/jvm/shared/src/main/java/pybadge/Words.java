package pybadge;

import java.util.LinkedHashMap;
import java.util.Map;

/** The kind of a trap from an engine's words, which follow the specification's test suite. */
public final class Words {
    private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("unreachable", Kind.UNREACHABLE);
        KINDS.put("out of bounds memory access", Kind.MEMORY_OUT_OF_BOUNDS);
        KINDS.put("out of bounds table access", Kind.TABLE_OUT_OF_BOUNDS);
        KINDS.put("undefined element", Kind.TABLE_OUT_OF_BOUNDS);
        KINDS.put("indirect call type mismatch", Kind.INDIRECT_CALL_TYPE_MISMATCH);
        KINDS.put("uninitialized element", Kind.UNINITIALIZED_ELEMENT);
        KINDS.put("integer divide by zero", Kind.INTEGER_DIVIDE_BY_ZERO);
        KINDS.put("integer overflow", Kind.INTEGER_OVERFLOW);
        KINDS.put("invalid conversion to integer", Kind.INVALID_CONVERSION);
        KINDS.put("call stack exhausted", Kind.STACK_EXHAUSTED);
    }

    private Words() {
    }

    /** The kind that a message names, or {@code otherwise}. */
    public static Kind kind(Throwable thrown, Kind otherwise) {
        String message = String.valueOf(thrown.getMessage());
        for (Map.Entry<String, Kind> entry : KINDS.entrySet()) {
            if (message.contains(entry.getKey())) {
                return entry.getValue();
            }
        }
        return otherwise;
    }
}
