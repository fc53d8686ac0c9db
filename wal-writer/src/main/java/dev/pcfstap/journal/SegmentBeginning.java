package dev.pcfstap.journal;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * How each segment of a writer begins: its header, and a first commit with what was lost, what is repeated, the writer's
 * statement and a snapshot. Confined to the writer's thread.
 */
final class SegmentBeginning {
    private static final byte[] NO_STATE = {};

    private final JournalFiles disk;
    private final JournalOptions options;
    private final JournalId journal;
    private final Supplier<byte[]> snapshots;
    private final Durability durability;
    private final LossBook losses;
    private final CommitBuffer commit = new CommitBuffer();
    private boolean everBegan;
    private long highestStream;

    SegmentBeginning(
            JournalFiles disk,
            JournalOptions options,
            JournalStart start,
            Supplier<byte[]> snapshots,
            Durability durability,
            LossBook losses) {
        this.disk = disk;
        this.options = options;
        this.journal = start.journal();
        this.highestStream = start.highestStream();
        this.snapshots = snapshots;
        this.durability = durability;
        this.losses = losses;
    }

    long highestStream() {
        return highestStream;
    }

    void usedStream(long stream) {
        highestStream = Math.max(highestStream, stream);
    }

    /**
     * Gathers the first commit. What was lost comes first, then the batch, then the statement and a snapshot: the batch may
     * stand in the segment before, so nothing may come between it and the sequences that it had there; nothing was lost then.
     */
    CommitBuffer gather(CommitBuffer batch, long nowNanos) {
        commit.clear(SegmentLayout.LENGTH);
        losses.appendTo(commit);
        commit.appendAll(batch);
        DurabilityStatement statement = durability.statement();
        if (!statement.isEmpty()) {
            byte[] payload = statement.encode();
            commit.append(RecordKind.DURABILITY, 0, nowNanos, payload, 0, payload.length);
        }
        appendSnapshot(commit, nowNanos);
        return commit;
    }

    /** Adds a snapshot to a batch; an empty one when the batch has no room for it. */
    void appendSnapshot(CommitBuffer batch, long nowNanos) {
        byte[] state = snapshots.get();
        byte[] fitting = batch.hasRoomFor(state.length) ? state : NO_STATE;
        batch.append(RecordKind.SNAPSHOT, highestStream, nowNanos, fitting, 0, fitting.length);
    }

    /** A new segment with a header and nothing else. */
    OpenSegment open(long firstSequence, long nowNanos) throws IOException {
        disk.createFolder(options.folder());
        SegmentFiles.setAside(disk, SegmentName.segment(options.folder(), firstSequence));
        int flags = SegmentLayout.flags(!everBegan, options.sync());
        OpenSegment begun =
                OpenSegment.begin(disk, options.folder(), new SegmentHeader(journal, firstSequence, nowNanos, flags));
        everBegan = true;
        return begun;
    }
}
