package dev.pcfstap.journal;

import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Snapshots that are never too long and never an exception: empty ones stand for those. Confined to the writer's thread. */
final class BoundedSnapshots implements Supplier<byte[]> {
    private static final Logger LOG = LogManager.getLogger(BoundedSnapshots.class);
    private static final int LONGEST = 8 << 20;
    private static final byte[] NO_STATE = {};

    private final SnapshotSource source;
    private boolean insideChunk;

    BoundedSnapshots(SnapshotSource source) {
        this.source = source;
    }

    /** While a part of a chunk is in the journal and the rest is not, no state belongs between them. */
    void insideChunk(boolean inside) {
        insideChunk = inside;
    }

    @Override
    public byte[] get() {
        if (insideChunk) {
            return NO_STATE;
        }
        try {
            byte[] state = source.takeSnapshot();
            if (state.length <= LONGEST) {
                return state;
            }
            LOG.warn("a snapshot is {} bytes, the limit is {}; it is left out", state.length, LONGEST);
        } catch (RuntimeException failure) {
            LOG.error("no snapshot could be taken", failure);
        }
        return NO_STATE;
    }
}
