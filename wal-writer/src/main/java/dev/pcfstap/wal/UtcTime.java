package dev.pcfstap.wal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Prints times in UTC. Events come many to a second, so the text of the second is kept and only the fraction is printed
 * anew. Not thread-safe.
 */
final class UtcTime {
    private static final long NANOS = 1_000_000_000L;
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern(
                    "uuuuMMdd'T'HHmmss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private long cachedSecond = Long.MIN_VALUE;
    private byte[] cachedText = {};

    /** Appends {@code 2026-11-20T21:40:48.123456Z}. */
    TextBuffer micros(long timeNanos, TextBuffer out) {
        return second(timeNanos, out)
                .padded((int) (Math.floorMod(timeNanos, NANOS) / 1000), 6)
                .put('Z');
    }

    /** Appends {@code 2026-11-20T21:40:48.123456789Z}. */
    TextBuffer nanos(long timeNanos, TextBuffer out) {
        return second(timeNanos, out)
                .padded((int) Math.floorMod(timeNanos, NANOS), 9)
                .put('Z');
    }

    /** The time as {@link #micros} prints it. */
    static String micros(long timeNanos) {
        return new UtcTime().micros(timeNanos, new TextBuffer(32)).toString();
    }

    /** The time as file names carry it: {@code 20261120T214048.123456Z}. */
    static String stamp(long timeNanos) {
        return STAMP.format(instant(timeNanos));
    }

    /** The time that {@link #stamp} has put into such a text. */
    static long parseStamp(String text) {
        Instant time = STAMP.parse(text, Instant::from);
        return time.getEpochSecond() * NANOS + time.getNano();
    }

    private TextBuffer second(long timeNanos, TextBuffer out) {
        long second = Math.floorDiv(timeNanos, NANOS);
        if (second != cachedSecond) {
            cachedText = TextBuffer.ascii(SECOND.format(instant(timeNanos)));
            cachedSecond = second;
        }
        return out.put(cachedText);
    }

    private static Instant instant(long timeNanos) {
        return Instant.ofEpochSecond(Math.floorDiv(timeNanos, NANOS), Math.floorMod(timeNanos, NANOS));
    }
}
