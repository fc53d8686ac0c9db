package dev.pcfstap.tap;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The running books of one stream. "Seen" and the losses of a gap are written by the stream's event loop, "recorded" and
 * the losses of a sink by the consumer; any thread may read.
 */
final class Ledger {
    private final AtomicLong seenEvents = new AtomicLong();
    private final AtomicLong seenBytes = new AtomicLong();
    private final AtomicLong recordedEvents = new AtomicLong();
    private final AtomicLong recordedBytes = new AtomicLong();
    private final AtomicLong lostEvents = new AtomicLong();
    private final AtomicLong lostBytes = new AtomicLong();

    void saw(long bytes) {
        seenEvents.incrementAndGet();
        seenBytes.addAndGet(bytes);
    }

    void recorded(long bytes) {
        recordedEvents.incrementAndGet();
        recordedBytes.addAndGet(bytes);
    }

    void lost(long bytes) {
        lostEvents.incrementAndGet();
        lostBytes.addAndGet(bytes);
    }

    /** Bytes that are on the ring, as far as the stream's event loop and the consumer have counted. */
    long waitingBytes() {
        return seenBytes.get() - recordedBytes.get() - lostBytes.get();
    }

    /** Events that are on the ring. */
    long waitingEvents() {
        return seenEvents.get() - recordedEvents.get() - lostEvents.get();
    }

    TrafficCounts counts() {
        // "Seen" is read last: a chunk in flight may then look unaccounted for, never recorded before it was seen.
        long recorded = recordedEvents.get();
        long recordedLength = recordedBytes.get();
        long lost = lostEvents.get();
        long lostLength = lostBytes.get();
        return new TrafficCounts(seenEvents.get(), seenBytes.get(), recorded, recordedLength, lost, lostLength);
    }
}
