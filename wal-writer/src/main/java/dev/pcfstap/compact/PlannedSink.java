package dev.pcfstap.compact;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.ForwardingSink;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;

/** Passes a journal on, except chunks, which somebody else is given together with what is known of their bytes. */
final class PlannedSink extends ForwardingSink {

    /** Deals with chunks. */
    interface Chunks {
        /** Goes through all of the bytes; the walk must have advanced by them when it returns. */
        void take(
                SpanWalk walk, long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length);
    }

    private final SpanPlan plan;
    private final Chunks chunks;
    private final Long2IntOpenHashMap openings = new Long2IntOpenHashMap();
    private final Long2ObjectOpenHashMap<Walks> open = new Long2ObjectOpenHashMap<>();

    private record Walks(SpanWalk toHost, SpanWalk toConsole) {
        SpanWalk of(Direction direction) {
            return direction == Direction.CONSOLE_TO_HOST ? toHost : toConsole;
        }
    }

    PlannedSink(SpanPlan plan, TapSink next, Chunks chunks) {
        super(next);
        this.plan = plan;
        this.chunks = chunks;
    }

    /** A stream begins, or was open already where the journal begins. */
    void begins(long stream) {
        int opening = openings.addTo(stream, 1);
        open.put(
                stream,
                new Walks(
                        plan.walk(stream, opening, Direction.CONSOLE_TO_HOST),
                        plan.walk(stream, opening, Direction.HOST_TO_CONSOLE)));
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        begins(stream);
        next.opened(stream, timeNanos, addresses);
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        Walks walks = open.get(stream);
        if (walks == null) {
            return next.received(stream, direction, timeNanos, bytes, offset, length);
        }
        chunks.take(walks.of(direction), stream, direction, timeNanos, bytes, offset, length);
        return true;
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        Walks walks = open.get(stream);
        if (walks != null) {
            SpanWalk walk = walks.of(data.direction());
            walk.checksum = data.checksumAfter();
            walk.advance(data.countedBytes());
        }
        next.reduced(stream, timeNanos, data);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        open.remove(stream);
        next.closed(stream, timeNanos, reason);
    }
}
