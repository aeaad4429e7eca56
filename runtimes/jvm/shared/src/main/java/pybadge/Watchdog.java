package pybadge;

/** Interrupts the thread that calls the guest, when a call takes too long. */
final class Watchdog {
    private static final long IDLE = Long.MIN_VALUE;
    private static final long LOOK_MILLISECONDS = 5;

    private final Thread guest = Thread.currentThread();
    private final long limit;
    private volatile long began = IDLE;

    /** A watchdog that lies down with the process. */
    static Watchdog after(long milliseconds) {
        Watchdog watchdog = new Watchdog(milliseconds);
        Thread thread = new Thread(watchdog::watch, "watchdog");
        thread.setDaemon(true);
        thread.start();
        return watchdog;
    }

    private Watchdog(long milliseconds) {
        limit = Math.min(milliseconds, Long.MAX_VALUE / 1_000_000) * 1_000_000;
    }

    void enter() {
        began = System.nanoTime();
    }

    /** The call is over; an interrupt that came too late must not end the next one. */
    synchronized void leave() {
        began = IDLE;
        Thread.interrupted();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_MILLISECONDS);
                look();
            }
        } catch (InterruptedException unexpected) {
            // Nobody interrupts the watchdog; without it the caller's deadline still holds.
        }
    }

    private synchronized void look() {
        long since = began;
        if (since != IDLE && System.nanoTime() - since > limit) {
            guest.interrupt();
        }
    }
}
