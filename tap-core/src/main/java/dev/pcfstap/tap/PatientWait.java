package dev.pcfstap.tap;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A consumer that naps and looks instead of being woken by every event.
 *
 * <p>The event loop that publishes is about to forward bytes that somebody waits for, so it must not pay for a wake-up.
 * The consumer is in no hurry: it sleeps a little longer each time it finds nothing, and finds a batch when it looks. A
 * producer that sees the ring fill up, or must have an event handled now, calls {@link #hurry}. Naps of two milliseconds
 * leave the cores to the relay, and give the decoder batches in which it can hash several reads at once.
 *
 * <p>It rests before each batch, too, as long as the ring has plenty of room. A consumer that takes what has come while it was busy
 * is busy all the time with ever shorter batches, each of which costs a commit of the journal.
 *
 * <p>When there was nothing but ticks for a second it sleeps, and whoever publishes or waits for it wakes it: a tap that has
 * nothing to do is to cost nothing. Only the first event after that pays for a wake-up.
 */
final class PatientWait implements WaitStrategy {
    private static final long SHORTEST_NAP_NANOS = 2_000_000;
    private static final long LONGEST_NAP_NANOS = 10_000_000;
    private static final long REST_NANOS = 4_000_000;
    private static final long QUIET_NANOS = 1_000_000_000;

    /** A look around all the same, as a commit may be under way that nobody tells of. */
    private static final long SLEEP_NANOS = 1_000_000_000;

    /** Time, and waiting until it has passed or somebody calls. */
    interface Time {
        long nanos();

        void park(Object blocker, long nanos);
    }

    private static final Time REAL_TIME = new Time() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void park(Object blocker, long nanos) {
            LockSupport.parkNanos(blocker, nanos);
        }
    };

    private final BooleanSupplier atEase;
    private final Runnable beforeEachLook;
    private final Runnable beforeEachNap;
    private final long restNanos;
    private final Time time;
    private volatile @Nullable Thread consumer;
    private volatile boolean asleep;
    private boolean stirred = true;
    private long quietSinceNanos;

    /**
     * All run on the consumer thread.
     *
     * @param atEase whether so little waits on the ring that the consumer need not hurry
     * @param beforeEachLook runs after the slots of the batch before were given back
     * @param beforeEachNap runs when there was nothing to be found
     */
    PatientWait(BooleanSupplier atEase, Runnable beforeEachLook, Runnable beforeEachNap) {
        this(atEase, beforeEachLook, beforeEachNap, REST_NANOS, REAL_TIME);
    }

    /** The same with a rest of its own length. */
    PatientWait(BooleanSupplier atEase, Runnable beforeEachLook, Runnable beforeEachNap, long restNanos, Time time) {
        this.atEase = atEase;
        this.restNanos = restNanos;
        this.time = time;
        this.beforeEachLook = beforeEachLook;
        this.beforeEachNap = beforeEachNap;
    }

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException {
        long available;
        long napNanos = SHORTEST_NAP_NANOS;
        beforeEachLook.run();
        if (!isQuiet() && atEase.getAsBoolean()) {
            nap(restNanos);
            beforeEachLook.run();
        }
        while ((available = dependentSequence.get()) < sequence) {
            barrier.checkAlert();
            beforeEachNap.run();
            if (isQuiet()) {
                sleep(sequence, dependentSequence);
            } else if (dependentSequence.get() < sequence) { // it may have come meanwhile, and hurry() in vain
                nap(napNanos);
                napNanos = Math.min(LONGEST_NAP_NANOS, napNanos + napNanos / 2);
            }
            beforeEachLook.run();
        }
        return available;
    }

    /** An event came that was no tick. Consumer thread. */
    void stir() {
        stirred = true;
    }

    private boolean isQuiet() {
        if (stirred) {
            stirred = false;
            quietSinceNanos = time.nanos();
        }
        return time.nanos() - quietSinceNanos >= QUIET_NANOS;
    }

    /** What wakes it has a nap's time to go on first, for its bytes and for those that follow them. */
    private void sleep(long sequence, Sequence dependentSequence) {
        consumer = Thread.currentThread();
        asleep = true;
        // Whoever comes from here on sees that; who came before is seen here.
        beforeEachLook.run();
        if (dependentSequence.get() < sequence) {
            time.park(this, SLEEP_NANOS);
        }
        asleep = false;
        if (dependentSequence.get() >= sequence) {
            nap(SHORTEST_NAP_NANOS);
        }
    }

    private void nap(long nanos) {
        consumer = Thread.currentThread();
        time.park(this, nanos);
    }

    /** Wakes a consumer that sleeps; one that naps will look soon. Any thread. */
    void wake() {
        if (asleep) {
            asleep = false;
            hurry();
        }
    }

    /** Ends the consumer's nap, if it is taking one; else the next one ends at once, unless it waited for something else before. */
    void hurry() {
        Thread napping = consumer;
        if (napping != null) {
            LockSupport.unpark(napping);
        }
    }

    @Override
    public void signalAllWhenBlocking() {
        wake();
    }
}
