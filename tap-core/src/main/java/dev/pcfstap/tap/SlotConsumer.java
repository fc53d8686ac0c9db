package dev.pcfstap.tap;

import com.lmax.disruptor.EventHandler;
import java.util.ArrayList;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Empties the slots into the sink, keeps the books, and survives whatever the sink throws. Confined to the ring's
 * consumer thread.
 */
final class SlotConsumer implements EventHandler<TapSlot> {
    private static final Logger LOG = LogManager.getLogger(SlotConsumer.class);

    /** So many slots a batch has at most. */
    static final int MAX_BATCH = 1024;

    /** A batch that holds more than this is ended early, so that producers get room back while a long burst lasts. */
    private static final long LONG_BATCH_BYTES = 4L << 20;

    /** After so many bytes whoever waits for this core may have it: the relay is in a hurry, the consumer is not. */
    private static final long YIELD_BYTES = 256 << 10;

    private final TapSink sink;
    private final ClockSteps steps;
    private final LedgerBook books;
    private final ChunkPool chunks;
    private final LongConsumer release;
    private final LongConsumer finished;
    private final BooleanSupplier atEase;
    private final Runnable stir;
    private Runnable halt = () -> {};
    private boolean stopped;
    private boolean batchBegun;
    private long busyBytes;
    private long batchBytes;
    private long failures;

    /** The chunks of the batch. As long as it may become: there may be no memory for more when it is needed. */
    private final ArrayList<byte[]> batch = new ArrayList<>(MAX_BATCH);

    /**
     * @param chunks gets the arrays that nobody looks at any more
     * @param release is told how many bytes of chunks nobody needs any more
     * @param finished is told the place of the last event of a batch that the sink has ended
     * @param atEase whether so little waits on the ring that the consumer need not hurry
     * @param stir is told of each event but ticks
     */
    SlotConsumer(
            TapSink sink,
            TapClock clock,
            LedgerBook books,
            ChunkPool chunks,
            LongConsumer release,
            LongConsumer finished,
            BooleanSupplier atEase,
            Runnable stir) {
        this.sink = sink;
        this.steps = new ClockSteps(clock);
        this.books = books;
        this.chunks = chunks;
        this.release = release;
        this.finished = finished;
        this.atEase = atEase;
        this.stir = stir;
    }

    void onStop(Runnable action) {
        halt = action;
    }

    @Override
    public void onEvent(TapSlot slot, long sequence, boolean endOfBatch) {
        TapSlot.Kind kind = slot.kind;
        if (kind != TapSlot.Kind.FLUSH) {
            stir.run();
        }
        try {
            if (stopped) {
                tooLate(slot);
            } else {
                lookAtTheClock(slot.timeNanos);
                deliver(slot);
            }
        } finally {
            if (kind == TapSlot.Kind.CLOSED) {
                settle(slot.stream);
            }
            slot.clear();
        }
        if (stopped) {
            return;
        }
        giveWay();
        if (endOfBatch || kind == TapSlot.Kind.STOP || batchBytes >= LONG_BATCH_BYTES) {
            endBatch(sequence);
        }
        if (kind == TapSlot.Kind.STOP) {
            stop();
        }
    }

    private void deliver(TapSlot slot) {
        long timeNanos = steps.time(slot.timeNanos);
        try {
            switch (slot.kind) {
                case RECEIVED -> received(slot);
                case OPENED -> sink.opened(slot.stream, timeNanos, detail(slot, StreamAddresses.class));
                case GAP -> sink.gap(slot.stream, shifted(detail(slot, Gap.class)));
                case NOTED -> sink.noted(slot.stream, timeNanos, detail(slot, String.class));
                case CLOSED -> sink.closed(slot.stream, timeNanos, detail(slot, CloseReason.class));
                case FLUSH -> sink.flushDue(timeNanos);
                case STOP -> {}
            }
        } catch (Throwable failure) {
            failed(slot.stream, timeNanos, failure);
        }
    }

