package dev.pcfstap.proxy.transport;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Something that goes wrong again and again: at most one line every ten seconds, with a count, and one when it is over, if it
 * was said to be there. Something that comes and goes is said no more often. Any thread.
 */
public final class Fault {
    private static final Logger LOG = LogManager.getLogger(Fault.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoTime;
    private final Consumer<String> log;
    private boolean said;
    private boolean present;
    private long lastLineNanos;
    private long unsaid;
    private long strikes;

    public Fault() {
        this(System::nanoTime, LOG::warn);
    }

    public Fault(LongSupplier nanoTime, Consumer<String> log) {
        this.nanoTime = nanoTime;
        this.log = log;
    }

    /** It happened. */
    public synchronized void strike(String message) {
        long now = nanoTime.getAsLong();
        strikes++;
        unsaid++;
        if (said && now - lastLineNanos < QUIET_NANOS) {
            return;
        }
        log.accept(unsaid == 1 ? message : message + " (" + unsaid + " times)");
        said = true;
        present = true;
        lastLineNanos = now;
        unsaid = 0;
    }

    /** It works again. */
    public synchronized void over(String message) {
        if (present) {
            log.accept(unsaid == 0 ? message : message + "; it failed " + unsaid + " more times");
            present = false;
            unsaid = 0;
        }
    }

    /** How often it happened. */
    public synchronized long strikes() {
        return strikes;
    }
}
