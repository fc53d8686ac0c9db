package dev.pcfstap.proxy.relay;

import dev.pcfstap.proxy.transport.Fault;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Connections that were reset and never became a stream. Each is counted; the log and a note on stream 0 tell of them. A note a
 * second at most has all that came since the one before, so that whoever connects again and again does not fill the disk. Any
 * thread.
 */
final class Refusals {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final Consumer<String> notes;
    private final Fault fault;
    private final AtomicLong count = new AtomicLong();

    private long untold;
    private String lastClient = "";
    private String reason = "";
    private boolean told;
    private long lastNoteNanos;

    Refusals(LongSupplier nanoTime, Fault fault, Consumer<String> notes) {
        this.nanoTime = nanoTime;
        this.fault = fault;
        this.notes = notes;
    }

    /** A console was turned away that should have been served. */
    void refused(String client, String why) {
        count.incrementAndGet();
        fault.strike("a connection was refused: " + why);
        turnedAway(client, why);
    }

    /** A console was turned away as it had to be: noted, and no fault of anything. */
    synchronized void turnedAway(String client, String why) {
        if (!why.equals(reason)) {
            tell();
        }
        untold++;
        lastClient = client;
        reason = why;
        if (!told || nanoTime.getAsLong() - lastNoteNanos >= QUIET_NANOS) {
            tell();
        }
    }

    /** Notes what is not noted yet. To be called now and then, and at the end. */
    synchronized void tell() {
        if (untold > 0) {
            String who = untold == 1 ? lastClient : untold + " connections, the last from " + lastClient;
            notes.accept("refused: " + who + ": " + reason);
            untold = 0;
            told = true;
            lastNoteNanos = nanoTime.getAsLong();
        }
    }

    /** How many should have been served. */
    long count() {
        return count.get();
    }
}