    /** Once a second, before the first event of a batch: it may be the first one after the machine has slept. */
    private void lookAtTheClock(long eventNanos) {
        if (batchBegun) {
            return;
        }
        batchBegun = true;
        long step = steps.look();
        if (step != 0) {
            String note = ClockStep.note(step);
            LOG.warn("{}", note);
            long timeNanos = steps.time(eventNanos);
            try {
                sink.noted(0, timeNanos, note);
            } catch (Throwable failure) {
                failed(0, timeNanos, failure);
            }
        }
    }

    private Gap shifted(Gap gap) {
        return new Gap(
                gap.events(),
                gap.toHostBytes(),
                gap.toConsoleBytes(),
                steps.time(gap.fromNanos()),
                steps.time(gap.toNanos()));
    }

    /** The sink is closed: the batch that ended with it had more, such as a tick. */
    private void tooLate(TapSlot slot) {
        if (slot.kind == TapSlot.Kind.RECEIVED) {
            int length = Objects.requireNonNull(slot.bytes).length;
            Objects.requireNonNull(slot.ledger).lost(length);
            release.accept(length);
        }
    }

    private void received(TapSlot slot) {
        byte[] bytes = Objects.requireNonNull(slot.bytes);
        Ledger ledger = Objects.requireNonNull(slot.ledger);
        batchBytes += bytes.length;
        busyBytes += bytes.length;
        batch.add(bytes);
        boolean recorded = false;
        try {
            recorded = sink.received(slot.stream, slot.direction, steps.time(slot.timeNanos), bytes, 0, bytes.length);
        } finally {
            if (recorded) {
                ledger.recorded(bytes.length);
            } else {
                ledger.lost(bytes.length);
            }
        }
    }

    /** No event waits. A failure costs no event, so the sink is not told of it: it would be at every nap. */
    void idle() {
        if (!stopped) {
            try {
                sink.idle(steps.now());
            } catch (Throwable failure) {
                count(0, failure);
            }
        }
    }

    private void settle(long stream) {
        try {
            books.settle(stream);
        } catch (Throwable failure) {
            // The stream stays among those that live, with the right counts.
            failed(stream, steps.now(), failure);
        }
    }

    /** Lets others on this core go first, as long as the ring can wait. Nothing but speed depends on it. */
    @SuppressWarnings("ThreadPriorityCheck")
    private void giveWay() {
        if (busyBytes >= YIELD_BYTES) {
            busyBytes = 0;
            if (atEase.getAsBoolean()) {
                Thread.yield();
            }
        }
    }

    private void endBatch(long sequence) {
        batchBegun = false;
        try {
            sink.batchEnded(steps.now());
        } catch (Throwable failure) {
            failed(0, steps.now(), failure);
        } finally {
            chunks.giveBack(batch);
            batch.clear();
            long released = batchBytes;
            batchBytes = 0;
            release.accept(released);
            tellFinished(sequence);
        }
    }

    private void tellFinished(long sequence) {
        try {
            finished.accept(sequence);
        } catch (Throwable failure) {
            failed(0, steps.now(), failure);
        }
    }

    private void stop() {
        stopped = true;
        try {
            sink.stopped(steps.now());
        } catch (Throwable failure) {
            log("the sink failed to stop", 0, failures, failure);
        } finally {
            halt.run();
        }
    }

    private void failed(long stream, long timeNanos, Throwable failure) {
        count(stream, failure);
        try {
            sink.failed(stream, timeNanos, failure);
        } catch (Throwable again) {
            log("the sink failed while it noted a failure", stream, failures, again);
        }
    }

    private void count(long stream, Throwable failure) {
        failures++;
        // A bug that strikes every event must not fill the disk with its own traces.
        if (Long.bitCount(failures) == 1) {
            log("the sink failed", stream, failures, failure);
        }
    }

    /** Where memory has run out there is none to say so either, and nothing may end the consumer. */
    private static void log(String what, long stream, long failures, Throwable failure) {
        try {
            LOG.error("{} on stream s{} (failure {})", what, stream, failures, failure);
        } catch (Throwable unsaid) {
            // The books have counted it.
        }
    }

    private static <T> T detail(TapSlot slot, Class<T> type) {
        return type.cast(Objects.requireNonNull(slot.detail));
    }
}
