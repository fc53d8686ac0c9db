package dev.pcfstap.wal;

/** How the {@code tap} format shows times. */
public enum TimeStyle {
    /** {@code 2026-11-20T21:40:48.123456Z}. */
    UTC,
    /** {@code 2026-11-20T22:40:48.123456+01:00}, in the machine's time zone. */
    LOCAL,
    /** {@code +00:00:48.123456}, since the first event. */
    RELATIVE
}
