package dev.pcfstap.journal;

import java.util.zip.CRC32C;

/**
 * A commit: what one batch of the ring produced, there as a whole or not at all.
 *
 * <pre>
 *   offset
 *    0  +-----------------------------------------------+
 *       | sync: 50 43 4A 43                             |
 *    4  +-----------------------------------------------+
 *       | bodyLength: u32, bytes of all records         |
 *    8  +-----------------------------------------------+
 *       | count: u32, how many records                  |
 *   12  +-----------------------------------------------+
 *       | firstSequence: u64, of the first record       |
 *   20  +-----------------------------------------------+
 *       | records, {@link RecordLayout}, bodyLength bytes      |
 *       +-----------------------------------------------+
 *       | crc: u32, CRC-32C of everything before it     |
 *       +-----------------------------------------------+
 * </pre>
 *
 * <p>Big-endian. A commit holds at least one record. The body is at most {@link #MAX_BODY_LENGTH} bytes; a reader checks
 * that, and the file's own length, before it allocates anything.
 */
final class CommitLayout {
    static final int SYNC = 0x50434A43;
    static final int HEADER_LENGTH = 20;
    static final int CRC_LENGTH = 4;
    static final int OVERHEAD = HEADER_LENGTH + CRC_LENGTH;
    static final int MAX_BODY_LENGTH = 32 << 20;

    static final int BODY_LENGTH_OFFSET = 4;
    static final int COUNT_OFFSET = 8;
    static final int FIRST_SEQUENCE_OFFSET = 12;

    private CommitLayout() {}

    static boolean isSync(byte[] bytes, int offset) {
        return BigEndian.i32(bytes, offset) == SYNC;
    }

    static long bodyLength(byte[] bytes, int offset) {
        return BigEndian.u32(bytes, offset + BODY_LENGTH_OFFSET);
    }

    static long count(byte[] bytes, int offset) {
        return BigEndian.u32(bytes, offset + COUNT_OFFSET);
    }

    static long firstSequence(byte[] bytes, int offset) {
        return BigEndian.i64(bytes, offset + FIRST_SEQUENCE_OFFSET);
    }

    /** What is wrong with the 20 bytes at {@code offset} as the beginning of a commit; empty when nothing is. */
    static String headerFlaw(byte[] bytes, int offset) {
        if (!isSync(bytes, offset)) {
            return "no commit begins here";
        }
        long bodyLength = bodyLength(bytes, offset);
        if (bodyLength > MAX_BODY_LENGTH) {
            return "commit body is " + bodyLength + " bytes, the limit is " + MAX_BODY_LENGTH;
        }
        long count = count(bytes, offset);
        if (count == 0 || count * RecordLayout.HEADER_LENGTH > bodyLength) {
            return "commit claims " + count + " records in " + bodyLength + " bytes";
        }
        long first = firstSequence(bytes, offset);
        return first < 0 || first + count < 0 ? "commit sequence " + first + " is out of range" : "";
    }

    /**
     * What is wrong with a whole commit whose header has no flaw; empty when it is good. The commit lies at {@code offset}
     * with all its bytes.
     */
    static String flaw(byte[] bytes, int offset) {
        int bodyLength = (int) bodyLength(bytes, offset);
        int crcOffset = offset + HEADER_LENGTH + bodyLength;
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, HEADER_LENGTH + bodyLength);
        if ((int) crc.getValue() != BigEndian.i32(bytes, crcOffset)) {
            return "the commit's checksum is wrong";
        }
        return recordsFlaw(bytes, offset + HEADER_LENGTH, crcOffset, count(bytes, offset));
    }

    private static String recordsFlaw(byte[] bytes, int from, int end, long count) {
        int at = from;
        for (long i = 0; i < count; i++) {
            if (end - at < RecordLayout.HEADER_LENGTH) {
                return "record " + i + " of the commit is cut off";
            }
            long length = RecordLayout.length(bytes, at);
            if (length > end - at - RecordLayout.HEADER_LENGTH) {
                return "record " + i + " of the commit is " + length + " bytes and leaves the commit";
            }
            String flaw = RecordLayout.flaw(bytes, at);
            if (!flaw.isEmpty()) {
                return "record " + i + " of the commit " + flaw;
            }
            at += RecordLayout.HEADER_LENGTH + (int) length;
        }
        return at == end ? "" : "the commit's records end " + (end - at) + " bytes early";
    }
}
