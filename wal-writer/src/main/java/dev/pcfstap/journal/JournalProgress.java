package dev.pcfstap.journal;

import java.util.List;

/**
 * How far a journal writer has come. An immutable picture that any thread may look at.
 *
 * @param firstSequence of this writer; it says nothing of records before it
 * @param committedSequence every record below it was handed to the operating system, or is counted as lost
 * @param durableSequence every record of this writer below it was synced, except the doubtful ones; 0 when nothing was
 * @param doubtful records that were committed, but whose sync failed
 * @param lostEvents chunks that could not be kept at all
 * @param lostBytes their bytes
 * @param failures failed writes, syncs and other calls on the disk
 * @param outage whether there is no segment that can be written now
 */
public record JournalProgress(
        long firstSequence,
        long committedSequence,
        long durableSequence,
        List<SequenceRange> doubtful,
        long lostEvents,
        long lostBytes,
        long failures,
        boolean outage) {

    /** Nothing done yet. */
    public static final JournalProgress NONE = new JournalProgress(0, 0, 0, List.of(), 0, 0, 0, false);

    /** Whether the record is one of this writer and was synced. */
    public boolean durable(long sequence) {
        return sequence >= firstSequence
                && sequence < durableSequence
                && doubtful.stream().noneMatch(range -> range.contains(sequence));
    }

    /** What is known of the syncs, in the form in which it is kept. */
    DurabilityStatement statement() {
        return new DurabilityStatement(run(firstSequence, durableSequence, doubtful), doubtful);
    }

    /** The records up to the highest durable one between which none is doubtful. */
    static SequenceRange run(long firstSequence, long durableSequence, List<SequenceRange> doubtful) {
        long from = firstSequence;
        for (SequenceRange range : doubtful) {
            if (range.from() < durableSequence) {
                from = Math.max(from, range.to());
            }
        }
        return from < durableSequence ? new SequenceRange(from, durableSequence) : SequenceRange.NONE;
    }
}
