package dev.pcfstap.tap;

/**
 * Streams that came and went while the log was blocked, and of which it was never told: counted together, as keeping each
 * until there is room would take memory without bound. Any thread.
 */
final class UntoldStreams {
    private long streams;
    private Gap missed = new Gap(0, 0, 0, 0, 0);
    private long notNoted;

    /** One more, with what it missed. */
    synchronized void add(Gap gap) {
        missed = new Gap(
                missed.events() + gap.events(),
                missed.toHostBytes() + gap.toHostBytes(),
                missed.toConsoleBytes() + gap.toConsoleBytes(),
                0,
                0);
        streams++;
        notNoted++;
    }

    /** How many there ever were. */
    synchronized long streams() {
        return streams;
    }

    synchronized boolean isEmpty() {
        return notNoted == 0;
    }

    private String text() {
        return "the log was blocked: " + notNoted + " streams came and went of which nothing is recorded, with "
                + missed.events() + " chunks, " + missed.toHostBytes() + " bytes to the host and "
                + missed.toConsoleBytes() + " to consoles";
    }

    /** Puts the note on the ring, if there is something to be told. */
    synchronized void tell(TapRing ring, long timeNanos) {
        if (notNoted > 0 && ring.publish(TapSlot.Kind.NOTED, 0, timeNanos, text())) {
            notNoted = 0;
            missed = new Gap(0, 0, 0, 0, 0);
        }
    }
}
