package dev.pcfstap.tap;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The note on stream 0 that tells of a step of the wall clock: {@code clock-step +12.345678901s: why}. All times after it are
 * that much later against those before than the time that has passed; earlier with a minus. Whoever measures across it
 * takes it off.
 */
public final class ClockStep {
    private static final long NANOS = 1_000_000_000;
    private static final Pattern TEXT = Pattern.compile("clock-step ([+-])(\\d{1,9})\\.(\\d{9})s: .*");

    private ClockStep() {}

    /** The note for a step by this much. */
    public static String note(long stepNanos) {
        long nanos = Math.abs(stepNanos);
        String fraction = Long.toString(nanos % NANOS + NANOS).substring(1);
        return "clock-step " + (stepNanos < 0 ? "-" : "+") + nanos / NANOS + "." + fraction + "s: "
                + (stepNanos < 0 ? "the clock was set back" : "the clock was set forward, or the machine slept");
    }

    /** By how much the clock stepped, if the text of a note on stream 0 says so. */
    public static OptionalLong of(String note) {
        Matcher matcher = TEXT.matcher(note);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long nanos = Long.parseLong(matcher.group(2)) * NANOS + Long.parseLong(matcher.group(3));
        return OptionalLong.of(matcher.group(1).equals("-") ? -nanos : nanos);
    }
}
