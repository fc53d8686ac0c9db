package dev.pcfstap.pcap.synthetic;

import java.nio.ByteBuffer;

/** Everything that a buffer holds, whatever its position. */
public final class Bytes {
    private Bytes() {}

    public static byte[] of(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.get(0, bytes);
        return bytes;
    }
}
