package dev.pcfstap.proxy.relay;

import dev.pcfstap.proxy.transport.Fault;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamTap;
import dev.pcfstap.tap.TapClock;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets a stream's chunks out only after they are on the ring, in the order in which they came. Confined to the stream's event
 * loop.
 *
 * <p>When the ring is full the gate is stalled and holds what comes; whoever feeds it should read no more. After the longest
 * stall it lets chunks out unrecorded, and the books count them as lost. A bug on the way to the ring, or no memory there,
 * opens the gate for good: traffic is never held up by it, and the books count what passes as lost.
 */
final class RingGate {
    private static final Logger LOG = LogManager.getLogger(RingGate.class);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Where chunks go. */
    interface Exit {

        /** The chunk may leave; the buffer is the callee's. */
        void forward(Direction direction, ByteBuf buffer);

        /** The ring is full: feed no more. */
        void stalled();

        /** Everything that was held has left, and what comes now leaves at once. */
        void flowing();
    }

    /** How a chunk is put on the ring. */
    interface Entrance {

        /** See {@link StreamTap#offer}. */
        boolean offer(StreamTap tap, Direction direction, long timeNanos, byte[] bytes);
    }

    private enum State {
        SHUT,
        FLOWING,
        STALLED
    }

    /** A chunk in waiting: the copy for the ring, and the buffer to forward. */
    private static final class Held {
        final Direction direction;
        final long timeNanos;
        final byte[] bytes;
        final ByteBuf buffer;

        Held(Direction direction, long timeNanos, byte[] bytes, ByteBuf buffer) {
            this.direction = direction;
            this.timeNanos = timeNanos;
            this.bytes = bytes;
            this.buffer = buffer;
        }
    }

    private final StreamTap tap;
    private final Entrance entrance;
    private final TapClock clock;
    private final EventExecutor loop;
    private final Duration maxStall;
    private final Fault stalls;
    private final Exit exit;
    private final ArrayDeque<Held> held = new ArrayDeque<>(2);

    private State state = State.SHUT;
    private @Nullable Future<?> stallTimer;
    private boolean untapped;

    RingGate(StreamTap tap, TapClock clock, EventExecutor loop, Duration maxStall, Fault stalls, Exit exit) {
        this(tap, StreamTap::offer, clock, loop, maxStall, stalls, exit);
    }

    RingGate(
            StreamTap tap,
            Entrance entrance,
            TapClock clock,
            EventExecutor loop,
            Duration maxStall,
            Fault stalls,
            Exit exit) {
        this.tap = tap;
        this.entrance = entrance;
        this.clock = clock;
        this.loop = loop;
        this.maxStall = maxStall;
        this.stalls = stalls;
        this.exit = exit;
    }

    /** Whether what comes leaves at once. */
    boolean isFlowing() {
        return state == State.FLOWING;
    }

    /** Opens the gate for the first time. */
    void open() {
        tap.whenRoom(this::roomAnnounced);
        enter(State.FLOWING, "connected");
        release();
    }

    /** A chunk came; the buffer is the gate's until it is forwarded. */
    void arrived(Direction direction, ByteBuf buffer) {
        long timeNanos = clock.epochNanos();
        byte[] bytes = copy(buffer);
        if (bytes != null && state == State.FLOWING && offer(direction, timeNanos, bytes)) {
            exit.forward(direction, buffer);
        } else if (bytes == null || !hold(direction, timeNanos, bytes, buffer)) {
            force();
            skip(direction, timeNanos, buffer.readableBytes());
            exit.forward(direction, buffer);
        } else if (state == State.FLOWING) {
            stall();
        }
    }

    /** Whether there was memory to hold the chunk. */
    private boolean hold(Direction direction, long timeNanos, byte[] bytes, ByteBuf buffer) {
        try {
            held.add(new Held(direction, timeNanos, bytes, buffer));
            return true;
        } catch (OutOfMemoryError e) {
            sayNoMemory();
            return false;
        }
    }

