package dev.pcfstap.journal;

import java.io.IOException;
import java.util.Objects;
import java.util.function.LongFunction;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a writer, one after the other. A segment whose write or sync fails is abandoned and the commit is repeated
 * in a new one with the same sequences; when that fails too, the commit is lost, counted, and the loss is told in the first
 * commit that succeeds. A long commit may be under way when a call returns; its segment is not touched until the next call that
 * writes has learnt what came of it. Confined to the writer's thread.
 */
final class SegmentChain {
    private static final Logger LOG = LogManager.getLogger(SegmentChain.class);

    private final JournalOptions options;
    private final ClosedSegments shelf;
    private final SegmentRemovals removals;
    private final SegmentBeginning beginning;
    private final SegmentSyncs syncs;
    private final WriteBehind behind;
    private final SequenceCounter sequences;
    private final Durability durability;
    private final LossBook losses = new LossBook();
    private final RetryDelay retry = new RetryDelay();
    private final FolderClaim claim;
    private final OutageLog outageLog;
    private final CommitBuffer nothing = new CommitBuffer();

    private @Nullable OpenSegment segment;
    private boolean closed;
    private boolean onlySnapshots = true;

    SegmentChain(
            JournalFiles disk,
            JournalOptions options,
            JournalStart start,
            LongFunction<byte[]> snapshots,
            FolderClaim claim,
            Syncer syncer,
            WriteBehind behind) {
        this.options = options;
        this.claim = claim;
        this.outageLog = new OutageLog(options.folder());
        this.shelf = new ClosedSegments(disk, options.folder(), options.retention());
        this.removals = new SegmentRemovals(shelf, syncer);
        this.behind = behind;
        this.sequences = new SequenceCounter(start.nextSequence());
        this.durability = new Durability(start.nextSequence());
        this.syncs = new SegmentSyncs(options.sync(), syncer, durability);
        this.beginning = new SegmentBeginning(disk, options, start, snapshots, durability, losses, claim);
        start.holes().forEach(hole -> durability.missing(hole.from(), hole.to()));
    }

    /** Begins the writer's first segment; the only failure that is thrown. */
    void begin(long nowNanos) throws IOException {
        shelf.stock(nowNanos);
        OpenSegment first = beginning.open(sequences.next(), nowNanos);
        segment = first;
        if (!writeFirst(first, beginning.gather(nothing, nowNanos), nowNanos)) {
            skipUncertainSequences();
            if (!recover(nothing, nowNanos)) {
                throw new IOException(options.folder() + ": no journal segment can be written");
            }
        }
        removals.makeRoom(nowNanos, openBytes());
        batch().clear(expectedOffset());
    }

    /** The sequence behind all that was given to {@link #commit}, as far as is known now. */
    long nextSequence() {
        return sequences.next() + behind.count();
    }

    SegmentBeginning beginning() {
        return beginning;
    }

    LossBook losses() {
        return losses;
    }

    JournalProgress progress() {
        return durability.picture(sequences.next(), losses, claim.isLost() || (segment == null && !closed));
    }

    boolean outage(long nowNanos) {
        return segment == null && (claim.isLost() || retry.tooEarly(nowNanos));
    }

    /** Whether another writer has the folder, so that nothing there may be touched any more. */
    boolean hasLostFolder() {
        return claim.isLost();
    }

    long oldestSequence() {
        OpenSegment open = segment;
        return shelf.oldestSequence()
                .orElse(open == null ? sequences.next() : open.header().firstSequence());
    }

    /** Where in its file the next commit will stand, unless a new segment is begun for it. */
    long expectedOffset() {
        if (behind.isUnderWay()) {
            return behind.endOffset();
        }
        return segment == null ? SegmentLayout.LENGTH : segment.lengthBytes();
    }

    /** Whether there is a commit of which nobody knows yet whether it is lost. */
    boolean isUnderWay() {
        return behind.isUnderWay();
    }

    /** Whether {@link #commit} would learn without waiting what came of the commit under way. */
    boolean hasEnded() {
        return behind.hasEnded();
    }

    /** Where the next batch is gathered; it may be another buffer after each call that writes. */
    CommitBuffer batch() {
        return behind.gathering();
    }

    /**
     * Writes the batch as one commit, or begins to and leaves it under way; what came of the one that was under way before is
     * learnt first.
     *
     * @return false when the batch is lost, as far as is known
     */
    boolean commit(long nowNanos) {
        if (behind.isUnderWay()) {
            takeWrite(nowNanos);
        }
        long before = nextSequence();
        boolean settled = false;
        boolean kept;
        try {
            kept = commitBatch(nowNanos);
            settled = true;
        } finally {
            // An error half way must not leave the batch to be written again with the next one.
            if (!settled && nextSequence() == before) {
                losses.lose(batch());
            }
            batch().clear(expectedOffset());
        }
        OpenSegment open = segment;
        if (open != null && !behind.isUnderWay()) {
            syncs.askIfMuch(open);
        }
        return kept;
    }

