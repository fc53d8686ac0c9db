package dev.pcfstap.pcap.tcp;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of one direction that came too early, by sequence number and without overlap: what was there first stays.
 * Confined to the reading thread.
 */
final class HeldSegments {
    private final TreeMap<Long, HeldSegment> segments = new TreeMap<>();
    private final HeldTotal total;
    private long cost;

    HeldSegments(HeldTotal total) {
        this.total = total;
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    /** The bytes of memory that this holds, about. */
    long cost() {
        return cost;
    }

    HeldSegment first() {
        return segments.firstEntry().getValue();
    }

    /** Where the last one ends. */
    long end() {
        return segments.lastEntry().getValue().end();
    }

    HeldSegment takeFirst() {
        HeldSegment first = segments.pollFirstEntry().getValue();
        spend(-first.cost());
        return first;
    }

    void clear() {
        segments.clear();
        spend(-cost);
    }

    /**
     * Copies the parts of a segment that are not here yet.
     *
     * @param captured how many of the {@code length} bytes there are
     * @return how many bytes were here already
     */
    Overlap add(long start, byte[] bytes, int offset, int captured, int length, HeldSegment.Arrival arrival) {
        long end = start + length;
        long at = start;
        long repeated = 0;
        boolean differs = false;
        Map.Entry<Long, HeldSegment> entry = segments.floorEntry(start);
        if (entry == null) {
            entry = segments.higherEntry(start);
        }
        while (entry != null && entry.getKey() < end) {
            HeldSegment there = entry.getValue();
            if (there.start > at) {
                put(start, at, there.start, bytes, offset, captured, arrival);
            }
            long from = Math.max(start, there.start);
            long to = Math.min(end, there.end());
            if (to > from) {
                repeated += to - from;
                differs |= !same(there, from, to, bytes, offset - start, start + captured);
            }
            at = Math.max(at, there.end());
            entry = segments.higherEntry(entry.getKey());
        }
        if (at < end) {
            put(start, at, end, bytes, offset, captured, arrival);
        }
        return new Overlap(repeated, differs);
    }

    /** How much of a segment was here already, and whether it was something else. */
    record Overlap(long bytes, boolean differs) {}

    private void put(
            long start, long from, long to, byte[] bytes, int offset, int captured, HeldSegment.Arrival arrival) {
        int first = (int) Math.min(from - start, captured);
        int last = (int) Math.min(to - start, captured);
        byte[] copy = Arrays.copyOfRange(bytes, offset + first, offset + last);
        HeldSegment piece = new HeldSegment(from, copy, (int) (to - from), arrival);
        segments.put(from, piece);
        spend(piece.cost());
    }

    private void spend(long bytes) {
        cost += bytes;
        total.bytes += bytes;
    }

    private static boolean same(
            HeldSegment there, long from, long to, byte[] bytes, long offsetOfZero, long capturedEnd) {
        long end = Math.min(Math.min(to, capturedEnd), there.start + there.capturedBytes);
        if (end <= from) {
            return true;
        }
        int mine = (int) (from + offsetOfZero);
        int theirs = (int) (from - there.start);
        int length = (int) (end - from);
        return Arrays.equals(bytes, mine, mine + length, there.slab.bytes(), theirs, theirs + length);
    }
}
