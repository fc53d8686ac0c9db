package dev.pcfstap.proxy.relay;

import dev.pcfstap.tap.Direction;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches a stream that one side has ended, as there are hosts that never end theirs. When nothing is under way in the tap and nothing
 * has moved for the timeout, the stream is ended. The relay knows no protocol: an answer counts as awaited as long as the side that
 * has ended spoke last, and then the stream has ten times as long. Confined to the stream's event loop, where nothing else is said.
 */
final class HalfClose {
    /** A host may take its time for an answer, but one that never comes must not keep the stream for good. */
    private static final int ANSWER_FACTOR = 10;

    /** A stream that awaits an answer makes no room for another one before. */
    private static final long MIN_AWAITING_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final EventExecutor loop;
    private final Duration timeout;
    private final HalfClosedStreams all;
    private final BooleanSupplier nothingUnderWay;
    private final Consumer<String> end;

    private volatile long movedNanos;
    private volatile boolean awaitsAnswer;
    private @Nullable Direction endedFirst;
    private @Nullable Direction spokeLast;
    private @Nullable Future<?> timer;
    private boolean over;

    /**
     * @param nothingUnderWay whether the tap holds no byte of the stream
     * @param end ends the stream, and is told why
     */
    HalfClose(
            EventExecutor loop,
            Duration timeout,
            HalfClosedStreams all,
            BooleanSupplier nothingUnderWay,
            Consumer<String> end) {
        this.loop = loop;
        this.timeout = timeout;
        this.all = all;
        this.nothingUnderWay = nothingUnderWay;
        this.end = end;
    }

    /** Bytes came this way. */
    void spoke(Direction direction) {
        spokeLast = direction;
        if (endedFirst != null) {
            awaitsAnswer = direction == endedFirst;
            moved();
        }
    }

    /** Bytes left the tap. */
    void moved() {
        if (endedFirst != null) {
            movedNanos = loop.ticker().nanoTime();
        }
    }

    /** A side has ended. */
    void ended(Direction direction) {
        if (over) {
            return;
        }
        if (endedFirst == null) {
            endedFirst = direction;
            awaitsAnswer = spokeLast == direction;
            movedNanos = loop.ticker().nanoTime();
            all.add(this);
            watch();
        } else if (endedFirst != direction) {
            // Both have: what is left is only to be passed on.
            over();
        }
    }

    /** The stream is over, or about to be. Idempotent. */
    void over() {
        over = true;
        all.remove(this);
        Future<?> watching = timer;
        if (watching != null) {
            watching.cancel(false);
        }
    }

    /** Any thread. */
    boolean awaitsAnswer() {
        return awaitsAnswer;
    }

    /** The longest idle first. Any thread. */
    long negativeIdleNanos() {
        return movedNanos - loop.ticker().nanoTime();
    }

    /** Any thread. */
    boolean mayMakeRoom() {
        return !awaitsAnswer || loop.ticker().nanoTime() - movedNanos >= MIN_AWAITING_NANOS;
    }

    /** Ends the stream for another one if it is still idle. Any thread; the outcome is told on the stream's event loop. */
    void makeRoom(Consumer<Boolean> outcome) {
        loop.execute(() -> {
            boolean ends = !over && mayMakeRoom() && nothingUnderWay.getAsBoolean();
            if (ends) {
                end.accept("half-closed, and the longest idle when a connection more than --max-streams came");
            }
            outcome.accept(ends);
        });
    }

    private void watch() {
        if (!timeout.isZero()) {
            timer = loop.schedule(this::look, Math.max(1, leftNanos()), TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        if (over) {
            return;
        }
        if (!nothingUnderWay.getAsBoolean()) {
            // What a peer does not take is not idle, however long that lasts.
            movedNanos = loop.ticker().nanoTime();
        }
        if (leftNanos() <= 0) {
            end.accept("half-closed, and nothing moved for " + text(limit())
                    + (awaitsAnswer ? ", though an answer was awaited" : ""));
        } else {
            watch();
        }
    }

    private long leftNanos() {
        return limit().toNanos() - (loop.ticker().nanoTime() - movedNanos);
    }

    private static String text(Duration time) {
        return time.toNanosPart() == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    private Duration limit() {
        return awaitsAnswer ? timeout.multipliedBy(ANSWER_FACTOR) : timeout;
    }
}
