package dev.pcfstap.journal;

import java.io.IOException;
import java.util.function.LongFunction;

/**
 * How each segment of a writer begins: its header, and a first commit with what was lost, what is repeated, the writer's
 * statement and a snapshot. Confined to the writer's thread.
 */
final class SegmentBeginning {
    private static final byte[] NO_STATE = {};

    private final JournalFiles disk;
    private final JournalOptions options;
    private final JournalId journal;
    private final LongFunction<byte[]> snapshots;
    private final Durability durability;
    private final LossBook losses;
    private final FolderClaim claim;
    private final CommitBuffer commit = new CommitBuffer();
    private boolean everBegan;
    private long highestStream;

    SegmentBeginning(
            JournalFiles disk,
            JournalOptions options,
            JournalStart start,
            LongFunction<byte[]> snapshots,
            Durability durability,
            LossBook losses,
            FolderClaim claim) {
        this.disk = disk;
        this.options = options;
        this.journal = start.journal();
        this.highestStream = start.highestStream();
        this.snapshots = snapshots;
        this.durability = durability;
        this.losses = losses;
        this.claim = claim;
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

    /** Adds a snapshot to a batch; an empty one when there is no state now, or the batch has no room for it. */
    private void appendSnapshot(CommitBuffer batch, long nowNanos) {
        append(batch, fitting(batch, nowNanos), nowNanos);
    }

    /**
     * Adds a snapshot to a batch.
     *
     * @return false when there is none that can be had now; nothing is added then
     */
    boolean appendState(CommitBuffer batch, long nowNanos) {
        byte[] state = fitting(batch, nowNanos);
        if (state.length == 0) {
            return false;
        }
        append(batch, state, nowNanos);
        return true;
    }

    private byte[] fitting(CommitBuffer batch, long nowNanos) {
        byte[] state = snapshots.apply(nowNanos);
        return batch.hasRoomFor(state.length) ? state : NO_STATE;
    }

    private void append(CommitBuffer batch, byte[] state, long nowNanos) {
        batch.append(RecordKind.SNAPSHOT, highestStream, nowNanos, state, 0, state.length);
    }

    /** A new segment with a header and nothing else. */
    OpenSegment open(long firstSequence, long nowNanos) throws IOException {
        disk.createFolder(options.folder());
        claim.begin(firstSequence);
        SegmentFiles.setAside(disk, SegmentName.segment(options.folder(), firstSequence));
        int flags = SegmentLayout.flags(!everBegan, options.sync());
        OpenSegment begun =
                OpenSegment.begin(disk, options.folder(), new SegmentHeader(journal, firstSequence, nowNanos, flags));
        everBegan = true;
        return begun;
    }
}
