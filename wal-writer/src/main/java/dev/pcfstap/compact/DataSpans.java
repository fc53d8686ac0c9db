package dev.pcfstap.compact;

import java.util.Arrays;

/**
 * Where data lies among the bytes that went one way on one stream, in order. Three numbers a stretch, each as the distance
 * from the one before it, seven bits a byte. Mutable while it is filled.
 */
final class DataSpans {
    private static final int LONGEST_ENTRY = 3 * 10;

    private byte[] bytes = new byte[0];
    private int length;
    private long end;

    /**
     * Adds a stretch behind all others. One that is not behind them, or began before the reading did, is left out: what is
     * not listed is kept as it is.
     *
     * @param headBegin where the bytes begin that the data's checksum covers
     * @return by how many bytes the list has grown
     */
    int add(long headBegin, long dataBegin, long dataEnd) {
        if (headBegin < end || dataBegin < headBegin || dataEnd <= dataBegin) {
            return 0;
        }
        int before = bytes.length;
        if (bytes.length - length < LONGEST_ENTRY) {
            bytes = Arrays.copyOf(bytes, length + Math.max(2 * LONGEST_ENTRY, length / 2));
        }
        put(headBegin - end);
        put(dataBegin - headBegin);
        put(dataEnd - dataBegin);
        end = dataEnd;
        return bytes.length - before;
    }

    private void put(long value) {
        long left = value;
        while (left > 0x7F) {
            bytes[length++] = (byte) (0x80 | left);
            left >>>= 7;
        }
        bytes[length++] = (byte) left;
    }

    /** A cursor before the first stretch; the list must not grow any more. */
    Cursor cursor() {
        return new Cursor();
    }

    /** Goes through the stretches once. */
    final class Cursor {
        private int at;
        private long headBegin;
        private long dataBegin;
        private long dataEnd;

        /** Moves to the next stretch; false when there is none. */
        boolean next() {
            if (at == length) {
                return false;
            }
            headBegin = dataEnd + take();
            dataBegin = headBegin + take();
            dataEnd = dataBegin + take();
            return true;
        }

        private long take() {
            long value = 0;
            int shift = 0;
            byte next;
            do {
                next = bytes[at++];
                value |= (next & 0x7FL) << shift;
                shift += 7;
            } while (next < 0);
            return value;
        }

        long headBegin() {
            return headBegin;
        }

        long dataBegin() {
            return dataBegin;
        }

        long dataEnd() {
            return dataEnd;
        }
    }
}
