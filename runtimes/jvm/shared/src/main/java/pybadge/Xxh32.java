package pybadge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** XXH32 of a whole message, after its specification. */
final class Xxh32 {
    private static final int PRIME1 = 0x9E3779B1;
    private static final int PRIME2 = 0x85EBCA77;
    private static final int PRIME3 = 0xC2B2AE3D;
    private static final int PRIME4 = 0x27D4EB2F;
    private static final int PRIME5 = 0x165667B1;

    private Xxh32() {
    }

    static int hash(byte[] message, int seed) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        int hash;
        if (message.length >= 16) {
            int a = seed + PRIME1 + PRIME2;
            int b = seed + PRIME2;
            int c = seed;
            int d = seed - PRIME1;
            while (in.remaining() >= 16) {
                a = round(a, in.getInt());
                b = round(b, in.getInt());
                c = round(c, in.getInt());
                d = round(d, in.getInt());
            }
            hash = Integer.rotateLeft(a, 1) + Integer.rotateLeft(b, 7)
                    + Integer.rotateLeft(c, 12) + Integer.rotateLeft(d, 18);
        } else {
            hash = seed + PRIME5;
        }
        hash += message.length;
        while (in.remaining() >= 4) {
            hash = Integer.rotateLeft(hash + in.getInt() * PRIME3, 17) * PRIME4;
        }
        while (in.hasRemaining()) {
            hash = Integer.rotateLeft(hash + (in.get() & 0xFF) * PRIME5, 11) * PRIME1;
        }
        hash = (hash ^ hash >>> 15) * PRIME2;
        hash = (hash ^ hash >>> 13) * PRIME3;
        return hash ^ hash >>> 16;
    }

    private static int round(int lane, int word) {
        return Integer.rotateLeft(lane + word * PRIME2, 13) * PRIME1;
    }
}
