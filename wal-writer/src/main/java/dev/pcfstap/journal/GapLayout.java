package dev.pcfstap.journal;

import dev.pcfstap.tap.Gap;

/**
 * The payload of a gap record: what is missing from a stream at this place. Stream 0 stands for streams of which nothing
 * else is known.
 *
 * <pre>
 *   offset
 *    0  events: u64          chunks that are missing
 *    8  toHostBytes: u64     their bytes from console to host
 *   16  toConsoleBytes: u64  their bytes from host to console
 *   24  fromNanos: u64       arrival of the first of them
 *   32  toNanos: u64         arrival of the last of them
 *   40
 * </pre>
 */
final class GapLayout {
    static final int LENGTH = 40;

    private GapLayout() {}

    static byte[] encode(Gap gap) {
        byte[] bytes = new byte[LENGTH];
        BigEndian.putI64(bytes, 0, gap.events());
        BigEndian.putI64(bytes, 8, gap.toHostBytes());
        BigEndian.putI64(bytes, 16, gap.toConsoleBytes());
        BigEndian.putI64(bytes, 24, gap.fromNanos());
        BigEndian.putI64(bytes, 32, gap.toNanos());
        return bytes;
    }

    /** The gap; all zero at the record's own time when the payload is too short. */
    static Gap decode(byte[] bytes, int offset, int length, long timeNanos) {
        if (length < LENGTH) {
            return new Gap(0, 0, 0, timeNanos, timeNanos);
        }
        return new Gap(
                BigEndian.i64(bytes, offset),
                BigEndian.i64(bytes, offset + 8),
                BigEndian.i64(bytes, offset + 16),
                BigEndian.i64(bytes, offset + 24),
                BigEndian.i64(bytes, offset + 32));
    }
}
