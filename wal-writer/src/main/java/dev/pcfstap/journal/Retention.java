package dev.pcfstap.journal;

import java.time.Duration;

/**
 * How much of a journal is kept. What is over any of the bounds is deleted, oldest segment first, whole closed segments only.
 *
 * @param maxBytes of all segments together
 * @param maxAge of the youngest record in a segment
 * @param minFreeBytes room that is to be left on the disk
 */
public record Retention(long maxBytes, Duration maxAge, long minFreeBytes) {
    /** Everything is kept. */
    public static final Retention FOREVER = new Retention(Long.MAX_VALUE, Duration.ofNanos(Long.MAX_VALUE), 0);

    /** Bounded by the size of all segments together. */
    public Retention withMaxBytes(long bytes) {
        return new Retention(bytes, maxAge, minFreeBytes);
    }

    /** Bounded by age. */
    public Retention withMaxAge(Duration age) {
        return new Retention(maxBytes, age, minFreeBytes);
    }

    /** Bounded by the room that is left on the disk. */
    public Retention withMinFreeBytes(long bytes) {
        return new Retention(maxBytes, maxAge, bytes);
    }
}