    private boolean commitBatch(long nowNanos) {
        CommitBuffer batch = batch();
        if (batch.isEmpty() && segment != null) {
            return true;
        }
        if (syncs.everyCommit()) {
            abandonIfAltered(nowNanos);
        }
        OpenSegment open = segment;
        if (open != null) {
            open.pad(batch);
            if (behind.takes() && !full(nowNanos, batch.lengthBytes())) {
                behind.begin(open);
                onlySnapshots = false;
                return true;
            }
        }
        boolean kept =
                (open != null && write(open, batch, nowNanos)) || (!outage(nowNanos) && recover(batch, nowNanos));
        if (!kept && sequences.writtenBeyondNext()) {
            // It was written, and stays so; only its sync failed.
            kept = true;
        }
        if (!kept) {
            losses.lose(batch);
        }
        skipUncertainSequences();
        onlySnapshots = false;
        takeSyncs(false, nowNanos);
        if (kept && full(nowNanos, 0)) {
            rotate(nowNanos);
        }
        return kept;
    }

    /**
     * Learns what came of the commit under way. If it failed it is repeated together with what was gathered behind it, as the
     * decoder whose snapshot a new segment begins with has had both.
     */
    private void takeWrite(long nowNanos) {
        OpenSegment open = Objects.requireNonNull(segment);
        IOException failure = behind.await();
        if (failure == null) {
            sequences.committed(open.endSequence());
            behind.written();
            syncs.askIfMuch(open);
        } else {
            int count = behind.count();
            behind.takeBack();
            abandon(open, count, false, failure, nowNanos);
        }
    }

    /** Writes to the segment at hand, which is abandoned if that fails. */
    private boolean write(OpenSegment open, CommitBuffer batch, long nowNanos) {
        boolean written = false;
        try {
            open.append(batch);
            written = true;
            if (syncs.everyCommit()) {
                syncs.force(open);
            }
            sequences.committed(open.endSequence());
            return true;
        } catch (IOException failure) {
            abandon(open, batch.count(), written, failure, nowNanos);
            return false;
        } catch (Error failure) {
            // No memory for it, say: as little is known of what is in the file as after any failed write.
            abandon(open, batch.count(), written, new IOException(failure.toString(), failure), nowNanos);
            return false;
        }
    }

    private boolean writeFirst(OpenSegment begun, CommitBuffer first, long nowNanos) {
        durability.stated(begun.endSequence() + first.count());
        if (!write(begun, first, nowNanos)) {
            return false;
        }
        if (syncs.never()) {
            durability.neverSynced();
        }
        return true;
    }

    /** Begins a new segment after a failure; there may be no room for one until what is due is deleted. */
    private boolean recover(CommitBuffer batch, long nowNanos) {
        if (claim.look()) {
            removals.makeRoom(nowNanos, 0);
        }
        if (beginNext(batch, nowNanos)) {
            retry.worked();
            return true;
        }
        retry.failed(nowNanos);
        return false;
    }

    /** Begins a new segment with what was lost, and the batch. */
    private boolean beginNext(CommitBuffer batch, long nowNanos) {
        CommitBuffer first = beginning.gather(batch, nowNanos);
        try {
            OpenSegment begun = beginning.open(sequences.next(), nowNanos);
            segment = begun;
            if (writeFirst(begun, first, nowNanos)) {
                outageLog.ended(begun.path(), losses);
                losses.told();
                onlySnapshots = batch.isEmpty();
                LOG.debug("the journal goes on in {}", begun.path());
                return true;
            }
            if (sequences.writtenBeyondNext()) {
                losses.told();
            }
        } catch (IOException failure) {
            durability.failed();
            if (!claim.isLost()) {
                outageLog.began(failure, losses);
            }
        }
        return false;
    }

    /** Leaves a segment whose write or sync failed; what was synced before stays durable, the rest is doubtful. */
    private void abandon(OpenSegment failed, int lastCount, boolean written, IOException failure, long nowNanos) {
        if (failed.isAtLimit(failure)) {
            LOG.info("{} takes no more, as files here may be no longer: {}", failed.path(), failure.toString());
        } else {
            LOG.warn("the journal leaves {}: {}", failed.path(), failure.toString());
            durability.failed();
        }
        segment = null;
        takeSyncs(true, nowNanos);
        boolean clean = true;
        if (failure instanceof AlteredSegmentException) {
            // It is evidence as it is: nothing of ours is to be cut off.
            durability.doubt(failed.intactEnd(), failed.endSequence());
        } else if (written) {
            sequences.written(failed.endSequence());
        } else {
            clean = failed.cutBack();
            if (!clean) {
                sequences.possiblyWritten(failed.endSequence() + lastCount);
            }
            syncs.forceLast(failed);
        }
        if (!syncs.never()) {
            durability.doubt(failed.syncedSequence(), Math.min(failed.endSequence(), sequences.next()));
        }
        failed.close();
        if (clean && failed.holdsNothing() && !(failure instanceof AlteredSegmentException)) {
            failed.delete();
        } else {
            shelf.add(failed, nowNanos);
        }
    }

