package dev.pcfstap.pcap.file;

import java.nio.charset.StandardCharsets;

/**
 * Steps through the options of a block.
 *
 * <pre>
 * option = code:u16 length:u16 value[length] padding to four bytes
 * </pre>
 */
final class PcapngOptions {
    private static final int HEADER_BYTES = 4;

    private final byte[] bytes;
    private final int end;
    private final boolean bigEndian;
    private int next;
    private int code;
    private int offset;
    private int lengthBytes;

    /** Options that begin at {@code from} and end at {@code end} at the latest. */
    PcapngOptions(byte[] bytes, int from, int end, boolean bigEndian) {
        this.bytes = bytes;
        this.next = from;
        this.end = end;
        this.bigEndian = bigEndian;
    }

    /** Goes to the next option; false at the end, and where an option reaches beyond it. */
    boolean advance() {
        if (next + HEADER_BYTES > end) {
            return false;
        }
        code = Wire.u16(bytes, next, bigEndian);
        lengthBytes = Wire.u16(bytes, next + 2, bigEndian);
        offset = next + HEADER_BYTES;
        next = offset + (int) PcapngLayout.padded(lengthBytes);
        return code != PcapngLayout.OPTION_END && offset + lengthBytes <= end;
    }

    int code() {
        return code;
    }

    /** Where the value lies. */
    int offset() {
        return offset;
    }

    int lengthBytes() {
        return lengthBytes;
    }

    /** The value as text. */
    String text() {
        return new String(bytes, offset, lengthBytes, StandardCharsets.UTF_8);
    }
}
