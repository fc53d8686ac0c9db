package dev.pcfstap.journal;

import java.util.Optional;

/**
 * What the header of a segment says.
 *
 * @param journal which journal the segment belongs to
 * @param firstSequence the sequence of its first record
 * @param createdNanos when it was begun, nanoseconds since 1970
 * @param flags see {@link SegmentLayout}
 */
public record SegmentHeader(JournalId journal, long firstSequence, long createdNanos, int flags) {

    /** When the writer of the segment synced; empty in files of before this was stated. */
    public Optional<SyncPolicy> sync() {
        return SegmentLayout.sync(flags);
    }

    /** Whether a writer started here, so that streams of before are over. */
    public boolean writerStarted() {
        return (flags & SegmentLayout.FLAG_WRITER_STARTED) != 0;
    }
}
