package dev.pcfstap.pcap.tcp;

import dev.pcfstap.pcap.file.Slab;

/** A stretch of one direction's bytes that waits, with a copy of its bytes. Confined to the reading thread. */
final class HeldSegment {
    /** What an entry costs apart from its bytes; generous, so that many small segments do not cheat the limit. */
    static final int OVERHEAD_BYTES = 160;

    final long start;
    final Slab slab;
    final int capturedBytes;
    final int lengthBytes;
    final Arrival arrival;
    boolean ignoresAcknowledgement;

    /**
     * What a segment's pieces share.
     *
     * @param order counts the segments that had to wait
     */
    record Arrival(long timeNanos, boolean acknowledges, int acknowledgement, long order) {}

    HeldSegment(long start, byte[] bytes, int lengthBytes, Arrival arrival) {
        this.start = start;
        this.slab = new Slab(bytes);
        this.capturedBytes = bytes.length;
        this.lengthBytes = lengthBytes;
        this.arrival = arrival;
    }

    long end() {
        return start + lengthBytes;
    }

    long cost() {
        return (long) OVERHEAD_BYTES + capturedBytes;
    }
}
