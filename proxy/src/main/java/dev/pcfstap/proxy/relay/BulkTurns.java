package dev.pcfstap.proxy.relay;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets those sockets of an event loop take turns that always have more to read: with hundreds of them in one turn of the loop, a short
 * request would wait until all have been read. Whoever has filled a buffer while others do so too is read again when those before it
 * have been. Confined to the event loop.
 */
final class BulkTurns {
    /** Half a megabyte in one turn of the loop. */
    static final int READERS_PER_TURN = 8;

    /** A socket that is read a lot. */
    interface Reader {

        /** It is this one's turn again. */
        void turnCame();
    }

    private final ArrayDeque<Reader> waiting = new ArrayDeque<>();
    private @Nullable EventExecutor loop;
    private int readThisTurn;
    private boolean scheduled;

    /**
     * A reader has filled its buffer.
     *
     * @return whether it may go on; if not, it has to wait for its turn
     */
    boolean mayGoOn(Reader reader, EventExecutor onLoop) {
        loop = onLoop;
        schedule();
        readThisTurn++;
        if (waiting.isEmpty() && readThisTurn <= READERS_PER_TURN) {
            return true;
        }
        waiting.add(reader);
        return false;
    }

    /** The reader is closed. */
    void leave(Reader reader) {
        waiting.remove(reader);
    }

    /** After what is ready now, and before the loop looks for what has become ready meanwhile. */
    private void schedule() {
        EventExecutor executor = loop;
        if (!scheduled && executor != null) {
            scheduled = true;
            // Not a plain task: one that comes up while tasks are run belongs to the same turn.
            var unused = executor.schedule(this::nextTurn, 1, TimeUnit.NANOSECONDS);
        }
    }

    private void nextTurn() {
        scheduled = false;
        readThisTurn = 0;
        Reader next;
        for (int i = 0; i < READERS_PER_TURN && (next = waiting.poll()) != null; i++) {
            next.turnCame();
        }
        if (!waiting.isEmpty()) {
            schedule();
        }
    }
}
