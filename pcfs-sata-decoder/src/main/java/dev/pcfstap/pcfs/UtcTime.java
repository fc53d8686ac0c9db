package dev.pcfstap.pcfs;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the logs show them: {@code 2026-11-20T21:40:48.123456Z}. */
final class UtcTime {
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private UtcTime() {}

    static String format(long epochNanos) {
        long second = Math.floorDiv(epochNanos, 1_000_000_000L);
        return MICROS.format(Instant.ofEpochSecond(second, Math.floorMod(epochNanos, 1_000_000_000L)));
    }
}
