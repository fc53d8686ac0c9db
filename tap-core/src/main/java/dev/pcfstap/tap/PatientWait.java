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
 */
final class PatientWait implements WaitStrategy {
    private static final long SHORTEST_NAP_NANOS = 2_000_000;
    private static final long LONGEST_NAP_NANOS = 10_000_000;
    private static final long REST_NANOS = 4_000_000;

    private final BooleanSupplier atEase;
    private final Runnable beforeEachLook;
    private final Runnable beforeEachNap;
    private final long restNanos;
    private volatile @Nullable Thread consumer;

    /**
     * All run on the consumer thread.
     *
     * @param atEase whether so little waits on the ring that the consumer need not hurry
     * @param beforeEachLook runs after the slots of the batch before were given back
     * @param beforeEachNap runs when there was nothing to be found
     */
    PatientWait(BooleanSupplier atEase, Runnable beforeEachLook, Runnable beforeEachNap) {
        this(atEase, beforeEachLook, beforeEachNap, REST_NANOS);
    }

    /** The same with a rest of its own length. */
    PatientWait(BooleanSupplier atEase, Runnable beforeEachLook, Runnable beforeEachNap, long restNanos) {
        this.atEase = atEase;
        this.restNanos = restNanos;
        this.beforeEachLook = beforeEachLook;
        this.beforeEachNap = beforeEachNap;
    }

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException {
        long available;
        long napNanos = SHORTEST_NAP_NANOS;
        beforeEachLook.run();
        if (atEase.getAsBoolean()) {
            nap(restNanos);
            beforeEachLook.run();
        }
        while ((available = dependentSequence.get()) < sequence) {
            barrier.checkAlert();
            beforeEachNap.run();
            if ((available = dependentSequence.get()) >= sequence) {
                return available; // it may have come meanwhile, and hurry() in vain
            }
            nap(napNanos);
            napNanos = Math.min(LONGEST_NAP_NANOS, napNanos + napNanos / 2);
            beforeEachLook.run();
        }
        return available;
    }

    private void nap(long nanos) {
        consumer = Thread.currentThread();
        LockSupport.parkNanos(this, nanos);
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
        // Publishing wakes nobody: that is the point of this class.
    }
}
