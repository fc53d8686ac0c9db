package dev.pcfstap.proxy.relay;

/**
 * What waits to be written to all sockets of one event loop. While that is too much, a socket whose peer does not take its
 * bytes at once is no longer fed, so that a thousand slow consoles hold no more memory than a few. Confined to the event loop.
 */
final class WriteBudget {
    private final int socketBytes;
    private final long totalBytes;
    private long unwrittenBytes;

    WriteBudget(int socketBytes, long totalBytes) {
        this.socketBytes = socketBytes;
        this.totalBytes = totalBytes;
    }

    void add(long bytes) {
        unwrittenBytes += bytes;
    }

    /** With this much waiting for one socket, its peer is not read. */
    int socketLimitBytes() {
        return unwrittenBytes > totalBytes ? 1 : socketBytes;
    }

    long unwrittenBytes() {
        return unwrittenBytes;
    }
}
