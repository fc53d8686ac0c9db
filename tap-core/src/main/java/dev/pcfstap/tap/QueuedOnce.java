package dev.pcfstap.tap;

import java.util.concurrent.atomic.AtomicBoolean;

/** Whether something stands in a queue, so that it enters only once. Any thread. */
final class QueuedOnce {
    private final AtomicBoolean queued = new AtomicBoolean();

    /** Enters unless it stands there already. If entering fails it is free to try again, as nobody would ever take it out. */
    void enter(Runnable entering) {
        if (!queued.compareAndSet(false, true)) {
            return;
        }
        boolean entered = false;
        try {
            entering.run();
            entered = true;
        } finally {
            if (!entered) {
                queued.set(false);
            }
        }
    }

    /** It was taken out of the queue. */
    void left() {
        queued.set(false);
    }
}
