package dev.pcfstap.journal;

import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.ReducedBytes;
import java.util.Arrays;

/**
 * The payload of a reduced record: what is left of file data that one chunk brought.
 *
 * <pre>
 *   offset
 *    0  kind: u8              what the bytes were: 3 to the host, 4 to the console
 *    1  content: u8           1 data that was read (of a ReadFile's answer), 2 data that was written (of a WriteFile)
 *    2  zero[6]
 *    8  length: u64           how many bytes
 *   16  checksumAfter: u64    the checksum that the WAL shows of the answer, from its first byte to the last of these:
 *                             64-bit FNV-1a with the initial state 69420; 0 for written data
 *   24  paddingBytes: u64     how many of the last bytes are 0xCD
 *   32  digest[32]            SHA-256 of the bytes
 *   64
 * </pre>
 *
 * <p>Big-endian. Bytes that follow are left to later versions. A content that is not known stands for a gap of that length.
 */
final class ReducedLayout {
    static final int LENGTH = 64;
    private static final int DIGEST_LENGTH = 32;

    private static final int CONTENT_OFFSET = 1;
    static final int LENGTH_OFFSET = 8;
    private static final int CHECKSUM_OFFSET = 16;
    private static final int PADDING_OFFSET = 24;
    private static final int DIGEST_OFFSET = 32;

    private static final int READ_DATA = 1;
    private static final int WRITTEN_DATA = 2;

    private ReducedLayout() {}

    static byte[] encode(ReducedBytes data) {
        boolean read = data.direction() == Direction.HOST_TO_CONSOLE;
        byte[] bytes = new byte[LENGTH];
        bytes[0] = (byte) (read ? RecordKind.TO_CONSOLE : RecordKind.TO_HOST).code();
        bytes[CONTENT_OFFSET] = (byte) (read ? READ_DATA : WRITTEN_DATA);
        BigEndian.putI64(bytes, LENGTH_OFFSET, data.lengthBytes());
        BigEndian.putI64(bytes, CHECKSUM_OFFSET, data.checksumAfter());
        BigEndian.putI64(bytes, PADDING_OFFSET, data.paddingBytes());
        byte[] digest = data.digest();
        System.arraycopy(digest, 0, bytes, DIGEST_OFFSET, Math.min(DIGEST_LENGTH, digest.length));
        return bytes;
    }

    /** Whether it says something that can be used; else {@link #missing} is all there is to know. */
    static boolean isUsable(byte[] bytes, int offset, int length) {
        if (length < LENGTH) {
            return false;
        }
        int kind = BigEndian.u8(bytes, offset);
        int content = BigEndian.u8(bytes, offset + CONTENT_OFFSET);
        return (kind == RecordKind.TO_CONSOLE.code() && content == READ_DATA)
                || (kind == RecordKind.TO_HOST.code() && content == WRITTEN_DATA);
    }

    static ReducedBytes decode(byte[] bytes, int offset) {
        boolean read = BigEndian.u8(bytes, offset) == RecordKind.TO_CONSOLE.code();
        return new ReducedBytes(
                read ? Direction.HOST_TO_CONSOLE : Direction.CONSOLE_TO_HOST,
                BigEndian.i64(bytes, offset + LENGTH_OFFSET),
                BigEndian.i64(bytes, offset + CHECKSUM_OFFSET),
                BigEndian.i64(bytes, offset + PADDING_OFFSET),
                Arrays.copyOfRange(bytes, offset + DIGEST_OFFSET, offset + LENGTH));
    }

    /** The gap that one leaves that cannot be used: of unknown size when not even the direction is known. */
    static Gap missing(byte[] bytes, int offset, int length, long timeNanos) {
        long lengthBytes = length < LENGTH ? 0 : Math.max(0, BigEndian.i64(bytes, offset + LENGTH_OFFSET));
        int kind = length < LENGTH ? 0 : BigEndian.u8(bytes, offset);
        return new Gap(
                1,
                kind == RecordKind.TO_HOST.code() ? lengthBytes : 0,
                kind == RecordKind.TO_CONSOLE.code() ? lengthBytes : 0,
                timeNanos,
                timeNanos);
    }
}
