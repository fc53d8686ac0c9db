package dev.pcfstap.proxy.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A record of a journal.
 *
 * @param kind its code, see the constants
 * @param payload a view of the file; its position and limit stay
 */
public record PlainRecord(long sequence, int kind, long stream, long timeNanos, ByteBuffer payload) {
    public static final int OPENED = 1;
    public static final int CLOSED = 2;
    public static final int TO_HOST = 3;
    public static final int TO_CONSOLE = 4;
    public static final int SNAPSHOT = 6;

    /** Kinds beyond it are about the journal itself. */
    public static final int LAST_OF_TRAFFIC = 7;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** The same without what it says, which holds on to the whole file. */
    PlainRecord withoutPayload() {
        return new PlainRecord(sequence, kind, stream, timeNanos, NOTHING);
    }

    /** The console's port of an opened record. */
    public int consolePort() {
        byte[] address = new byte[Short.toUnsignedInt(payload.getShort(0))];
        payload.get(2, address);
        String text = new String(address, StandardCharsets.UTF_8);
        return Integer.parseInt(text.substring(text.lastIndexOf(':') + 1));
    }
}
