package dev.pcfstap.journal;

/** When a disk that failed is tried again: after 50 ms, then at doubling intervals of at most a second. */
final class RetryDelay {
    private static final long FIRST_NANOS = 50_000_000;
    private static final long LAST_NANOS = 1_000_000_000;

    private long delayNanos = FIRST_NANOS;
    private long dueNanos = Long.MIN_VALUE;

    boolean tooEarly(long nowNanos) {
        // A clock that was set back must not hold it up.
        return nowNanos < dueNanos && dueNanos - nowNanos <= LAST_NANOS;
    }

    void failed(long nowNanos) {
        dueNanos = nowNanos + delayNanos;
        delayNanos = Math.min(LAST_NANOS, 2 * delayNanos);
    }

    void worked() {
        delayNanos = FIRST_NANOS;
    }
}
