package dev.pcfstap.journal;

import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The header that begins every segment.
 *
 * <pre>
 *   offset
 *    0  +-----------------------------------------------+
 *       | magic: 89 50 43 4A 0D 0A 1A 0A                |
 *    8  +-----------+-----------+-----------+-----------+
 *       | version: u16 = 1      | checksum  | flags     |
 *   12  +-----------+-----------+-----------+-----------+
 *       | journalId: 16 bytes                           |
 *   28  +-----------------------------------------------+
 *       | firstSequence: u64                            |
 *   36  +-----------------------------------------------+
 *       | createdNanos: u64, nanoseconds since 1970     |
 *   44  +-----------------------------------------------+
 *       | crc: u32, CRC-32C of bytes 0 to 43            |
 *   48  +-----------------------------------------------+
 * </pre>
 *
 * <p>Big-endian. {@code checksum} 1 is CRC-32C. Flag bit 0 says that a writer started here: streams that were open before
 * this segment were cut off by whatever ended the writer before. Bits 1 and 2 say when the writer synced: 0 not stated, 1 when
 * the operating system liked, 2 at every interval, 3 at every commit. The other flags are zero and ignored.
 */
final class SegmentLayout {
    static final int LENGTH = 48;
    static final long MAGIC = 0x8950434A_0D0A1A0AL;
    static final int MAGIC_HIGH = (int) (MAGIC >>> 32);
    static final int VERSION = 1;
    static final int CHECKSUM_CRC32C = 1;
    static final int FLAG_WRITER_STARTED = 1;

    private static final int SYNC_SHIFT = 1;
    private static final int SYNC_MASK = 3;

    private static final int VERSION_OFFSET = 8;
    private static final int CHECKSUM_OFFSET = 10;
    private static final int FLAGS_OFFSET = 11;
    private static final int ID_OFFSET = 12;
    private static final int FIRST_SEQUENCE_OFFSET = 28;
    private static final int CREATED_OFFSET = 36;
    private static final int CRC_OFFSET = 44;

    private SegmentLayout() {}

    /** The flags of a segment that is written with this policy. */
    static int flags(boolean writerStarted, SyncPolicy sync) {
        int code = switch (sync) {
            case NONE -> 1;
            case INTERVAL -> 2;
            case ALWAYS -> 3;
        };
        return (writerStarted ? FLAG_WRITER_STARTED : 0) | code << SYNC_SHIFT;
    }

    static Optional<SyncPolicy> sync(int flags) {
        return switch (flags >> SYNC_SHIFT & SYNC_MASK) {
            case 1 -> Optional.of(SyncPolicy.NONE);
            case 2 -> Optional.of(SyncPolicy.INTERVAL);
            case 3 -> Optional.of(SyncPolicy.ALWAYS);
            default -> Optional.empty();
        };
    }

    static byte[] encode(SegmentHeader header) {
        byte[] bytes = new byte[LENGTH];
        BigEndian.putI64(bytes, 0, MAGIC);
        BigEndian.putU16(bytes, VERSION_OFFSET, VERSION);
        bytes[CHECKSUM_OFFSET] = CHECKSUM_CRC32C;
        bytes[FLAGS_OFFSET] = (byte) header.flags();
        BigEndian.putI64(bytes, ID_OFFSET, header.journal().high());
        BigEndian.putI64(bytes, ID_OFFSET + 8, header.journal().low());
        BigEndian.putI64(bytes, FIRST_SEQUENCE_OFFSET, header.firstSequence());
        BigEndian.putI64(bytes, CREATED_OFFSET, header.createdNanos());
        BigEndian.putI32(bytes, CRC_OFFSET, crc(bytes, 0));
        return bytes;
    }

    /** What is wrong with the 48 bytes at {@code offset}; empty when they are a header that this version reads. */
    static String flaw(byte[] bytes, int offset) {
        long magic = BigEndian.i64(bytes, offset);
        if (magic != MAGIC) {
            return (int) (magic >>> 32) == MAGIC_HIGH
                    ? "the magic was changed as if by a text-mode copy"
                    : "no journal segment begins here";
        }
        if (crc(bytes, offset) != BigEndian.i32(bytes, offset + CRC_OFFSET)) {
            return "the segment header's checksum is wrong";
        }
        int version = BigEndian.u16(bytes, offset + VERSION_OFFSET);
        if (version != VERSION) {
            return "segment version is " + version + ", this program reads " + VERSION;
        }
        int checksum = BigEndian.u8(bytes, offset + CHECKSUM_OFFSET);
        if (checksum != CHECKSUM_CRC32C) {
            return "checksum kind is " + checksum + ", this program knows " + CHECKSUM_CRC32C;
        }
        return BigEndian.i64(bytes, offset + FIRST_SEQUENCE_OFFSET) < 0 ? "the first sequence is negative" : "";
    }

    /** Whether the 48 bytes at {@code offset} are as somebody wrote them, but not in a way that this version reads. */
    static boolean ofAnotherVersion(byte[] bytes, int offset) {
        return BigEndian.i64(bytes, offset) == MAGIC
                && crc(bytes, offset) == BigEndian.i32(bytes, offset + CRC_OFFSET)
                && !flaw(bytes, offset).isEmpty();
    }

    /** The header at {@code offset}, which has no {@link #flaw}. */
    static SegmentHeader decode(byte[] bytes, int offset) {
        return new SegmentHeader(
                new JournalId(BigEndian.i64(bytes, offset + ID_OFFSET), BigEndian.i64(bytes, offset + ID_OFFSET + 8)),
                BigEndian.i64(bytes, offset + FIRST_SEQUENCE_OFFSET),
                BigEndian.i64(bytes, offset + CREATED_OFFSET),
                BigEndian.u8(bytes, offset + FLAGS_OFFSET));
    }

    private static int crc(byte[] bytes, int offset) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
