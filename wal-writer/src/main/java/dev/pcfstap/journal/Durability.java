package dev.pcfstap.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps account of what was committed, what was synced, and what was committed but can never be called synced because its
 * sync failed. Confined to the writer's thread.
 */
final class Durability {
    private static final int MAX_RANGES = 256;

    private final List<SequenceRange> doubtful = new ArrayList<>();
    private long durable;
    private long failures;

    /** Every record from {@code from} to before {@code to} is on the disk. */
    void synced(long from, long to) {
        durable = Math.max(durable, to);
        List<SequenceRange> before = List.copyOf(doubtful);
        doubtful.clear();
        for (SequenceRange range : before) {
            keep(range.from(), Math.min(range.to(), from));
            keep(Math.max(range.from(), to), range.to());
        }
    }

    /** The records from {@code from} to before {@code to} may or may not be on the disk, and nobody will ever know. */
    void doubt(long from, long to) {
        keep(from, to);
        if (doubtful.size() > MAX_RANGES) {
            SequenceRange first = doubtful.remove(0);
            SequenceRange second = doubtful.remove(0);
            doubtful.add(0, new SequenceRange(first.from(), second.to()));
        }
    }

    private void keep(long from, long to) {
        if (from < to) {
            doubtful.add(new SequenceRange(from, to));
        }
    }

    /** A call on the disk failed. */
    void failed() {
        failures++;
    }

    JournalProgress picture(long committed, LossBook losses, boolean outage) {
        return new JournalProgress(
                committed, durable, List.copyOf(doubtful), losses.events(), losses.bytes(), failures, outage);
    }
}
