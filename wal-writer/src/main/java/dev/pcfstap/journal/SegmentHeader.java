package dev.pcfstap.journal;

/**
 * What the header of a segment says.
 *
 * @param journal which journal the segment belongs to
 * @param firstSequence the sequence of its first record
 * @param createdNanos when it was begun, nanoseconds since 1970
 * @param flags see {@link SegmentLayout}
 */
public record SegmentHeader(JournalId journal, long firstSequence, long createdNanos, int flags) {

    /** Whether a writer started here, so that streams of before are over. */
    public boolean writerStarted() {
        return (flags & SegmentLayout.FLAG_WRITER_STARTED) != 0;
    }
}
