package dev.pcfstap.wal;

/**
 * How much waits for an output that may block, and who waits for it.
 *
 * @param capacityBytes how much text waits while as much is being written
 * @param patienceNanos how long whoever appends waits for room before lines are lost
 * @param flushIntervalNanos a batch that ends when nothing was flushed for so long is flushed at once
 * @param closeNanos how long the end waits for what is still to be written
 */
public record QueueLimits(int capacityBytes, long patienceNanos, long flushIntervalNanos, long closeNanos) {
    private static final long MAX_CAPACITY_BYTES = 4 << 20;
    private static final int HEAP_SHARE = 32;

    /** Less than the ten seconds after which the ring takes its consumer for blocked: the journal is closed behind the WAL. */
    private static final long CLOSE_NANOS = 4_000_000_000L;

    public QueueLimits {
        if (capacityBytes < 1 || patienceNanos < 0 || flushIntervalNanos < 0 || closeNanos < 0) {
            throw new IllegalArgumentException(
                    "negative queue limit, or no room: " + capacityBytes + " bytes, patience " + patienceNanos
                            + " ns, flush " + flushIntervalNanos + " ns, close " + closeNanos + " ns");
        }
    }

    /** With so much time for the end as leaves some for the journal. */
    public static QueueLimits of(long capacityBytes, long patienceNanos, long flushIntervalNanos) {
        int capacity = (int) Math.min(Integer.MAX_VALUE / 2, capacityBytes);
        return new QueueLimits(capacity, patienceNanos, flushIntervalNanos, CLOSE_NANOS);
    }

    /** A thirty-second of the heap, 4 MiB at most. */
    public static long defaultCapacityBytes() {
        return Math.min(MAX_CAPACITY_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }
}
