package dev.pcfstap.tap;

/**
 * Follows the steps of the wall clock: a clock that is set, or that has gone on while the machine slept. What is on the ring has
 * times of a clock that never steps; the consumer adds the steps as it hands events on, so that each step has one place among
 * all events, with a {@linkplain ClockStep note} there. Confined to the consumer's thread.
 */
final class ClockSteps {
    /** Less than this is how clocks drift, and how long two of them take to be read on a busy machine. */
    static final long MIN_STEP_NANOS = 200_000_000;

    /** So often the clock is looked at, at most. */
    static final long LOOK_NANOS = 1_000_000_000;

    /** Who is interrupted for longer between two readings knows nothing. */
    private static final long MAX_READING_NANOS = 20_000_000;

    private final TapClock clock;
    private long lookedNanos = Long.MIN_VALUE;
    private long steppedNanos;

    ClockSteps(TapClock clock) {
        this.clock = clock;
    }

    /** The time to hand on for a time of the tap's clock. */
    long time(long nanos) {
        return nanos + steppedNanos;
    }

    /** The time to hand on now. */
    long now() {
        return time(clock.epochNanos());
    }

    /** By how much the clock has stepped since the last look; 0 when it has not, or when it is too early for another look. */
    long look() {
        long before = clock.epochNanos();
        if (lookedNanos != Long.MIN_VALUE && before - lookedNanos < LOOK_NANOS) {
            return 0;
        }
        long wall = clock.wallNanos();
        if (clock.epochNanos() - before > MAX_READING_NANOS) {
            return 0;
        }
        lookedNanos = before;
        long step = wall - time(before);
        if (Math.abs(step) < MIN_STEP_NANOS) {
            return 0;
        }
        steppedNanos += step;
        return step;
    }
}
