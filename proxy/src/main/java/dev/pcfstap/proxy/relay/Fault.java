package dev.pcfstap.proxy.relay;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Something that goes wrong again and again: one line when it begins, then at most one line every ten seconds, with a count,
 * and one when it is over. Any thread.
 */
final class Fault {
    private static final Logger LOG = LogManager.getLogger(Fault.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoTime;
    private boolean present;
    private long lastLineNanos;
    private long unsaid;
    private long strikes;

    Fault(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** It happened. */
    synchronized void strike(String message) {
        long now = nanoTime.getAsLong();
        strikes++;
        unsaid++;
        if (present && now - lastLineNanos < QUIET_NANOS) {
            return;
        }
        LOG.warn(unsaid == 1 ? "{}" : "{} ({} times)", message, unsaid);
        present = true;
        lastLineNanos = now;
        unsaid = 0;
    }

    /** It works again. */
    synchronized void over(String message) {
        if (present) {
            LOG.warn(unsaid == 0 ? "{}" : "{}; it failed {} more times", message, unsaid);
            present = false;
            unsaid = 0;
        }
    }

    /** How often it happened. */
    synchronized long strikes() {
        return strikes;
    }
}
