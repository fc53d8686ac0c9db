package dev.pcfstap.extract;

import it.unimi.dsi.fastutil.longs.LongArrayList;

/** The spans of one direction that do not stay, in ascending order. Mutable. */
final class CutLane {
    private final LongArrayList begins = new LongArrayList();
    private final LongArrayList ends = new LongArrayList();

    /** For a span that is left out -1 minus its packets, else its tag. */
    private final LongArrayList fates = new LongArrayList();

    void omit(long begin, long end, long packets) {
        int last = size() - 1;
        if (last >= 0 && isOmitted(last) && ends.getLong(last) == Math.max(0, begin) && end > begin) {
            ends.set(last, end);
            fates.set(last, fates.getLong(last) - packets);
        } else {
            add(begin, end, -1 - packets);
        }
    }

    void replace(long begin, long end, long tag) {
        if (tag < 0) {
            throw new IllegalArgumentException("a tag is " + tag + ", must be at least 0");
        }
        add(begin, end, tag);
    }

    private void add(long begin, long end, long fate) {
        // What came before the first byte that is known cannot be cut.
        long from = Math.max(0, begin);
        if (end <= from) {
            return;
        }
        if (size() > 0 && from < ends.getLong(size() - 1)) {
            throw new IllegalArgumentException(
                    "span " + from + ".." + end + " begins before " + ends.getLong(size() - 1));
        }
        begins.add(from);
        ends.add(end);
        fates.add(fate);
    }

    int size() {
        return begins.size();
    }

    long begin(int span) {
        return begins.getLong(span);
    }

    long end(int span) {
        return ends.getLong(span);
    }

    boolean isOmitted(int span) {
        return fates.getLong(span) < 0;
    }

    /** How many packets a span has that is left out. */
    long packets(int span) {
        return -1 - fates.getLong(span);
    }

    /** What a span that is replaced is known by. */
    long tag(int span) {
        return fates.getLong(span);
    }
}
