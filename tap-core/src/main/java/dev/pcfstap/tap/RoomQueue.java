package dev.pcfstap.tap;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** The streams that found the ring full. Any thread may enter one; the consumer lets all of them try again. */
final class RoomQueue {
    private static final Logger LOG = LogManager.getLogger(RoomQueue.class);

    private final ConcurrentLinkedQueue<StreamTap> waiting = new ConcurrentLinkedQueue<>();

    void enter(StreamTap tap) {
        waiting.add(tap);
    }

    /** A stream that is to be forgotten waits no more. */
    void leave(StreamTap tap) {
        waiting.remove(tap);
    }

    /** Tells everybody who waits now; who still finds no room enters again. Consumer thread. */
    void announceRoom() {
        if (waiting.isEmpty()) {
            return;
        }
        for (int left = waiting.size(); left > 0; left--) {
            StreamTap tap = waiting.peek();
            if (tap == null) {
                return;
            }
            try {
                // What an Error interrupts keeps its place, and is tried again.
                tap.announceRoom();
            } catch (RuntimeException e) {
                // An event loop that takes no tasks any more has no stream that could use the room. What is thrown here
                // would make the ring skip an event.
                LOG.debug("stream s{} could not be told of room", tap.stream(), e);
            }
            // Not whoever is the first now: this one may have left.
            waiting.remove(tap);
        }
    }
}
