package dev.pcfstap.journal;

import java.util.concurrent.TimeUnit;

/**
 * How many bytes of snapshots may be made. What a snapshot costs grows with its length, and what makes one due may come at any
 * rate: segments that fill up, a disk that fails, streams that pause. Confined to the writer's thread.
 */
final class SnapshotAllowance {
    static final long BYTES_A_SECOND = 1 << 20;

    private final long mostBytes;
    private long bytes;
    private long lastNanos = Long.MIN_VALUE;

    /** @param mostBytes the longest snapshot; after a while without any, so many bytes may be made at once */
    SnapshotAllowance(long mostBytes) {
        this.mostBytes = mostBytes;
        this.bytes = mostBytes;
    }

    /** Whether a snapshot of this length may be made now; it is if so. */
    boolean take(long lengthBytes, long nowNanos) {
        refill(nowNanos);
        if (lengthBytes > bytes) {
            return false;
        }
        bytes -= lengthBytes;
        return true;
    }

    private void refill(long nowNanos) {
        if (lastNanos != Long.MIN_VALUE && nowNanos > lastNanos) {
            long seconds =
                    Math.min(mostBytes / BYTES_A_SECOND + 1, (nowNanos - lastNanos) / TimeUnit.SECONDS.toNanos(1));
            long rest = (nowNanos - lastNanos) % TimeUnit.SECONDS.toNanos(1);
            long more = seconds * BYTES_A_SECOND + rest * BYTES_A_SECOND / TimeUnit.SECONDS.toNanos(1);
            bytes = Math.min(mostBytes, bytes + more);
        }
        // A clock that was set back begins anew.
        lastNanos = nowNanos;
    }
}
