// How a shim says to src/failure.rs what went wrong.
#ifndef BADGE_FAILURE_H
#define BADGE_FAILURE_H

#include <stdint.h>
#include <string.h>

enum badge_failure_kind {
    BADGE_INVALID = 1,
    BADGE_IMPORT,
    BADGE_OUT_OF_MEMORY,
    BADGE_OTHER,
    // The kinds of trap, in the order of `TrapKind::ALL`.
    BADGE_UNREACHABLE = 16,
    BADGE_MEMORY_OUT_OF_BOUNDS,
    BADGE_TABLE_OUT_OF_BOUNDS,
    BADGE_INDIRECT_CALL_TYPE_MISMATCH,
    BADGE_UNINITIALIZED_ELEMENT,
    BADGE_INTEGER_DIVIDE_BY_ZERO,
    BADGE_INTEGER_OVERFLOW,
    BADGE_INVALID_CONVERSION,
    BADGE_STACK_EXHAUSTED,
    BADGE_OUT_OF_FUEL,
    BADGE_INTERRUPTED,
    BADGE_HOST,
    BADGE_UNKNOWN,
};

struct badge_failure {
    uint32_t kind;
    char text[252];
};

static inline void badge_fail(struct badge_failure *failure, uint32_t kind, const char *text)
{
    failure->kind = kind;
    strncpy(failure->text, text ? text : "", sizeof failure->text - 1);
    failure->text[sizeof failure->text - 1] = 0;
}

#endif
