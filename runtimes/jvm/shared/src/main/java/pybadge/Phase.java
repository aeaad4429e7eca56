package pybadge;

import java.util.Locale;

/** A timed stretch of a run. */
enum Phase {
    COMPILE, INSTANTIATE, START, UPDATE;

    /** The word of the transcript. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
