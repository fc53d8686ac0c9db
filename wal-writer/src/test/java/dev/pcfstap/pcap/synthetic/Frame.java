package dev.pcfstap.pcap.synthetic;

/** One captured frame. The bytes are not written to. */
final class Frame {
    final long timeNanos;
    final byte[] bytes;

    Frame(long timeNanos, byte[] bytes) {
        this.timeNanos = timeNanos;
        this.bytes = bytes;
    }
}
