package dev.pcfstap.journal;

/**
 * One record inside a commit.
 *
 * <pre>
 *   offset
 *    0  +-----------+-----------+-----------------------+
 *       | kind: u8  | flags: u8 | zero: u16             |
 *    4  +-----------+-----------+-----------------------+
 *       | length: u32, bytes of the payload             |
 *    8  +-----------------------------------------------+
 *       | stream: u64                                   |
 *   16  +-----------------------------------------------+
 *       | timeNanos: u64, nanoseconds since 1970        |
 *   24  +-----------------------------------------------+
 *       | payload                                       |
 *       +-----------------------------------------------+
 * </pre>
 *
 * <p>Big-endian. Flags and zero are zero when written and ignored when read. What each kind's payload holds is said at
 * {@link RecordKind}. The stream of a snapshot is the highest stream number that was used before it, so that a writer
 * that continues a journal never gives a number twice; the stream of a mark may be 0, the tap itself.
 */
final class RecordLayout {
    static final int HEADER_LENGTH = 24;

    static final int LENGTH_OFFSET = 4;
    static final int STREAM_OFFSET = 8;
    static final int TIME_OFFSET = 16;

    private RecordLayout() {}

    static int kind(byte[] bytes, int offset) {
        return BigEndian.u8(bytes, offset);
    }

    static long length(byte[] bytes, int offset) {
        return BigEndian.u32(bytes, offset + LENGTH_OFFSET);
    }

    static long stream(byte[] bytes, int offset) {
        return BigEndian.i64(bytes, offset + STREAM_OFFSET);
    }

    static long timeNanos(byte[] bytes, int offset) {
        return BigEndian.i64(bytes, offset + TIME_OFFSET);
    }

    /**
     * What the record has that no writer makes, although the checksum is right; empty when nothing. Kinds of later versions and
     * what they may add are not judged.
     */
    static String flaw(byte[] bytes, int offset) {
        RecordKind kind = RecordKind.of(kind(bytes, offset));
        if (kind == RecordKind.OTHER) {
            return "";
        }
        long stream = stream(bytes, offset);
        if (stream < kind.leastStream()) {
            return "is " + kind.token() + " of stream " + stream + ", such streams are numbered from "
                    + kind.leastStream();
        }
        int counts = kind.counts();
        for (int at = offset + HEADER_LENGTH + kind.countsOffset(), i = 0; i < counts; i++, at += Long.BYTES) {
            boolean there = at + Long.BYTES <= offset + HEADER_LENGTH + length(bytes, offset);
            if (there && BigEndian.i64(bytes, at) < 0) {
                return "is " + kind.token() + " and counts " + BigEndian.i64(bytes, at);
            }
        }
        return "";
    }
}
