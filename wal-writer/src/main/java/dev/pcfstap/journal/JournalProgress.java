package dev.pcfstap.journal;

import java.util.List;

/**
 * How far a journal writer has come. An immutable picture that any thread may look at.
 *
 * @param committedSequence every record below it was handed to the operating system, or is counted as lost
 * @param durableSequence every record of this writer below it was synced, except the doubtful ones; 0 when nothing was
 * @param doubtful records that were committed, but whose sync failed
 * @param lostEvents chunks that could not be kept at all
 * @param lostBytes their bytes
 * @param failures failed writes, syncs and other calls on the disk
 * @param outage whether there is no segment that can be written now
 */
public record JournalProgress(
        long committedSequence,
        long durableSequence,
        List<SequenceRange> doubtful,
        long lostEvents,
        long lostBytes,
        long failures,
        boolean outage) {

    /** Nothing done yet. */
    public static final JournalProgress NONE = new JournalProgress(0, 0, List.of(), 0, 0, 0, false);

    /** Whether the record was synced. */
    public boolean durable(long sequence) {
        return sequence < durableSequence && doubtful.stream().noneMatch(range -> range.contains(sequence));
    }
}
