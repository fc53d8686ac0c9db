package dev.pcfstap.journal;

import java.time.Instant;

/** Nanoseconds since 1970 as RFC 3339 text in UTC, and back. */
final class NanoTime {
    private static final long SECOND = 1_000_000_000L;

    private NanoTime() {}

    static String text(long epochNanos) {
        return Instant.ofEpochSecond(Math.floorDiv(epochNanos, SECOND), Math.floorMod(epochNanos, SECOND))
                .toString();
    }

    static long parse(String text) {
        Instant instant = Instant.parse(text);
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
    }
}
