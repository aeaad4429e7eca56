package pybadge;

/** Linear memory of the guest, as far as host functions need it. */
public interface GuestMemory {
    /** A guest without memory: every pointer lies outside. */
    GuestMemory NONE = new GuestMemory() {
        @Override
        public long size() {
            return 0;
        }

        @Override
        public byte[] bytes(int at, int length) {
            throw new HostTrap("the guest has no memory yet");
        }
    };

    /** Size in bytes. */
    long size();

    /** A copy of {@code length} bytes from {@code at}, which the caller has checked to lie inside. */
    byte[] bytes(int at, int length);
}