    /**
     * Whether the segment at hand, with so many bytes more, is to be left: it is large or old enough, or there is something that a
     * new one must state.
     */
    private boolean full(long nowNanos, int moreBytes) {
        OpenSegment open = segment;
        if (open == null) {
            return false;
        }
        boolean aged = open.ageNanos(nowNanos) >= options.segmentAge().toNanos();
        return open.lengthBytes() + moreBytes >= options.segmentBytes()
                || (aged && !onlySnapshots)
                || durability.owesStatement();
    }

    private void rotate(long nowNanos) {
        OpenSegment full = Objects.requireNonNull(segment);
        finish(full, nowNanos);
        shelf.add(full, nowNanos);
        removals.ask(nowNanos, 0);
        if (!beginNext(nothing, nowNanos)) {
            skipUncertainSequences();
            recover(nothing, nowNanos);
        }
        skipUncertainSequences();
    }

    /** What was given up leaves a hole, which the next segment states; it is never called durable. */
    private void skipUncertainSequences() {
        SequenceRange passed = sequences.pass();
        durability.doubt(passed.from(), passed.to());
    }

    private void finish(OpenSegment done, long nowNanos) {
        segment = null;
        syncs.finish(done);
        takeSyncs(syncs.manyRunning(), nowNanos);
    }

    /** Learns what came of the syncs that have ended, or of all; leaves the open segment if its own failed. */
    private void takeSyncs(boolean all, long nowNanos) {
        IOException failure;
        while ((failure = syncs.take(all, segment)) != null) {
            leave(Objects.requireNonNull(segment), failure, nowNanos);
        }
    }

    /** Goes on in a new segment although all of this one was written. */
    private void leave(OpenSegment failed, IOException failure, long nowNanos) {
        abandon(failed, 0, true, failure, nowNanos);
        goOn(nowNanos);
    }

    /** Begins a new segment in place of one that was abandoned, while nothing is gathered that its snapshot would be ahead of. */
    private void goOn(long nowNanos) {
        skipUncertainSequences();
        recover(nothing, nowNanos);
        skipUncertainSequences();
    }

    /**
     * Abandons a segment that somebody else took away, exchanged, cut or lengthened; what of it is missing is not durable any
     * more.
     *
     * @return whether there is no segment now because of that
     */
    private boolean abandonIfAltered(long nowNanos) {
        OpenSegment open = segment;
        if (open == null) {
            return false;
        }
        try {
            open.requireUnaltered();
            return false;
        } catch (IOException altered) {
            takeSyncs(true, nowNanos);
            if (segment != open) {
                return false;
            }
            abandon(open, 0, true, altered, nowNanos);
            skipUncertainSequences();
            return true;
        }
    }

    /** Ends the writing for good: another writer has the folder. What was written stays, and is synced. */
    private void leaveFolder(long nowNanos) {
        OpenSegment open = segment;
        if (open != null) {
            durability.failed();
            finish(open, nowNanos);
        }
    }

    private long openBytes() {
        return segment == null ? 0 : segment.lengthBytes();
    }

    /**
     * To be called behind a commit: syncs what was committed, if the policy says so, notices a segment that was taken away, and
     * looks after retention.
     */
    void sync(long nowNanos) {
        if (behind.isUnderWay()) {
            commit(nowNanos);
        }
        takeSyncs(false, nowNanos);
        if (!claim.look()) {
            leaveFolder(nowNanos);
            return;
        }
        if (abandonIfAltered(nowNanos)) {
            goOn(nowNanos);
        }
        OpenSegment open = segment;
        if (open != null) {
            syncs.ask(open);
            takeSyncs(false, nowNanos);
        }
        if (full(nowNanos, 0)) {
            rotate(nowNanos);
        }
        if (!claim.isLost()) {
            removals.ask(nowNanos, openBytes());
        }
        batch().clear(expectedOffset());
    }

    /** Waits for all syncs, and until what retention does not keep is deleted. */
    void close(long nowNanos) {
        closed = true;
        takeSyncs(true, nowNanos);
        if (!claim.isLost()) {
            removals.makeRoom(nowNanos, openBytes());
        }
        OpenSegment open = segment;
        if (open != null) {
            finish(open, nowNanos);
            shelf.add(open, nowNanos);
        }
        takeSyncs(true, nowNanos);
        syncs.close();
        behind.close();
    }
}
