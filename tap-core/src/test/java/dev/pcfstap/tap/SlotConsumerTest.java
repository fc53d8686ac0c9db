package dev.pcfstap.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the consumer makes of slots, without a ring. */
class SlotConsumerTest {
    private final List<String> calls = new ArrayList<>();
    private final List<Long> released = new ArrayList<>();
    private final List<Long> finished = new ArrayList<>();
    private final LedgerBook books = new LedgerBook();
    private final SlotConsumer consumer =
            new SlotConsumer(recorder(), TapClock.system(), books, released::add, finished::add);

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
