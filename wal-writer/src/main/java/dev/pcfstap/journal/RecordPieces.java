package dev.pcfstap.journal;

import java.util.Arrays;

/** Where bytes that belong together stand in the records of a journal, in order. Mutable; confined to one thread. */
public final class RecordPieces {
    private long[] sequences = new long[2];
    private int[] offsets = new int[2];
    private long[] ends = new long[2];
    private int count;

    /** Adds the bytes that follow: {@code length} of them in the payload of a record of kind 3 or 4. */
    public void add(long sequence, int offset, int length) {
        if (count > 0
                && sequences[count - 1] == sequence
                && offsets[count - 1] + lengthOf(count - 1) == (long) offset) {
            ends[count - 1] += length;
            return;
        }
        if (count == sequences.length) {
            sequences = Arrays.copyOf(sequences, 2 * count);
            offsets = Arrays.copyOf(offsets, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        sequences[count] = sequence;
        offsets[count] = offset;
        ends[count] = lengthBytes() + length;
        count++;
    }

    /** How many bytes there are. */
    public long lengthBytes() {
        return count == 0 ? 0 : ends[count - 1];
    }

    /** How many pieces there are. */
    public int count() {
        return count;
    }

    /** A part of the bytes, which must be there. */
    public RecordPieces slice(long from, int length) {
        RecordPieces slice = new RecordPieces();
        int piece = Arrays.binarySearch(ends, 0, count, from);
        piece = piece >= 0 ? piece + 1 : -piece - 1;
        for (long at = from, end = from + length; at < end; piece++) {
            long begin = ends[piece] - lengthOf(piece);
            int taken = (int) (Math.min(end, ends[piece]) - at);
            slice.add(sequences[piece], (int) (offsets[piece] + at - begin), taken);
            at += taken;
        }
        return slice;
    }

    /** Whether a record can refer to all of it. */
    public boolean fitsOneRecord() {
        return count > 0 && count <= RepeatedLayout.MAX_PIECES && lengthBytes() <= RepeatedLayout.MAX_LENGTH;
    }

    /** How long the record that refers to it is. */
    public int referenceBytes() {
        return RecordLayout.HEADER_LENGTH + RepeatedLayout.HEADER_LENGTH + count * RepeatedLayout.PIECE_LENGTH;
    }

    byte[] encode(boolean toHost) {
        byte[] bytes = RepeatedLayout.begin(toHost, count, (int) lengthBytes());
        for (int piece = 0; piece < count; piece++) {
            RepeatedLayout.putPiece(bytes, piece, sequences[piece], offsets[piece], (int) lengthOf(piece));
        }
        return bytes;
    }

    private long lengthOf(int piece) {
        return ends[piece] - (piece == 0 ? 0 : ends[piece - 1]);
    }
}
