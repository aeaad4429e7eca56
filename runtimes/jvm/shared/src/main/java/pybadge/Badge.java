package pybadge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The badge as a guest sees it; {@code crates/badge/README.md} defines every import and the hash
 * chain to the letter. Knows no engine and reads no clock: real time comes from {@link Clock}.
 */
public final class Badge {
    private static final int LEDS = 5;
    private static final long FRAMES_PER_SECOND = 30;

    /** What {@code clock_ms} answers. */
    public interface Clock {
        int milliseconds();
    }

    /** Where the bytes of {@code log} go besides the hash. */
    public interface Echo {
        void line(byte[] bytes);
    }

    private final Screen screen = new Screen();
    private final int[] leds = new int[LEDS];
    private final Events events = new Events();
    private final Clock clock;
    private final Echo echo;
    private GuestMemory memory = GuestMemory.NONE;
    private int buttons;
    private int millis;
    private int random;
    private boolean nondeterministic;

    public Badge(int seed, Clock clock, Echo echo) {
        if (seed == 0) {
            throw new IllegalArgumentException("seed 0 would stay 0");
        }
        this.random = seed;
        this.clock = clock;
        this.echo = echo;
    }

    /** The memory that pointers of the guest refer to, once the guest has it. */
    public void setMemory(GuestMemory memory) {
        this.memory = memory;
    }

    void enterStart() {
        buttons = 0;
        millis = 0;
    }

    void enterUpdate(int index, int mask) {
        buttons = mask;
        millis = (int) (Integer.toUnsignedLong(index) * 1000 / FRAMES_PER_SECOND);
    }

    void rect(int x, int y, int w, int h, int color) {
        screen.rect(x, y, w, h, color);
    }

    void blit(int pointer, int x, int y, int w, int h, int key) {
        screen.blit(memory, pointer, x, y, w, h, key);
    }

    int buttons() {
        return buttons;
    }

    int millis() {
        return millis;
    }

    /** xorshift32. */
    int random() {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        return random;
    }

    void led(int index, int rgb) {
        if (index >= 0 && index < LEDS) {
            leds[index] = rgb & 0xFFFFFF;
        }
    }

    void tone(int frequency, int duration) {
        events.tone(frequency, duration);
    }

    void log(int pointer, int length) {
        byte[] bytes = new byte[0];
        if (length != 0) {
            long end = Integer.toUnsignedLong(pointer) + Integer.toUnsignedLong(length);
            if (end > memory.size()) {
                throw new HostTrap("log reads outside memory");
            }
            bytes = memory.bytes(pointer, length);
        }
        events.log(bytes);
        echo.line(bytes);
    }

    int clockMilliseconds() {
        nondeterministic = true;
        return clock.milliseconds();
    }

    boolean nondeterministic() {
        return nondeterministic;
    }

    /** Ends a call: the link that follows {@code previous}. The events are forgotten. */
    int link(int previous) {
        ByteBuffer state = ByteBuffer.allocate(screen.pixels.length + 4 * LEDS + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(screenAndLeds())
                .putInt(events.hash())
                .putInt(events.count());
        events.clear();
        return Xxh32.hash(state.array(), previous);
    }

    /** The screen, then the LEDs, least significant byte first. */
    byte[] screenAndLeds() {
        ByteBuffer bytes = ByteBuffer.allocate(screen.pixels.length + 4 * LEDS)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(screen.pixels);
        for (int led : leds) {
            bytes.putInt(led);
        }
        return bytes.array();
    }
}