    /** Lets everything out that is held, recorded or not. */
    void force() {
        Held next;
        while ((next = held.poll()) != null) {
            if (!offer(next.direction, next.timeNanos, next.bytes)) {
                skip(next.direction, next.timeNanos, next.bytes.length);
            }
            exit.forward(next.direction, next.buffer);
        }
    }

    /** Ends the gate's work; nothing may arrive any more. */
    void shut() {
        cancelStallTimer();
        enter(State.SHUT, "closed");
        Held next;
        while ((next = held.poll()) != null) {
            next.buffer.release();
        }
    }

    private void stall() {
        enter(State.STALLED, "the ring is full");
        exit.stalled();
        endStallIn(maxStall.toNanos());
    }

    /** A stall that nothing would end does not begin: without a timer the gate opens. */
    private void endStallIn(long nanos) {
        try {
            stallTimer = loop.schedule(this::stalledTooLong, nanos, TimeUnit.NANOSECONDS);
        } catch (Throwable failure) {
            untap(failure);
            release();
        }
    }

    private void roomAnnounced() {
        if (state == State.STALLED) {
            release();
        }
    }

    private void stalledTooLong() {
        if (state != State.STALLED) {
            return;
        }
        try {
            stalls.strike("the log cannot keep up: after a stall of " + maxStall.toMillis() + "ms the traffic of s"
                    + tap.stream() + " goes on unrecorded");
            tap.letGo();
        } catch (Throwable failure) {
            untap(failure);
        }
        release();
        if (state == State.STALLED) {
            endStallIn(RETRY_NANOS);
        }
    }

    /** Lets out what is held, as long as the ring takes it; when nothing is left, chunks flow again. */
    private void release() {
        Held next;
        while ((next = held.peek()) != null) {
            if (!offer(next.direction, next.timeNanos, next.bytes)) {
                if (state == State.FLOWING) {
                    stall();
                }
                return;
            }
            held.remove();
            exit.forward(next.direction, next.buffer);
        }
        cancelStallTimer();
        enter(State.FLOWING, "nothing is held");
        exit.flowing();
    }

    private boolean offer(Direction direction, long timeNanos, byte[] bytes) {
        if (!untapped) {
            try {
                return entrance.offer(tap, direction, timeNanos, bytes);
            } catch (Throwable failure) {
                untap(failure);
            }
        }
        skip(direction, timeNanos, bytes.length);
        return true;
    }

    /** The tap counts before it does anything that can fail. */
    private void skip(Direction direction, long timeNanos, int lengthBytes) {
        try {
            tap.skip(direction, timeNanos, lengthBytes);
        } catch (Throwable failure) {
            untap(failure);
        }
    }

    private void untap(Throwable failure) {
        if (untapped) {
            return;
        }
        untapped = true;
        try {
            LOG.error("s{} is not recorded any more", tap.stream(), failure);
        } catch (OutOfMemoryError e) {
            // There is no memory to say so either; the gap says it later.
        }
    }

    /** The ring's copy, or null when there is no memory for it. */
    private byte @Nullable [] copy(ByteBuf buffer) {
        try {
            byte[] bytes = tap.chunk(buffer.readableBytes());
            buffer.getBytes(buffer.readerIndex(), bytes);
            return bytes;
        } catch (OutOfMemoryError e) {
            sayNoMemory();
            return null;
        }
    }

    private void sayNoMemory() {
        try {
            stalls.strike("there is no memory for the log: the traffic of s" + tap.stream() + " goes on unrecorded");
        } catch (OutOfMemoryError e) {
            // There is no memory to say so either; the gap says it later.
        }
    }

    private void cancelStallTimer() {
        Future<?> timer = stallTimer;
        if (timer != null) {
            stallTimer = null;
            timer.cancel(false);
        }
    }

    private void enter(State next, String reason) {
        if (state != next) {
            State last = state;
            state = next;
            if (LOG.isDebugEnabled()) {
                LOG.debug("s{}: gate {} -> {}: {}", tap.stream(), last, next, reason);
            }
        }
    }
}
