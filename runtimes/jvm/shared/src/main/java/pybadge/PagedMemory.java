package pybadge;

import java.util.function.IntSupplier;

/** Guest memory of engines that tell its pages and copy out of it. */
public record PagedMemory(IntSupplier pages, Copy copy) implements GuestMemory {
    private static final long PAGE_BYTES = 65_536;

    /** Copies bytes out of memory. */
    public interface Copy {
        byte[] bytes(int at, int length);
    }

    @Override
    public long size() {
        return pages.getAsInt() * PAGE_BYTES;
    }

    @Override
    public byte[] bytes(int at, int length) {
        return copy.bytes(at, length);
    }
}
