package pybadge;

import java.util.Objects;

/** What the tests assert with: Surefire runs plain classes, so that no test library is needed. */
final class Check {
    private Check() {
    }

    static void equal(Object due, Object seen) {
        if (!Objects.equals(due, seen)) {
            throw new AssertionError("due: " + shown(due) + ", seen: " + shown(seen));
        }
    }

    static void refused(Class<? extends Throwable> due, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException refusal) {
            equal(due, refusal.getClass());
            return;
        }
        throw new AssertionError("accepted, where " + due.getName() + " is due");
    }

    private static String shown(Object value) {
        return value instanceof Integer number ? number + String.format(" (%08x)", number) : String.valueOf(value);
    }
}
