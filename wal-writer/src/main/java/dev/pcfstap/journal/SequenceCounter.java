package dev.pcfstap.journal;

/**
 * Which sequence comes next. A sequence is given twice only to the same record, when it is repeated in a new segment: one that
 * may stand in an abandoned segment, and is not repeated, is passed. Confined to the writer's thread.
 */
final class SequenceCounter {
    private long next;
    private long written;
    private long possible;

    SequenceCounter(long next) {
        this.next = next;
    }

    long next() {
        return next;
    }

    /** Everything before {@code end} is in a segment that goes on. */
    void committed(long end) {
        next = end;
    }

    /** Everything before {@code end} was written to a segment that was then abandoned. */
    void written(long end) {
        written = Math.max(written, end);
        possible = Math.max(possible, end);
    }

    /** A write that failed may have left whole records up to {@code end}. */
    void possiblyWritten(long end) {
        possible = Math.max(possible, end);
    }

    /** Whether more than what was committed is known to be written. */
    boolean writtenBeyondNext() {
        return written > next;
    }

    /** Passes what may be written; returns what was passed. */
    SequenceRange pass() {
        SequenceRange passed = new SequenceRange(next, Math.max(next, possible));
        next = passed.to();
        return passed;
    }
}
