package pybadge;

import java.util.List;

/** One host function; all parameters and results are {@code i32}. */
public record Import(String name, int parameters, int results, Body body) {
    /** Module of every import. */
    public static final String MODULE = "env";

    private static final long[] NOTHING = {};

    /** Takes and returns the low 32 bits of each value, as the engines hand them over. */
    public interface Body {
        long[] call(long[] arguments);
    }

    /** The functions of a badge. */
    public static List<Import> of(Badge badge) {
        return List.of(
                action("rect", 5, a -> badge.rect((int) a[0], (int) a[1], (int) a[2], (int) a[3], (int) a[4])),
                action("blit", 6, a -> badge.blit(
                        (int) a[0], (int) a[1], (int) a[2], (int) a[3], (int) a[4], (int) a[5])),
                answer("buttons", badge::buttons),
                answer("millis", badge::millis),
                answer("random", badge::random),
                action("led", 2, a -> badge.led((int) a[0], (int) a[1])),
                action("tone", 2, a -> badge.tone((int) a[0], (int) a[1])),
                action("log", 2, a -> badge.log((int) a[0], (int) a[1])),
                answer("clock_ms", badge::clockMilliseconds));
    }

    private interface Action {
        void call(long[] arguments);
    }

    private interface Answer {
        int value();
    }

    private static Import action(String name, int parameters, Action action) {
        return new Import(name, parameters, 0, arguments -> {
            action.call(arguments);
            return NOTHING;
        });
    }

    private static Import answer(String name, Answer answer) {
        return new Import(name, 0, 1, arguments -> new long[] {Integer.toUnsignedLong(answer.value())});
    }
}
