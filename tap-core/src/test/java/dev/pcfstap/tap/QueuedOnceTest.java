package dev.pcfstap.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueuedOnceTest {
    private final QueuedOnce queued = new QueuedOnce();
    private final AtomicInteger entries = new AtomicInteger();

    @Test
    void whatStandsInTheQueueDoesNotEnterAgainUntilItHasLeft() {
        queued.enter(entries::incrementAndGet);
        queued.enter(entries::incrementAndGet);
        assertThat(entries).hasValue(1);
        queued.left();
        queued.enter(entries::incrementAndGet);
        assertThat(entries).hasValue(2);
    }

    @Test
    void whoFailsToEnterCanTryAgain() {
        assertThatThrownBy(() -> queued.enter(() -> {
                    throw new OutOfMemoryError("no memory for a place in the queue");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        queued.enter(entries::incrementAndGet);
        assertThat(entries).hasValue(1);
    }
}
