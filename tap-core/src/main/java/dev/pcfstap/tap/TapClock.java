package dev.pcfstap.tap;

import java.time.Instant;

/** Where arrival times come from. Implementations may be called from any thread. */
@FunctionalInterface
public interface TapClock {

    /** Nanoseconds since 1970-01-01T00:00:00Z. Never runs backwards. */
    long epochNanos();

    /**
     * The wall clock, read once now and carried on by the monotonic clock, so that latencies are never negative. A step of
     * the wall clock after this call is not followed.
     */
    static TapClock system() {
        Instant now = Instant.now();
        long anchor = Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
        long start = System.nanoTime();
        return () -> anchor + (System.nanoTime() - start);
    }
}
