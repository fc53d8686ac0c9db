package dev.pcfstap.pcfs;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The requests of one stream that wait for an answer, oldest first. Bounded. */
final class Exchanges {
    private final int limit;
    private ArrayDeque<Exchange> outstanding = new ArrayDeque<>(1);
    private long heldBytes;

    Exchanges(int limit) {
        this.limit = limit;
    }

    /**
     * Enters a request.
     *
     * @return the request that was forgotten to make room for it, or null
     */
    @Nullable
    Exchange add(Exchange exchange) {
        Exchange forgotten = outstanding.size() >= limit ? outstanding.poll() : null;
        outstanding.add(exchange);
        heldBytes += exchange.heldBytes - (forgotten == null ? 0 : forgotten.heldBytes);
        return forgotten;
    }

    /** The request whose answer comes next, or null. */
    @Nullable
    Exchange oldest() {
        return outstanding.peek();
    }

    /** The request whose answer comes after the next, or null. */
    @Nullable
    Exchange secondOldest() {
        if (outstanding.size() < 2) {
            return null;
        }
        Iterator<Exchange> order = outstanding.iterator();
        order.next();
        return order.next();
    }

    int size() {
        return outstanding.size();
    }

    /** The request was answered. */
    void answered(Exchange exchange) {
        if (outstanding.peek() == exchange) {
            outstanding.poll();
            heldBytes -= exchange.heldBytes;
        }
    }

    void clear() {
        outstanding = new ArrayDeque<>(1);
        heldBytes = 0;
    }

    /** About how much memory they take. */
    long heldBytes() {
        return heldBytes;
    }

    boolean contains(Exchange exchange) {
        return outstanding.contains(exchange);
    }

    /** Times from now on are those of a clock that has stepped: who waits has asked by the same clock, except one. */
    void clockStepped(long stepNanos, @Nullable Exchange except) {
        for (Exchange exchange : outstanding) {
            if (exchange != except) {
                exchange.completeNanos += stepNanos;
            }
        }
    }

    void writeTo(SnapshotWriter out) {
        out.u32(outstanding.size());
        for (Exchange exchange : outstanding) {
            exchange.writeTo(out);
        }
    }

    void readFrom(SnapshotReader in, RestoredExchanges restored) throws SnapshotException {
        int count = in.count(limit, SnapshotLayout.MIN_EXCHANGE_BYTES, "number of outstanding requests");
        long newest = 0;
        for (int i = 0; i < count; i++) {
            Exchange exchange = restored.enter(in, newest);
            outstanding.add(exchange);
            heldBytes += exchange.heldBytes;
            newest = exchange.number;
        }
    }
}
