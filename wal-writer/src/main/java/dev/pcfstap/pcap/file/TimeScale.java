package dev.pcfstap.pcap.file;

import java.util.Locale;

/**
 * Turns an interface's time stamps into nanoseconds since 1970.
 *
 * @param unitsPerSecond unsigned: a power of ten, or of two
 * @param shift log2 of {@code unitsPerSecond}, -1 when it is a power of ten
 * @param offsetSeconds added to every time
 */
record TimeScale(long unitsPerSecond, int shift, long offsetSeconds) {
    private static final long BILLION = 1_000_000_000L;
    private static final int MAX_DECIMAL_DIGITS = 19;
    private static final int MAX_SHIFT = 63;
    private static final double SECONDS_A_YEAR = 365.2425 * 24 * 3600;

    /** What stands for a time before 1677 or after 2262. */
    static final long NO_TIME = Long.MIN_VALUE;

    /** Microseconds, which hold where an interface does not say. */
    static final TimeScale MICROSECONDS = new TimeScale(1_000_000, -1, 0);

    /** The scale of an if_tsresol byte, or microseconds when it says something that 64 bits cannot count. */
    static TimeScale of(int resolution, long offsetSeconds) {
        int exponent = resolution & 0x7F;
        if ((resolution & 0x80) != 0) {
            return exponent > MAX_SHIFT
                    ? new TimeScale(1_000_000, -1, offsetSeconds)
                    : new TimeScale(1L << exponent, exponent, offsetSeconds);
        }
        if (exponent > MAX_DECIMAL_DIGITS) {
            return new TimeScale(1_000_000, -1, offsetSeconds);
        }
        long units = 1;
        for (int i = 0; i < exponent; i++) {
            units *= 10;
        }
        return new TimeScale(units, -1, offsetSeconds);
    }

    /** A time stamp, unsigned, as nanoseconds since 1970; {@link #NO_TIME} for times that 64 bits cannot hold. */
    long nanos(long units) {
        if (unitsPerSecond == BILLION && offsetSeconds == 0) {
            return units < 0 ? NO_TIME : units;
        }
        long seconds = Long.divideUnsigned(units, unitsPerSecond);
        long rest = Long.remainderUnsigned(units, unitsPerSecond);
        long whole = seconds < 0 ? Long.MAX_VALUE : saturatedAdd(seconds, offsetSeconds);
        if (whole >= Long.MAX_VALUE / BILLION || whole <= Long.MIN_VALUE / BILLION) {
            return NO_TIME;
        }
        return whole * BILLION + fractionNanos(rest);
    }

    /** The year of a time that does not fit, about. */
    String year(long units) {
        double seconds = (units >>> 1) * 2.0 / Math.max(1.0, (unitsPerSecond >>> 1) * 2.0 + (unitsPerSecond & 1));
        return String.format(Locale.ROOT, "%.0f", 1970 + (seconds + offsetSeconds) / SECONDS_A_YEAR);
    }

    private long fractionNanos(long rest) {
        if (shift >= 0) {
            int drop = Math.max(0, shift - 32);
            return ((rest >>> drop) * BILLION) >>> (shift - drop);
        }
        return Long.compareUnsigned(unitsPerSecond, BILLION) > 0
                ? Long.divideUnsigned(rest, Long.divideUnsigned(unitsPerSecond, BILLION))
                : rest * (BILLION / unitsPerSecond);
    }

    private static long saturatedAdd(long a, long b) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return sum;
    }
}
