package dev.pcfstap.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * What a writer knows of its own syncs, as it stands in the first commit of a segment and in {@code sessions.json}.
 *
 * <pre>
 *   offset
 *    0  durableFrom: u64   every record from here
 *    8  durableTo: u64     to before here was synced when this was written; equal when none is known to be
 *   16  doubtful{n}        from: u64, to: u64; as many as the payload holds
 * </pre>
 *
 * @param durable records that were synced; empty when its ends are equal
 * @param doubtful records before this statement that may be missing: their write or sync failed
 */
record DurabilityStatement(SequenceRange durable, List<SequenceRange> doubtful) {
    /** So many ranges are read at most. */
    static final int MAX_RANGES = 1024;

    private static final int RANGE_LENGTH = 16;

    /** Whether it says nothing. */
    boolean isEmpty() {
        return durable.isEmpty() && doubtful.isEmpty();
    }

    byte[] encode() {
        byte[] bytes = new byte[RANGE_LENGTH * (1 + doubtful.size())];
        put(bytes, 0, durable);
        for (int i = 0; i < doubtful.size(); i++) {
            put(bytes, RANGE_LENGTH * (1 + i), doubtful.get(i));
        }
        return bytes;
    }

    private static void put(byte[] bytes, int offset, SequenceRange range) {
        BigEndian.putI64(bytes, offset, range.from());
        BigEndian.putI64(bytes, offset + 8, range.to());
    }

    /** The statement; what makes no sense in it is left out. */
    static DurabilityStatement decode(byte[] bytes, int offset, int length) {
        SequenceRange durable = range(bytes, offset, length, 0);
        List<SequenceRange> doubtful = new ArrayList<>();
        for (int i = 1; i <= MAX_RANGES && RANGE_LENGTH * (i + 1) <= length; i++) {
            SequenceRange range = range(bytes, offset, length, i);
            if (!range.isEmpty()) {
                doubtful.add(range);
            }
        }
        return new DurabilityStatement(durable, doubtful);
    }

    private static SequenceRange range(byte[] bytes, int offset, int length, int index) {
        int at = RANGE_LENGTH * index;
        if (length < at + RANGE_LENGTH) {
            return SequenceRange.NONE;
        }
        long from = BigEndian.i64(bytes, offset + at);
        long to = BigEndian.i64(bytes, offset + at + 8);
        return from < 0 || from >= to ? SequenceRange.NONE : new SequenceRange(from, to);
    }
}
