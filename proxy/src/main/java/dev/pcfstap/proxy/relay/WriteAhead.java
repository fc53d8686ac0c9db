package dev.pcfstap.proxy.relay;

import dev.pcfstap.proxy.transport.Fault;
import dev.pcfstap.tap.StreamTap;
import dev.pcfstap.tap.TapClock;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds a stream's requests back until the sink has ended the batch that they are in: then the journal holds them, on the
 * disk if it syncs every commit, or has counted them as lost. Confined to the stream's event loop.
 *
 * <p>Nothing is held for longer than the longest stall. After that, requests go on until the sink has caught up, and the log
 * is told so once.
 */
final class WriteAhead {

    /** Where requests go, in the order in which they came. */
    interface Exit {

        /** The request may leave; the buffer is the callee's. */
        void forwardRequest(ByteBuf buffer);

        /** Everything that was held has left. */
        void nothingHeld();
    }

    private record Held(long place, ByteBuf buffer, long sinceNanos) {}

    private final StreamTap tap;
    private final TapClock clock;
    private final EventExecutor loop;
    private final Duration maxStall;
    private final WriteBudget budget;
    private final Fault stalls;
    private final Exit exit;
    private final ArrayDeque<Held> held = new ArrayDeque<>(2);

    private long heldBytes;
    private boolean waiting;
    private boolean lettingGo;
    private boolean shut;
    private @Nullable Future<?> stallTimer;

    WriteAhead(StreamTap tap, EventExecutor loop, RelaySetting setting, Exit exit) {
        this.tap = tap;
        this.clock = setting.clock();
        this.loop = loop;
        this.maxStall = setting.options().maxStall();
        this.budget = setting.budget();
        this.stalls = setting.faults().stalled();
        this.exit = exit;
        tap.whenFinished(this::finished);
    }

    /** A request that the ring has taken; the buffer belongs to this until it leaves. */
    void arrived(ByteBuf buffer) {
        long place = tap.lastPlace();
        if (held.isEmpty() && (lettingGo || tap.isFinished(place))) {
            exit.forwardRequest(buffer);
            return;
        }
        int lengthBytes = buffer.readableBytes();
        heldBytes += lengthBytes;
        budget.add(lengthBytes);
        held.add(new Held(place, buffer, System.nanoTime()));
        await();
    }

    /** Whether more requests should be read. */
    boolean keepsUp() {
        return heldBytes < budget.socketLimitBytes();
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Drops what is held: the stream is broken, and what the journal does not hold is not forwarded. Idempotent. */
    void shut() {
        shut = true;
        Future<?> timer = stallTimer;
        if (timer != null) {
            timer.cancel(false);
        }
        while (!held.isEmpty()) {
            take().release();
        }
    }

    private ByteBuf take() {
        ByteBuf buffer = held.remove().buffer;
        heldBytes -= buffer.readableBytes();
        budget.add(-buffer.readableBytes());
        return buffer;
    }

    private void await() {
        Held oldest = held.peek();
        if (!waiting && oldest != null) {
            waiting = true;
            tap.awaitFinished(oldest.place);
        }
        if (stallTimer == null && oldest != null) {
            long leftNanos = maxStall.toNanos() - (System.nanoTime() - oldest.sinceNanos);
            stallTimer = loop.schedule(this::look, Math.max(1, leftNanos), TimeUnit.NANOSECONDS);
        }
    }

    private void finished() {
        waiting = false;
        lettingGo = lettingGo && !tap.isFinished(tap.lastPlace());
        if (lettingGo) {
            waiting = true;
            tap.awaitFinished(tap.lastPlace());
        }
        release();
    }

    private void release() {
        Held oldest;
        while (!shut && (oldest = held.peek()) != null && (lettingGo || tap.isFinished(oldest.place))) {
            exit.forwardRequest(take());
        }
        await();
        if (!shut && held.isEmpty()) {
            exit.nothingHeld();
        }
    }

    /** The timer is left alone while requests come and go: it looks at whoever is the oldest when it is over. */
    private void look() {
        stallTimer = null;
        Held oldest = held.peek();
        if (shut || oldest == null) {
            return;
        }
        if (System.nanoTime() - oldest.sinceNanos >= maxStall.toNanos()) {
            letGo();
        }
        release();
    }

    private void letGo() {
        lettingGo = true;
        String what = "after a stall of " + maxStall.toMillis() + "ms requests go on before the journal holds them";
        stalls.strike("the journal cannot keep up: s" + tap.stream() + ": " + what);
        tap.note(clock.epochNanos(), "write-ahead: " + what);
    }
}
