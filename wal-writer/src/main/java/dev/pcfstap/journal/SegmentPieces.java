package dev.pcfstap.journal;

import org.jspecify.annotations.Nullable;

/** Where new segments begin when the intact commits of a reading are written: with each one read, and behind each hole. */
final class SegmentPieces {
    private @Nullable SegmentHeader header;
    private long nextSequence;
    private boolean inside;

    /** Whether a segment begins with the next commit of the reading. */
    boolean begins(JournalCommit commit) {
        inside = commit.segment().equals(header);
        boolean begins = !inside || commit.firstSequence() != nextSequence;
        header = commit.segment();
        nextSequence = commit.endSequence();
        return begins;
    }

    /** Whether the commit of the last call belongs to the same segment of the reading as the one before it. */
    boolean inside() {
        return inside;
    }
}
