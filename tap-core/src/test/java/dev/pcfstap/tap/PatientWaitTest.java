package dev.pcfstap.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A rest here is so long that only {@link PatientWait#hurry} can be what ended it. */
@Timeout(30)
class PatientWaitTest {
    private static final long VERY_LONG_NANOS = Duration.ofHours(1).toNanos();

    private final AtomicBoolean atEase = new AtomicBoolean();
    private final List<String> calls = new ArrayList<>();
    private final PatientWait wait =
            new PatientWait(atEase::get, () -> calls.add("look"), () -> calls.add("nap"), VERY_LONG_NANOS);
    private final SequenceBarrier barrier =
            RingBuffer.createMultiProducer(TapSlot::new, 8, wait).newBarrier();

    private long waitForFirst() {
        Sequence published = new Sequence(4);
        try {
            return wait.waitFor(0, published, published, barrier);
        } catch (Exception alerted) {
            throw new IllegalStateException(alerted);
        }
    }

    @Test
    void whatIsThereIsTakenAtOnceWhenTheRingFillsUp() {
        assertThat(waitForFirst()).isEqualTo(4);
        assertThat(calls).containsExactly("look");
    }

    @Test
    void aConsumerAtEaseRestsAlthoughThereAreEventsUntilItIsHurried() {
        atEase.set(true);
        CompletableFuture<Long> taken = new CompletableFuture<>();
        Thread consumer = new Thread(() -> taken.complete(waitForFirst()));
        consumer.setDaemon(true);
        consumer.start();
        await().until(() -> LockSupport.getBlocker(consumer) == wait);
        assertThat(taken).isNotDone();
        wait.hurry();
        assertThat(taken).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(4L);
        assertThat(calls).containsExactly("look", "look");
    }

    /** As by a producer that fills the ring while the batch before is handled. */
    @Test
    void whoeverIsHurriedWhileBusyDoesNotRestNext() {
        atEase.set(true);
        LockSupport.unpark(Thread.currentThread());
        assertThat(waitForFirst()).isEqualTo(4);
        wait.hurry();
        assertThat(waitForFirst()).isEqualTo(4);
    }
}
