package dev.pcfstap.journal;

import java.util.ArrayList;
import java.util.List;

/** Sequences as ranges in ascending order that neither touch nor overlap. Confined to one thread. */
final class SequenceRanges {
    private final List<SequenceRange> ranges = new ArrayList<>();

    /** Adds the sequences from {@code from} to before {@code to}. */
    void add(long from, long to) {
        if (from >= to) {
            return;
        }
        int at = Math.max(0, ranges.size() - 1);
        at = at > 0 && ranges.get(at - 1).to() < from ? at : 0;
        while (at < ranges.size() && ranges.get(at).to() < from) {
            at++;
        }
        long first = from;
        long end = to;
        while (at < ranges.size() && ranges.get(at).from() <= end) {
            SequenceRange touching = ranges.remove(at);
            first = Math.min(first, touching.from());
            end = Math.max(end, touching.to());
        }
        ranges.add(at, new SequenceRange(first, end));
    }

    void addAll(Iterable<SequenceRange> more) {
        more.forEach(range -> add(range.from(), range.to()));
    }

    /** Takes out the sequences from {@code from} to before {@code to}. */
    void remove(long from, long to) {
        List<SequenceRange> before = List.copyOf(ranges);
        ranges.clear();
        for (SequenceRange range : before) {
            add(range.from(), Math.min(range.to(), from));
            add(Math.max(range.from(), to), range.to());
        }
    }

    /** Joins neighbours from the lowest on, with what lies between them, until there are at most so many. */
    void joinDownTo(int most) {
        while (ranges.size() > most) {
            add(ranges.get(0).from(), ranges.get(1).to());
        }
    }

    /** Forgets the lowest until there are at most so many. */
    void dropDownTo(int most) {
        if (ranges.size() > most) {
            ranges.subList(0, ranges.size() - most).clear();
        }
    }

    /** Whether all sequences from {@code from} to before {@code to} are here. */
    boolean hold(long from, long to) {
        return ranges.stream().anyMatch(range -> range.from() <= from && to <= range.to());
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    void clear() {
        ranges.clear();
    }

    List<SequenceRange> list() {
        return List.copyOf(ranges);
    }
}
