package dev.pcfstap.wal;

import static dev.pcfstap.wal.TextBuffer.ascii;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The times with which lines begin, and the comment that says how they are to be read. Not thread-safe. */
final class LineTimes {
    private static final long NANOS = 1_000_000_000L;
    private static final byte[] LOCAL = ascii("# time local, zone ");
    private static final byte[] RELATIVE = ascii("# time relative, since ");
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.", Locale.ROOT);

    private final TimeStyle style;
    private final ZoneId zone;
    private final UtcTime utc = new UtcTime();
    private long cachedSecond = Long.MIN_VALUE;
    private byte[] cachedText = {};
    private byte[] cachedOffset = {};
    private long firstNanos;
    private boolean begun;
    private boolean firstSaid;

    LineTimes(TimeStyle style, ZoneId zone) {
        this.style = style;
        this.zone = zone;
    }

    /** When the first event was. Later calls change nothing. */
    void begin(long timeNanos) {
        if (!begun) {
            begun = true;
            firstNanos = timeNanos;
        }
    }

    /** Appends the comment that belongs to the beginning of a file, as far as it can be said yet. */
    void header(TextBuffer out) {
        if (style == TimeStyle.LOCAL) {
            out.put(LOCAL).put(zone.getId()).put('\n');
        } else if (style == TimeStyle.RELATIVE) {
            firstSaid = false;
            if (begun) {
                sayFirst(out);
            }
        }
    }

    /** Appends the comment that was still missing, once the first event is known. */
    void beforeLine(long timeNanos, TextBuffer out) {
        begin(timeNanos);
        if (style == TimeStyle.RELATIVE && !firstSaid) {
            sayFirst(out);
        }
    }

    private void sayFirst(TextBuffer out) {
        utc.micros(firstNanos, out.put(RELATIVE)).put('\n');
        firstSaid = true;
    }

    TextBuffer print(long timeNanos, TextBuffer out) {
        return switch (style) {
            case UTC -> utc.micros(timeNanos, out);
            case LOCAL -> local(timeNanos, out);
            case RELATIVE -> relative(timeNanos - firstNanos, out);
        };
    }

    private TextBuffer local(long timeNanos, TextBuffer out) {
        long second = Math.floorDiv(timeNanos, NANOS);
        if (second != cachedSecond) {
            Instant instant = Instant.ofEpochSecond(second);
            ZoneOffset offset = zone.getRules().getOffset(instant);
            cachedText = ascii(SECOND.format(instant.atOffset(offset)));
            cachedOffset = ascii(offset.getTotalSeconds() == 0 ? "+00:00" : offset.getId());
            cachedSecond = second;
        }
        return out.put(cachedText).padded(micros(timeNanos), 6).put(cachedOffset);
    }

    /** {@code +00:01:30.000218}; a clock that was set back gives a minus. */
    private static TextBuffer relative(long sinceNanos, TextBuffer out) {
        long nanos = Math.abs(sinceNanos);
        long seconds = nanos / NANOS;
        out.put(sinceNanos < 0 ? '-' : '+');
        if (seconds < 360_000) {
            out.padded((int) (seconds / 3600), 2);
        } else {
            out.decimal(seconds / 3600);
        }
        return out.put(':')
                .padded((int) (seconds / 60 % 60), 2)
                .put(':')
                .padded((int) (seconds % 60), 2)
                .put('.')
                .padded(micros(nanos), 6);
    }

    private static int micros(long timeNanos) {
        return (int) (Math.floorMod(timeNanos, NANOS) / 1000);
    }
}
