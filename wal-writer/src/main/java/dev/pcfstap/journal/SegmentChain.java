package dev.pcfstap.journal;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a writer, one after the other. A segment whose write or sync fails is abandoned and the commit is repeated
 * in a new one with the same sequences; when that fails too, the commit is lost, counted, and the loss is told in the first
 * commit that succeeds. Confined to the writer's thread.
 */
final class SegmentChain {
    private static final Logger LOG = LogManager.getLogger(SegmentChain.class);
    private static final long FIRST_RETRY_NANOS = 50_000_000;
    private static final long LAST_RETRY_NANOS = 1_000_000_000;
    private static final int MAX_WAITING_SYNCS = 4;

    private final JournalFiles disk;
    private final JournalOptions options;
    private final JournalId journal;
    private final SegmentShelf shelf;
    private final Supplier<byte[]> snapshots;
    private final Syncer syncer;
    private final Durability durability = new Durability();
    private final LossBook losses = new LossBook();
    private final CommitBuffer repeat = new CommitBuffer();
    private final CommitBuffer nothing = new CommitBuffer();

    private @Nullable OpenSegment segment;
    private boolean everBegan;
    private boolean closed;
    private boolean onlySnapshots = true;
    private long nextSequence;
    private long writtenSequence;
    private long possibleSequence;
    private long highestStream;
    private long retryNanos = Long.MIN_VALUE;
    private long retryDelayNanos = FIRST_RETRY_NANOS;

    SegmentChain(
            JournalFiles disk, JournalOptions options, JournalStart start, Supplier<byte[]> snapshots, Syncer syncer) {
        this.syncer = syncer;
        this.disk = disk;
        this.options = options;
        this.journal = start.journal();
        this.shelf = new SegmentShelf(disk, options.folder(), options.retention());
        this.snapshots = snapshots;
        this.nextSequence = start.nextSequence();
        this.highestStream = start.highestStream();
    }

    /** Begins the writer's first segment; the only failure that is thrown. */
    void begin(long nowNanos) throws IOException {
        shelf.stock(nowNanos);
        OpenSegment first = beginSegment(nowNanos);
        segment = first;
        repeat.clear();
        appendSnapshot(repeat, nowNanos);
        if (!write(first, repeat, nowNanos) && !recover(nothing, nowNanos)) {
            throw new IOException(options.folder() + ": no journal segment can be written");
        }
        prune(nowNanos);
    }

    long nextSequence() {
        return nextSequence;
    }

    long highestStream() {
        return highestStream;
    }

    void usedStream(long stream) {
        highestStream = Math.max(highestStream, stream);
    }

    LossBook losses() {
        return losses;
    }

    JournalProgress progress() {
        return durability.picture(nextSequence, losses, segment == null && !closed);
    }

    boolean outage(long nowNanos) {
        return segment == null && nowNanos < retryNanos;
    }

    long oldestSequence() {
        OpenSegment open = segment;
        return shelf.oldestSequence()
                .orElse(open == null ? nextSequence : open.header().firstSequence());
    }

    void appendSnapshot(CommitBuffer batch, long nowNanos) {
        byte[] state = snapshots.get();
        batch.append(RecordKind.SNAPSHOT, highestStream, nowNanos, state, 0, state.length);
    }

    /** Writes a batch as one commit; false when it is lost. */
    boolean commit(CommitBuffer batch, long nowNanos) {
        if (batch.isEmpty() && segment != null) {
            return true;
        }
        OpenSegment open = segment;
        boolean kept =
                (open != null && write(open, batch, nowNanos)) || (!outage(nowNanos) && recover(batch, nowNanos));
        if (!kept && writtenSequence > nextSequence) {
            // It was written, and stays so; only its sync failed.
            kept = true;
        }
        if (!kept) {
            losses.lose(batch);
        }
        passPossiblyWritten();
        onlySnapshots = false;
        takeSyncs(false, nowNanos);
        if (kept && full(nowNanos)) {
            rotate(nowNanos);
        }
        return kept;
    }

    /** Writes to the segment at hand, which is abandoned if that fails. */
    private boolean write(OpenSegment open, CommitBuffer batch, long nowNanos) {
        boolean written = false;
        try {
            open.append(batch);
            written = true;
            if (options.sync() == SyncPolicy.ALWAYS) {
                force(open);
            }
            nextSequence = open.endSequence();
            return true;
        } catch (IOException failure) {
            abandon(open, batch, written, failure, nowNanos);
            return false;
        }
    }

    private void force(OpenSegment open) throws IOException {
        open.force();
        synced(open, open.endSequence());
    }

    private void synced(OpenSegment open, long endSequence) {
        open.synced(endSequence);
        durability.synced(open.header().firstSequence(), endSequence);
    }

    /** Begins a new segment: what was lost comes first, then the batch, then a snapshot. */
    private boolean recover(CommitBuffer batch, long nowNanos) {
        repeat.clear();
        losses.appendTo(repeat);
        repeat.appendAll(batch);
        appendSnapshot(repeat, nowNanos);
        prune(nowNanos);
        try {
            disk.createFolder(options.folder());
            OpenSegment begun = beginSegment(nowNanos);
            segment = begun;
            if (write(begun, repeat, nowNanos)) {
                losses.told();
                retryDelayNanos = FIRST_RETRY_NANOS;
                onlySnapshots = batch.isEmpty();
                LOG.debug("the journal goes on in {}", begun.path());
                return true;
            }
        } catch (IOException failure) {
            durability.failed();
            LOG.debug("no new journal segment: {}", failure.toString());
        }
        retryNanos = nowNanos + retryDelayNanos;
        retryDelayNanos = Math.min(LAST_RETRY_NANOS, 2 * retryDelayNanos);
        return false;
    }

