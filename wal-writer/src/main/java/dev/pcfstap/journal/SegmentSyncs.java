package dev.pcfstap.journal;

import java.io.IOException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** Has segments synced as the policy says, and books what comes of it. Confined to the writer's thread. */
final class SegmentSyncs {
    private static final Logger LOG = LogManager.getLogger(SegmentSyncs.class);
    private static final int MAX_RUNNING = 4;

    private final SyncPolicy policy;
    private final Syncer syncer;
    private final Durability durability;

    SegmentSyncs(SyncPolicy policy, Syncer syncer, Durability durability) {
        this.policy = policy;
        this.syncer = syncer;
        this.durability = durability;
    }

    boolean everyCommit() {
        return policy == SyncPolicy.ALWAYS;
    }

    boolean never() {
        return policy == SyncPolicy.NONE;
    }

    /** Syncs now. */
    void force(OpenSegment open) throws IOException {
        open.force();
        synced(open, open.endSequence());
    }

    /** The same for a segment that is left, unless the policy is never to; a failure is only counted. */
    void forceLast(OpenSegment left) {
        if (never() || !left.dirty()) {
            return;
        }
        try {
            force(left);
        } catch (IOException failure) {
            durability.failed();
            LOG.warn("{} could not be synced: {}", left.path(), failure.toString());
        }
    }

    /** Asks for a sync of what is written, also behind one that is under way, which may not have all of it. */
    void ask(OpenSegment open) {
        ask(open, 1);
    }

    /**
     * Asks for one if much was written since that was last done, unless one is under way. A disk may take nothing else while it
     * syncs, and as long as there is something to sync: a second's traffic at once can hold up the traffic for half a second.
     */
    void askIfMuch(OpenSegment open) {
        if (open.unaskedBytes() >= syncer.mostUnaskedBytes()) {
            ask(open, 0);
        }
    }

    /** One that has failed is going to be learnt of; more of them would say the same. */
    private void ask(OpenSegment open, int mostRunning) {
        if (!never() && open.dirty() && !open.syncFailed() && syncer.running() <= mostRunning) {
            syncer.sync(open);
        }
    }

    /** Asks for the end of a segment: its last sync, its closing, its index. */
    void finish(OpenSegment done) {
        syncer.finish(done, !never() && done.dirty());
    }

    boolean manyRunning() {
        return syncer.running() > MAX_RUNNING;
    }

    /**
     * Learns what came of the syncs that have ended, or of all, after waiting for them.
     *
     * @return why the open segment could not be synced, as soon as that is learnt; null when there is nothing left to learn
     */
    @Nullable
    IOException take(boolean all, @Nullable OpenSegment open) {
        Syncer.Done done;
        while ((done = all ? syncer.await() : syncer.poll()) != null) {
            OpenSegment segment = done.segment();
            IOException failure = done.failure();
            if (failure == null) {
                if (done.endSequence() > segment.syncedSequence()) {
                    synced(segment, done.endSequence());
                }
            } else if (segment == open) {
                return failure;
            } else {
                LOG.warn("{} could not be synced: {}", segment.path(), failure.toString());
                durability.failed();
                durability.doubt(segment.syncedSequence(), done.endSequence());
            }
        }
        return null;
    }

    private void synced(OpenSegment segment, long endSequence) {
        segment.synced(endSequence);
        durability.synced(segment.header().firstSequence(), endSequence);
    }

    void close() {
        syncer.close();
    }
}
