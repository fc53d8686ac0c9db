package dev.pcfstap.tap;

/**
 * A stretch of one stream that was forwarded but could not be recorded.
 *
 * @param events how many chunks are missing
 * @param toHostBytes bytes missing from console to host
 * @param toConsoleBytes bytes missing from host to console
 * @param fromNanos arrival of the first missing chunk, nanoseconds since 1970
 * @param toNanos arrival of the last missing chunk, nanoseconds since 1970
 */
public record Gap(long events, long toHostBytes, long toConsoleBytes, long fromNanos, long toNanos) {

    /** Bytes missing in both directions. */
    public long bytes() {
        return toHostBytes + toConsoleBytes;
    }
}