    private OpenSegment beginSegment(long nowNanos) throws IOException {
        SegmentFiles.setAside(disk, SegmentName.segment(options.folder(), nextSequence));
        int flags = everBegan ? 0 : SegmentLayout.FLAG_WRITER_STARTED;
        SegmentHeader header = new SegmentHeader(journal, nextSequence, nowNanos, flags);
        OpenSegment begun = OpenSegment.begin(disk, options.folder(), header);
        everBegan = true;
        return begun;
    }

    /** Leaves a segment whose write or sync failed; what was synced before stays durable, the rest is doubtful. */
    private void abandon(OpenSegment failed, CommitBuffer batch, boolean written, IOException failure, long nowNanos) {
        LOG.warn("the journal leaves {}: {}", failed.path(), failure.toString());
        durability.failed();
        segment = null;
        takeSyncs(true, nowNanos);
        boolean clean = true;
        if (written) {
            writtenSequence = Math.max(writtenSequence, failed.endSequence());
            possibleSequence = Math.max(possibleSequence, failed.endSequence());
        } else {
            clean = failed.cutBack();
            if (!clean) {
                possibleSequence = Math.max(possibleSequence, failed.endSequence() + batch.count());
            }
            syncIfAsked(failed);
        }
        if (options.sync() != SyncPolicy.NONE) {
            durability.doubt(failed.syncedSequence(), Math.min(failed.endSequence(), nextSequence));
        }
        closeQuietly(failed);
        if (clean && failed.holdsNothing()) {
            failed.discard(failure);
        } else {
            shelve(failed, nowNanos);
        }
    }

    private void syncIfAsked(OpenSegment open) {
        if (options.sync() == SyncPolicy.NONE || !open.dirty()) {
            return;
        }
        try {
            force(open);
        } catch (IOException failure) {
            durability.failed();
            LOG.warn("{} could not be synced: {}", open.path(), failure.toString());
            durability.doubt(open.syncedSequence(), open.endSequence());
        }
    }

    private boolean full(long nowNanos) {
        OpenSegment open = segment;
        if (open == null) {
            return false;
        }
        boolean aged =
                nowNanos - open.header().createdNanos() >= options.segmentAge().toNanos();
        return open.lengthBytes() >= options.segmentBytes() || (aged && !onlySnapshots);
    }

    private void rotate(long nowNanos) {
        OpenSegment full = Objects.requireNonNull(segment);
        finish(full, nowNanos);
        shelve(full, nowNanos);
        recover(nothing, nowNanos);
        passPossiblyWritten();
        prune(nowNanos);
    }

    /**
     * Never gives a sequence twice that may already stand in an abandoned segment: what was given up there leaves a hole,
     * and is never called durable.
     */
    private void passPossiblyWritten() {
        if (possibleSequence > nextSequence) {
            durability.doubt(nextSequence, possibleSequence);
            nextSequence = possibleSequence;
        }
    }

    private void finish(OpenSegment done, long nowNanos) {
        segment = null;
        syncer.finish(done, options.sync() != SyncPolicy.NONE && done.dirty());
        takeSyncs(syncer.waiting() > MAX_WAITING_SYNCS, nowNanos);
    }

    /** Learns what came of the syncs that have ended, or of all. */
    private void takeSyncs(boolean all, long nowNanos) {
        Syncer.Done done;
        while ((done = all ? syncer.await() : syncer.poll()) != null) {
            OpenSegment synced = done.segment();
            IOException failure = done.failure();
            if (failure == null) {
                if (done.endSequence() > synced.syncedSequence()) {
                    synced(synced, done.endSequence());
                }
            } else if (synced == segment) {
                abandon(synced, nothing, true, failure, nowNanos);
                passPossiblyWritten();
                recover(nothing, nowNanos);
                passPossiblyWritten();
            } else {
                LOG.warn("{} could not be synced: {}", synced.path(), failure.toString());
                durability.failed();
                durability.doubt(synced.syncedSequence(), done.endSequence());
            }
        }
    }

    private void shelve(OpenSegment done, long nowNanos) {
        shelf.add(new SegmentShelf.Closed(done.path(), done.header().firstSequence(), done.lengthBytes(), nowNanos));
    }

    private void prune(long nowNanos) {
        shelf.prune(nowNanos, segment == null ? 0 : segment.lengthBytes());
    }

    /** Syncs what was committed, if the policy says so, notices a segment that was taken away, and looks after retention. */
    void sync(long nowNanos) {
        takeSyncs(false, nowNanos);
        OpenSegment open = segment;
        if (open != null && !disk.exists(open.path())) {
            abandon(open, nothing, true, new IOException("the file is gone"), nowNanos);
            passPossiblyWritten();
            recover(nothing, nowNanos);
            passPossiblyWritten();
        } else if (open != null && options.sync() != SyncPolicy.NONE && open.dirty() && syncer.waiting() == 0) {
            syncer.sync(open);
            takeSyncs(false, nowNanos);
        }
        if (full(nowNanos)) {
            rotate(nowNanos);
        }
        prune(nowNanos);
    }

    /** Waits for all syncs. */
    void close(long nowNanos) {
        closed = true;
        OpenSegment open = segment;
        if (open != null) {
            takeSyncs(true, nowNanos);
        }
        open = segment;
        if (open != null) {
            finish(open, nowNanos);
        }
        takeSyncs(true, nowNanos);
        syncer.close();
    }

    private static void closeQuietly(OpenSegment done) {
        try {
            done.close();
        } catch (IOException failure) {
            LOG.debug("{} could not be closed: {}", done.path(), failure.toString());
        }
    }
}
