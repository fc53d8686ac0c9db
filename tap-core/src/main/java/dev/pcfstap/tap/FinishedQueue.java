package dev.pcfstap.tap;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The streams that wait until the sink has finished with something of theirs. Any thread may enter one; the consumer tells
 * those whose place it has passed, and then no more until they enter again.
 */
final class FinishedQueue {
    private static final Logger LOG = LogManager.getLogger(FinishedQueue.class);

    private final ConcurrentLinkedQueue<StreamTap> waiting = new ConcurrentLinkedQueue<>();
    private volatile long finished = -1;

    void enter(StreamTap tap) {
        waiting.add(tap);
    }

    /** The ring's sequence up to which the sink has ended its batches; -1 before the first. Any thread. */
    long finished() {
        return finished;
    }

    /** The sink has ended a batch, whose last event had this sequence. Consumer thread. */
    void batchEnded(long sequence) {
        finished = sequence;
        announce();
    }

    /** Also for those who entered after the batch that they waited for. Consumer thread. */
    void announce() {
        if (waiting.isEmpty()) {
            return;
        }
        for (int left = waiting.size(); left > 0; left--) {
            StreamTap tap = waiting.peek();
            if (tap == null) {
                return;
            }
            // What an Error interrupts keeps its place, and is tried again.
            if (tap.awaitedPlace() > finished) {
                waiting.add(tap);
            } else {
                tell(tap);
            }
            waiting.poll();
        }
    }

    private static void tell(StreamTap tap) {
        try {
            tap.announceFinished();
        } catch (RuntimeException e) {
            // An event loop that takes no tasks any more has no stream that waits. What is thrown here would make the
            // ring
            // skip an event.
            LOG.debug("stream s{} could not be told that it is recorded", tap.stream(), e);
        }
    }
}
