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
 * stall it lets chunks out unrecorded, and the books count them as lost. A bug on the way to the ring opens the gate for
 * good: traffic is never held up by it.
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
        this.tap = tap;
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
        if (bytes == null) {
            force();
            skip(direction, timeNanos, buffer.readableBytes());
            exit.forward(direction, buffer);
        } else if (state == State.FLOWING && offer(direction, timeNanos, bytes)) {
            exit.forward(direction, buffer);
        } else {
            held.add(new Held(direction, timeNanos, bytes, buffer));
            if (state == State.FLOWING) {
                stall();
            }
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
        stallTimer = loop.schedule(this::stalledTooLong, maxStall.toNanos(), TimeUnit.NANOSECONDS);
        exit.stalled();
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
        stalls.strike("the log cannot keep up: after a stall of " + maxStall.toMillis() + "ms the traffic of s"
                + tap.stream() + " goes on unrecorded");
        tap.letGo();
        release();
        if (state == State.STALLED) {
            stallTimer = loop.schedule(this::stalledTooLong, RETRY_NANOS, TimeUnit.NANOSECONDS);
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
        if (untapped) {
            return true;
        }
        try {
            return tap.offer(direction, timeNanos, bytes);
        } catch (RuntimeException failure) {
            return untap(failure);
        }
    }

    private void skip(Direction direction, long timeNanos, int lengthBytes) {
        if (!untapped) {
            try {
                tap.skip(direction, timeNanos, lengthBytes);
            } catch (RuntimeException failure) {
                untap(failure);
            }
        }
    }

    private boolean untap(RuntimeException failure) {
        LOG.error("s{} is not recorded any more", tap.stream(), failure);
        untapped = true;
        return true;
    }

    /** The ring's copy, or null when there is no memory for it. */
    private byte @Nullable [] copy(ByteBuf buffer) {
        try {
            byte[] bytes = tap.chunk(buffer.readableBytes());
            buffer.getBytes(buffer.readerIndex(), bytes);
            return bytes;
        } catch (OutOfMemoryError e) {
            stalls.strike("there is no memory for the log: the traffic of s" + tap.stream() + " goes on unrecorded");
            return null;
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
            LOG.debug("s{}: gate {} -> {}: {}", tap.stream(), state, next, reason);
            state = next;
        }
    }
}
