package pybadge;

import java.util.Arrays;

/** 160 × 128 pixels of one byte, RRRGGGBB, and the two ways to draw on them. */
public final class Screen {
    /** Pixels per row. */
    public static final int WIDTH = 160;
    /** Rows. */
    public static final int HEIGHT = 128;

    final byte[] pixels = new byte[WIDTH * HEIGHT];

    /** Fills the part of a rectangle that lies on the screen. */
    void rect(int x, int y, int w, int h, int color) {
        if (w <= 0 || h <= 0) {
            return;
        }
        int left = clip(x, WIDTH);
        int right = clip((long) x + w, WIDTH);
        int bottom = clip((long) y + h, HEIGHT);
        for (int row = clip(y, HEIGHT); row < bottom; row++) {
            Arrays.fill(pixels, row * WIDTH + left, row * WIDTH + right, (byte) color);
        }
    }

    /** Copies pixels of guest memory, leaving out those equal to {@code key}. */
    void blit(GuestMemory memory, int pointer, int x, int y, int w, int h, int key) {
        if (w <= 0 || h <= 0) {
            return;
        }
        long at = Integer.toUnsignedLong(pointer);
        // At most 2^32 + 2^62. Checked before any clipping.
        if (at + (long) w * h > memory.size()) {
            throw new HostTrap("blit reads outside memory");
        }
        int left = clip(x, WIDTH);
        int right = clip((long) x + w, WIDTH);
        if (left == right) {
            return;
        }
        int bottom = clip((long) y + h, HEIGHT);
        for (int row = clip(y, HEIGHT); row < bottom; row++) {
            // Inside memory, as shown above, hence below 2^32.
            long from = at + ((long) row - y) * w + ((long) left - x);
            byte[] source = memory.bytes((int) from, right - left);
            int target = row * WIDTH + left;
            if (key < 0 || key > 255) {
                System.arraycopy(source, 0, pixels, target, source.length);
                continue;
            }
            for (int i = 0; i < source.length; i++) {
                if (source[i] != (byte) key) {
                    pixels[target + i] = source[i];
                }
            }
        }
    }

    private static int clip(long edge, int limit) {
        return (int) Math.max(0, Math.min(edge, limit));
    }
}
