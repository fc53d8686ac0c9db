package dev.pcfstap.journal;

/**
 * Keeps account of what was committed, what was synced, and what can never be called synced because its write or sync failed;
 * and of what of that the journal itself says in a durable place. Confined to the writer's thread.
 */
final class Durability {
    private static final int MAX_RANGES = 256;

    private final long firstSequence;
    private final SequenceRanges doubtful = new SequenceRanges();
    private final SequenceRanges unstated = new SequenceRanges();
    private final SequenceRanges stating = new SequenceRanges();
    private long statementEnd;
    private long durable;
    private long failures;

    /** @param firstSequence of the writer; nothing is said of records before it */
    Durability(long firstSequence) {
        this.firstSequence = firstSequence;
    }

    /** Every record from {@code from} to before {@code to} is on the disk. */
    void synced(long from, long to) {
        durable = Math.max(durable, to);
        doubtful.remove(from, to);
        if (from < statementEnd && statementEnd <= to) {
            stating.clear();
        }
    }

    /** The records from {@code from} to before {@code to} may or may not be on the disk, and nobody will ever know. */
    void doubt(long from, long to) {
        doubtful.add(from, to);
        doubtful.joinDownTo(MAX_RANGES);
        missing(from, to);
    }

    /** The records may be missing in the files, which the journal must say. */
    void missing(long from, long to) {
        unstated.add(from, to);
        unstated.joinDownTo(MAX_RANGES);
    }

    /** Whether there is something that a new segment must say, and that none says yet. */
    boolean owesStatement() {
        return !unstated.isEmpty();
    }

    /** What a new segment says, whose first commit ends at {@code endSequence}. It is said again until that was synced. */
    DurabilityStatement statement() {
        stating.addAll(unstated.list());
        stating.joinDownTo(MAX_RANGES);
        unstated.clear();
        return new DurabilityStatement(JournalProgress.run(firstSequence, durable, doubtful.list()), stating.list());
    }

    /** The commit with the statement ends at this sequence. */
    void stated(long endSequence) {
        statementEnd = endSequence;
    }

    /** The commit with the statement was written, and that must do because nothing is ever synced. */
    void neverSynced() {
        stating.clear();
    }

    /** A call on the disk failed. */
    void failed() {
        failures++;
    }

    JournalProgress picture(long committed, LossBook losses, boolean outage) {
        return new JournalProgress(
                firstSequence, committed, durable, doubtful.list(), losses.events(), losses.bytes(), failures, outage);
    }
}
