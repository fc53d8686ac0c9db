package dev.pcfstap.tap;

/**
 * The books of a stream, or of all streams together. Chunks and bytes that are neither recorded nor lost are still on
 * the ring; once it is drained, {@code seen = recorded + lost}.
 *
 * @param seenEvents chunks that were read from a socket
 * @param seenBytes their bytes
 * @param recordedEvents chunks that the sink recorded
 * @param recordedBytes their bytes
 * @param lostEvents chunks that were forwarded without being recorded
 * @param lostBytes their bytes
 */
public record TrafficCounts(
        long seenEvents, long seenBytes, long recordedEvents, long recordedBytes, long lostEvents, long lostBytes) {

    /** No traffic. */
    public static final TrafficCounts NONE = new TrafficCounts(0, 0, 0, 0, 0, 0);

    /** Whether every chunk that was seen is accounted for. */
    public boolean balanced() {
        return seenEvents == recordedEvents + lostEvents && seenBytes == recordedBytes + lostBytes;
    }

    /** Both books added up. */
    public TrafficCounts plus(TrafficCounts other) {
        return new TrafficCounts(
                seenEvents + other.seenEvents,
                seenBytes + other.seenBytes,
                recordedEvents + other.recordedEvents,
                recordedBytes + other.recordedBytes,
                lostEvents + other.lostEvents,
                lostBytes + other.lostBytes);
    }
}
