package pybadge;

/** Tones and log lines of one call, folded by FNV-1a with 32 bits as they come. */
final class Events {
    private static final int BASIS = 0x811C9DC5;
    private static final int PRIME = 0x01000193;
    private static final int TONE = 1;
    private static final int LOG = 2;

    private int hash = BASIS;
    private int count;

    void clear() {
        hash = BASIS;
        count = 0;
    }

    void tone(int frequency, int duration) {
        begin(TONE);
        fold(frequency);
        fold(duration);
    }

    void log(byte[] bytes) {
        begin(LOG);
        fold(bytes.length);
        for (byte b : bytes) {
            mix(b & 0xFF);
        }
    }

    int hash() {
        return hash;
    }

    int count() {
        return count;
    }

    private void begin(int kind) {
        mix(kind);
        count++;
    }

    private void fold(int word) {
        for (int shift = 0; shift < 32; shift += 8) {
            mix(word >>> shift & 0xFF);
        }
    }

    private void mix(int octet) {
        hash = (hash ^ octet) * PRIME;
    }
}
