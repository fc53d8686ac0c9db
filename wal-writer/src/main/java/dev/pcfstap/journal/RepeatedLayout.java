package dev.pcfstap.journal;

import dev.pcfstap.tap.Gap;

/**
 * The payload of a repeated record: a chunk, or a part of one, whose bytes stand in the journal already.
 *
 * <pre>
 *   offset
 *    0  kind: u8              what the bytes are: 3 to the host, 4 to the console
 *    1  zero: u8
 *    2  count: u16            pieces, 1 to 4,096
 *    4  length: u32           bytes of all pieces, at most 16 MiB
 *    8  pieces, in order: count times
 *         sequence: u64       of an earlier record of this journal, of kind 3 or 4
 *         offset: u32         in its payload
 *         length: u32         at least 1
 * </pre>
 *
 * <p>Big-endian. Bytes that follow are left to later versions. What a piece refers to stands in the record itself: never in
 * another repeated one.
 */
final class RepeatedLayout {
    static final int HEADER_LENGTH = 8;
    static final int PIECE_LENGTH = 16;
    static final int MAX_PIECES = 4096;
    static final int MAX_LENGTH = 16 << 20;

    private static final int COUNT_OFFSET = 2;
    private static final int LENGTH_OFFSET = 4;

    private RepeatedLayout() {}

    /** Begins a payload; pieces follow with {@link #putPiece}. */
    static byte[] begin(boolean toHost, int pieces, int lengthBytes) {
        byte[] bytes = new byte[HEADER_LENGTH + pieces * PIECE_LENGTH];
        bytes[0] = (byte) (toHost ? RecordKind.TO_HOST : RecordKind.TO_CONSOLE).code();
        BigEndian.putU16(bytes, COUNT_OFFSET, pieces);
        BigEndian.putI32(bytes, LENGTH_OFFSET, lengthBytes);
        return bytes;
    }

    static void putPiece(byte[] bytes, int piece, long sequence, int from, int lengthBytes) {
        int at = HEADER_LENGTH + piece * PIECE_LENGTH;
        BigEndian.putI64(bytes, at, sequence);
        BigEndian.putI32(bytes, at + 8, from);
        BigEndian.putI32(bytes, at + 12, lengthBytes);
    }

    /** Whether the payload keeps the bounds; what it refers to is not looked at. */
    static boolean isUsable(byte[] bytes, int offset, int length) {
        if (length < HEADER_LENGTH || (!isToHost(bytes, offset) && !isToConsole(bytes, offset))) {
            return false;
        }
        int pieces = pieces(bytes, offset);
        if (pieces == 0 || pieces > MAX_PIECES || HEADER_LENGTH + pieces * PIECE_LENGTH > length) {
            return false;
        }
        long total = 0;
        for (int piece = 0; piece < pieces; piece++) {
            long pieceLength = lengthOf(bytes, offset, piece);
            if (pieceLength == 0) {
                return false;
            }
            total += pieceLength;
        }
        return total == lengthBytes(bytes, offset) && total <= MAX_LENGTH;
    }

    static boolean isToHost(byte[] bytes, int offset) {
        return BigEndian.u8(bytes, offset) == RecordKind.TO_HOST.code();
    }

    private static boolean isToConsole(byte[] bytes, int offset) {
        return BigEndian.u8(bytes, offset) == RecordKind.TO_CONSOLE.code();
    }

    static int pieces(byte[] bytes, int offset) {
        return BigEndian.u16(bytes, offset + COUNT_OFFSET);
    }

    static long lengthBytes(byte[] bytes, int offset) {
        return BigEndian.u32(bytes, offset + LENGTH_OFFSET);
    }

    static long sequenceOf(byte[] bytes, int offset, int piece) {
        return BigEndian.i64(bytes, at(offset, piece));
    }

    static long offsetOf(byte[] bytes, int offset, int piece) {
        return BigEndian.u32(bytes, at(offset, piece) + 8);
    }

    static long lengthOf(byte[] bytes, int offset, int piece) {
        return BigEndian.u32(bytes, at(offset, piece) + 12);
    }

    private static int at(int offset, int piece) {
        return offset + HEADER_LENGTH + piece * PIECE_LENGTH;
    }

    /** The gap that one leaves that cannot be resolved: of unknown size when its direction is not known. */
    static Gap missing(byte[] bytes, int offset, int length, long timeNanos) {
        boolean readable = length >= HEADER_LENGTH;
        long lengthBytes = readable ? lengthBytes(bytes, offset) : 0;
        return new Gap(
                1,
                readable && isToHost(bytes, offset) ? lengthBytes : 0,
                readable && isToConsole(bytes, offset) ? lengthBytes : 0,
                timeNanos,
                timeNanos);
    }
}
