package dev.pcfstap.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;

/** What the consumer makes of slots, without a ring. */
class SlotConsumerTest {
    private final List<String> calls = new ArrayList<>();
    private final List<Long> released = new ArrayList<>();
    private final List<Long> finished = new ArrayList<>();
    private final LedgerBook books = new LedgerBook();
    private final ChunkPool chunks = new ChunkPool(1 << 20);
    private final SlotConsumer consumer = new SlotConsumer(
            recorder(), TapClock.system(), books, chunks, released::add, finished::add, () -> true, () -> {});

    @Test
    void nothingThatFollowsTheEndInItsBatchReachesTheClosedSink() {
        Ledger ledger = books.open(1);
        ledger.saw(3);
        consumer.onEvent(slot(TapSlot.Kind.STOP), 0, false);
        TapSlot late = slot(TapSlot.Kind.RECEIVED);
        late.stream = 1;
        late.bytes = new byte[3];
        late.ledger = ledger;
        consumer.onEvent(late, 1, false);
        consumer.onEvent(slot(TapSlot.Kind.FLUSH), 2, true);
        consumer.idle();

        assertThat(calls).containsExactly("batchEnded", "stopped");
        assertThat(books.totals().lostBytes()).isEqualTo(3);
        assertThat(books.totals().balanced()).isTrue();
        assertThat(released).contains(3L);
    }

    @Test
    void aPlaceIsFinishedWhenItsBatchHasEnded() {
        consumer.onEvent(slot(TapSlot.Kind.FLUSH), 5, false);
        assertThat(finished).isEmpty();
        consumer.onEvent(slot(TapSlot.Kind.FLUSH), 6, true);

        assertThat(calls).containsExactly("flushDue", "flushDue", "batchEnded");
        assertThat(finished).containsExactly(6L);
    }

    @Test
    void aFailureThatCannotEvenBeLoggedCostsItsChunkAndNothingElse() {
        TapSink failing = (TapSink)
                Proxy.newProxyInstance(TapSink.class.getClassLoader(), new Class<?>[] {TapSink.class}, (self, m, a) -> {
                    calls.add(m.getName());
                    throw new OutOfMemoryError("none left");
                });
        LongConsumer failingToo = place -> {
            finished.add(place);
            throw new OutOfMemoryError("none left");
        };
        SlotConsumer survivor = new SlotConsumer(
                failing, TapClock.system(), books, chunks, released::add, failingToo, () -> false, () -> {});
        Ledger ledger = books.open(1);
        ledger.saw(3);
        TapSlot chunk = slot(TapSlot.Kind.RECEIVED);
        chunk.stream = 1;
        chunk.bytes = new byte[3];
        chunk.ledger = ledger;
        TapSlot end = slot(TapSlot.Kind.CLOSED);
        end.stream = 1;
        end.detail = CloseReason.CLIENT;
        Logger log = (Logger) LogManager.getLogger(SlotConsumer.class);
        NoMemory noMemory = new NoMemory();
        log.addAppender(noMemory);
        try {
            survivor.onEvent(chunk, 0, true);
            survivor.onEvent(end, 1, true);
            survivor.idle();
        } finally {
            log.removeAppender(noMemory);
        }

        assertThat(calls)
                .containsExactly(
                        "received",
                        "failed",
                        "batchEnded",
                        "failed",
                        "failed",
                        "closed",
                        "failed",
                        "batchEnded",
                        "failed",
                        "failed",
                        "idle");
        assertThat(books.totals()).isEqualTo(new TrafficCounts(1, 3, 0, 0, 1, 3));
        assertThat(released).containsExactly(3L, 0L);
        assertThat(finished).containsExactly(0L, 1L);
        assertThat(chunk.bytes).isNull();
    }

    /** Logging that fails as all else does when there is no memory. */
    private static final class NoMemory extends AbstractAppender {
        NoMemory() {
            super("no memory", null, null, false, Property.EMPTY_ARRAY);
            start();
        }

        @Override
        public void append(LogEvent event) {
            throw new AppenderLoggingException(new OutOfMemoryError("no memory to log"));
        }
    }

    private static TapSlot slot(TapSlot.Kind kind) {
        TapSlot slot = new TapSlot();
        slot.kind = kind;
        return slot;
    }

    private TapSink recorder() {
        return (TapSink)
                Proxy.newProxyInstance(TapSink.class.getClassLoader(), new Class<?>[] {TapSink.class}, (self, m, a) -> {
                    calls.add(m.getName());
                    return m.getReturnType() == boolean.class ? Boolean.TRUE : null;
                });
    }
}
