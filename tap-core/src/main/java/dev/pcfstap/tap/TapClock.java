package dev.pcfstap.tap;

import java.time.Instant;

/** Where arrival times come from. Implementations may be called from any thread. */
@FunctionalInterface
public interface TapClock {

    /** Nanoseconds since 1970-01-01T00:00:00Z by a clock that never steps and never runs backwards. */
    long epochNanos();

    /**
     * What the wall clock says now. It differs from {@link #epochNanos} once it was set, or once the machine has slept, which the
     * monotonic clock does not count.
     */
    default long wallNanos() {
        return epochNanos();
    }

    /**
     * The wall clock, read once now and carried on by the monotonic clock, so that latencies are never negative. The {@linkplain
     * TapRing ring} looks at the wall clock again now and then, and has the times of what it hands on follow it.
     */
    static TapClock system() {
        return new SystemClock();
    }

    /** See {@link #system}. */
    final class SystemClock implements TapClock {
        private final long anchor = now();
        private final long start = System.nanoTime();

        private SystemClock() {}

        @Override
        public long epochNanos() {
            return anchor + (System.nanoTime() - start);
        }

        @Override
        public long wallNanos() {
            return now();
        }

        private static long now() {
            Instant now = Instant.now();
            return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
        }
    }
}
