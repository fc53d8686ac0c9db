package dev.pcfstap.journal;

import java.util.function.LongFunction;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots that are never too long, nor too much in a second, and never an exception: empty ones stand for those. Confined to
 * the writer's thread.
 */
final class BoundedSnapshots implements LongFunction<byte[]> {
    private static final Logger LOG = LogManager.getLogger(BoundedSnapshots.class);
    private static final byte[] NO_STATE = {};

    private final SnapshotSource source;
    private final SnapshotAllowance allowance = new SnapshotAllowance(SnapshotSource.MAX_BYTES);
    private boolean insideChunk;
    private long failures;

    BoundedSnapshots(SnapshotSource source) {
        this.source = source;
    }

    /** While a part of a chunk is in the journal and the rest is not, no state belongs between them. */
    void insideChunk(boolean inside) {
        insideChunk = inside;
    }

    /** The state at this time. Nothing is built that is then not used. */
    @Override
    public byte[] apply(long nowNanos) {
        if (insideChunk) {
            return NO_STATE;
        }
        try {
            long length = source.snapshotBytes();
            if (length > SnapshotSource.MAX_BYTES) {
                failed("a snapshot would be " + length + " bytes, the limit is " + SnapshotSource.MAX_BYTES, null);
                return NO_STATE;
            }
            if (!allowance.take(length, nowNanos)) {
                LOG.debug("a snapshot of {} bytes so soon after others is left out", length);
                return NO_STATE;
            }
            byte[] state = source.takeSnapshot();
            if (state.length <= SnapshotSource.MAX_BYTES) {
                return state;
            }
            failed("a snapshot is " + state.length + " bytes, the limit is " + SnapshotSource.MAX_BYTES, null);
        } catch (Throwable failure) {
            // An error, too: whatever happens here, the batch that it stands in must get to the disk.
            failed("no snapshot could be taken", failure);
        }
        return NO_STATE;
    }

    private void failed(String what, @Nullable Throwable failure) {
        failures++;
        if (Long.bitCount(failures) != 1) {
            return;
        }
        try {
            LOG.warn("{}; it is left out (failure {})", what, failures, failure);
        } catch (Throwable unsaid) {
            // Where memory has run out there is none to say so either.
        }
    }
}
