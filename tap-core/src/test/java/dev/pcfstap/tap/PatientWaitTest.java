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
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long VERY_LONG_NANOS = Duration.ofHours(1).toNanos();

    private final AtomicBoolean atEase = new AtomicBoolean();
    private final List<String> calls = new ArrayList<>();
    private final PatientWait wait = new PatientWait(
            atEase::get, () -> calls.add("look"), () -> calls.add("nap"), VERY_LONG_NANOS, new Parking());
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

    /** As the ring has it: ticks come each second, and the consumer is told of everything else. */
    @Test
    void aConsumerToWhomNothingComesWakesForTicksOnly() {
        Simulation idle = new Simulation(0);
        idle.runUntil(SECOND_NANOS);
        int firstSecond = idle.wakeUps;
        idle.runUntil(61 * SECOND_NANOS);

        assertThat(firstSecond).isBetween(90, 130);
        assertThat(idle.wakeUps - firstSecond).isLessThan(60 * 4);
    }

    @Test
    void aConsumerThatIsStirredNapsAgain() {
        Simulation idle = new Simulation(0);
        idle.runUntil(10 * SECOND_NANOS);
        idle.wait.stir();
        int before = idle.wakeUps;
        idle.runUntil(11 * SECOND_NANOS);
        assertThat(idle.wakeUps - before).isGreaterThan(90);
    }

    @Test
    void whoeverPublishesWakesAConsumerThatSleeps() {
        Parking parking = new Parking();
        PatientWait sleepy = new PatientWait(() -> true, () -> {}, () -> {}, 1, parking);
        RingBuffer<TapSlot> ring = RingBuffer.createMultiProducer(TapSlot::new, 8, sleepy);
        SequenceBarrier reader = ring.newBarrier();
        CompletableFuture<Long> taken = new CompletableFuture<>();
        Thread consumer = new Thread(() -> {
            try {
                taken.complete(reader.waitFor(0));
            } catch (Exception alerted) {
                taken.completeExceptionally(alerted);
            }
        });
        consumer.setDaemon(true);
        consumer.start();
        await().until(() -> LockSupport.getBlocker(consumer) == sleepy);
        parking.offsetNanos = 2 * SECOND_NANOS;
        await().until(() -> parking.longestNanos >= SECOND_NANOS);
        assertThat(taken).isNotDone();
        ring.publish(ring.next());
        assertThat(taken).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(0L);
    }

    /** Real time and parking, but for sleeps, which are as long as nobody ends them. */
    private static final class Parking implements PatientWait.Time {
        volatile long offsetNanos;
        volatile long longestNanos;

        @Override
        public long nanos() {
            return System.nanoTime() + offsetNanos;
        }

        @Override
        public void park(Object blocker, long nanos) {
            longestNanos = Math.max(longestNanos, nanos);
            LockSupport.parkNanos(blocker, nanos >= SECOND_NANOS ? VERY_LONG_NANOS : nanos);
        }
    }

    /** Time that passes by waiting only, in which a tick is published each second, which ends a sleep. */
    private static final class Simulation implements PatientWait.Time {
        final PatientWait wait = new PatientWait(() -> true, () -> {}, () -> {}, 4_000_000, this);
        private final SequenceBarrier barrier =
                RingBuffer.createMultiProducer(TapSlot::new, 8, wait).newBarrier();
        private final Sequence published = new Sequence(-1);
        private long nowNanos;
        private long nextTickNanos;
        private long endNanos;
        private long taken;
        int wakeUps;

        Simulation(long nowNanos) {
            this.nowNanos = nowNanos;
            this.nextTickNanos = nowNanos + SECOND_NANOS / 2;
        }

        void runUntil(long end) {
            endNanos = end;
            while (nowNanos < endNanos) {
                try {
                    taken = wait.waitFor(taken, published, published, barrier) + 1;
                } catch (Exception alerted) {
                    throw new IllegalStateException(alerted);
                }
            }
        }

        @Override
        public long nanos() {
            return nowNanos;
        }

        @Override
        public void park(Object blocker, long nanos) {
            wakeUps++;
            boolean sleeps = nanos >= SECOND_NANOS;
            nowNanos = sleeps ? Math.min(nowNanos + nanos, nextTickNanos) : nowNanos + nanos;
            if (nowNanos >= nextTickNanos) {
                nextTickNanos += SECOND_NANOS;
                published.set(published.get() + 1);
            }
        }
    }
}
