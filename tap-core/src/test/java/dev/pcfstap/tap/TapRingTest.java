package dev.pcfstap.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TapRingTest {
    private static final StreamAddresses ENDS = new StreamAddresses("console", "host");
    private static final TapRingOptions SMALL = new TapRingOptions(8, 1000);

    private final ScriptedSink sink = new ScriptedSink();
    private final ExecutorService loop = Executors.newSingleThreadExecutor();

    @AfterEach
    void stopLoop() {
        sink.letAllPass();
        loop.shutdownNow();
    }

    private TapRing start(TapRingOptions options) {
        return TapRing.start(options, TapClock.system(), sink);
    }

    private static byte[] chunk(int first, int length) {
        byte[] bytes = new byte[length];
        bytes[0] = (byte) first;
        return bytes;
    }

    private static boolean offer(StreamTap tap, int first, int length) {
        return tap.offer(Direction.CONSOLE_TO_HOST, first, chunk(first, length));
    }

    @Test
    void theSinkIsCalledWhileNothingWaitsAndNotInTheMiddleOfABatch() {
        AtomicInteger idle = new AtomicInteger();
        AtomicInteger open = new AtomicInteger();
        AtomicInteger inside = new AtomicInteger();
        TapSink watching = new ForwardingSink(sink) {
            @Override
            public void flushDue(long timeNanos) {
                open.incrementAndGet();
            }

            @Override
            public void batchEnded(long timeNanos) {
                open.set(0);
            }

            @Override
            public void idle(long timeNanos) {
                idle.incrementAndGet();
                inside.addAndGet(open.get());
                throw new IllegalStateException("a bug");
            }
        };
        TapRing ring = TapRing.start(SMALL, TapClock.system(), watching);
        await().until(() -> idle.get() > 2);
        for (int i = 0; i < 100; i++) {
            ring.tick(i);
        }
        int before = idle.get();
        await().until(() -> idle.get() > before + 2);

        assertThat(ring.close(Duration.ofSeconds(10))).isTrue();
        assertThat(inside).hasValue(0);
    }

    @Test
    void whatIsOfferedIsDeliveredInOrderAndCounted() {
        TapRing ring = start(TapRingOptions.DEFAULT);
        StreamTap tap = ring.open(1, ENDS, Runnable::run);
        assertThat(offer(tap, 1, 10)).isTrue();
        tap.note(2, "hello");
        assertThat(offer(tap, 2, 20)).isTrue();
        tap.close(3, CloseReason.CLIENT);
        tap.close(4, CloseReason.SERVER);
        ring.tick(5);

        assertThat(ring.close(Duration.ofSeconds(10))).isTrue();
        assertThat(ring.close(Duration.ofSeconds(10))).isTrue();
        assertThat(sink.lines)
                .containsExactly(
                        "open 1 console",
                        "bytes 1 1 10",
                        "note 1 hello",
                        "bytes 1 2 20",
                        "close 1 client",
                        "flush on tap-consumer",
                        "stopped");
        assertThat(ring.totals()).isEqualTo(new TrafficCounts(2, 30, 2, 30, 0, 0));
        assertThat(ring.heldBytes()).isZero();
    }

    @Test
    void whoAwaitsAPlaceIsToldOnceTheSinkHasEndedItsBatch() {
        sink.holdUp();
        TapRing ring = start(TapRingOptions.DEFAULT);
        StreamTap tap = ring.open(1, ENDS, loop);
        AtomicInteger told = new AtomicInteger();
        tap.whenFinished(told::incrementAndGet);
        assertThat(offer(tap, 1, 10)).isTrue();
        long place = tap.lastPlace();
        tap.awaitFinished(place);
        await().during(Duration.ofMillis(50)).until(() -> told.get() == 0 && !tap.isFinished(place));

        sink.letAllPass();
        await().until(() -> told.get() == 1);
        assertThat(tap.isFinished(place)).isTrue();
        tap.awaitFinished(place);
        await().until(() -> told.get() == 2);
        ring.close(Duration.ofSeconds(10));
    }

    @Test
    void aRingWithoutSlotsRefusesAndSaysWhenThereIsRoom() {
        sink.holdUp();
        TapRing ring = start(SMALL);
        StreamTap tap = ring.open(1, ENDS, loop);
        AtomicInteger announced = new AtomicInteger();
        tap.whenRoom(announced::incrementAndGet);
        int accepted = 0;
        while (offer(tap, accepted + 1, 1)) {
            accepted++;
        }
        assertThat(accepted).isLessThan(SMALL.slots() + 1);
        assertThat(offer(tap, 99, 1)).isFalse();

        sink.letAllPass();
        await().until(() -> announced.get() > 0);
        assertThat(offer(tap, accepted + 1, 1)).isTrue();
        ring.close();
        assertThat(ring.totals().lostEvents()).isZero();
        assertThat(ring.totals().recordedEvents()).isEqualTo(accepted + 1);
    }

    @Test
    void aRingThatHoldsTooManyBytesRefusesButTakesOneLargeChunk() {
        sink.holdUp();
        TapRing ring = start(new TapRingOptions(1024, 1000));
        StreamTap tap = ring.open(1, ENDS, loop);
        assertThat(offer(tap, 1, 5000)).isTrue();
        assertThat(offer(tap, 2, 1)).isFalse();
        assertThat(ring.heldBytes()).isEqualTo(5000);

        sink.letAllPass();
        await().until(() -> ring.heldBytes() == 0);
        assertThat(offer(tap, 2, 1000)).isTrue();
        ring.close();
    }

    @Test
    void aStallThatIsLetGoBecomesAGapThatIsCountedAndTold() {
        sink.holdUp();
        TapRing ring = start(SMALL);
        StreamTap tap = ring.open(1, ENDS, loop);
        int accepted = 0;
        while (offer(tap, accepted + 1, 1)) {
            accepted++;
        }
        tap.letGo();
        assertThat(offer(tap, 50, 7)).isTrue();
        assertThat(offer(tap, 51, 8)).isTrue();
        assertThat(tap.counts().lostBytes()).isEqualTo(15);

        sink.letAllPass();
        await().until(() -> sink.lines.contains("gap 1 2 15"));
        assertThat(offer(tap, 52, 9)).isTrue();
        tap.close(3, CloseReason.CLIENT);
        ring.close();

        List<String> tail = sink.lines.subList(sink.lines.indexOf("gap 1 2 15"), sink.lines.size());
        assertThat(tail).containsExactly("gap 1 2 15", "bytes 1 52 9", "close 1 client", "stopped");
        assertThat(ring.totals().balanced()).isTrue();
        assertThat(ring.totals().lostEvents()).isEqualTo(2);
        assertThat(ring.losses()).containsOnlyKeys(1L);
        assertThat(ring.losses().get(1L)).isEqualTo(ring.totals());
    }

    @Test
    void aStreamThatClosesInsideAGapStillTellsOfIt() {
        sink.holdUp();
        TapRing ring = start(SMALL);
        StreamTap tap = ring.open(1, ENDS, loop);
        int first = 1;
        while (offer(tap, first, 1)) {
            first++;
        }
        tap.letGo();
        offer(tap, 50, 7);
        tap.close(3, CloseReason.CLIENT);

        sink.letAllPass();
        await().until(() -> sink.lines.contains("close 1 client"));
        ring.close();
        assertThat(sink.lines).containsSubsequence("gap 1 1 7", "close 1 client");
    }

    @Test
    void whatASinkThrowsCostsOneChunkAndNothingElse() {
        TapRing ring = start(TapRingOptions.DEFAULT);
        StreamTap tap = ring.open(1, ENDS, Runnable::run);
        offer(tap, 1, 1);
        offer(tap, ScriptedSink.POISON, 5);
        offer(tap, 2, 1);
        tap.close(3, CloseReason.CLIENT);
        ring.close();

        assertThat(sink.lines)
                .containsExactly(
                        "open 1 console", "bytes 1 1 1", "failed 1 poison", "bytes 1 2 1", "close 1 client", "stopped");
        assertThat(ring.totals()).isEqualTo(new TrafficCounts(3, 7, 2, 2, 1, 5));
    }

    @Test
    void aSinkThatNeverReturnsDoesNotHoldUpTheEndForever() {
        sink.holdUp();
        TapRing ring = start(SMALL);
        StreamTap tap = ring.open(1, ENDS, loop);
        while (offer(tap, 1, 1)) {
            assertThat(ring.heldBytes()).isLessThan(9);
        }

        assertThat(ring.close(Duration.ofMillis(50))).isFalse();
    }

    @Test
    void whatARingHoldsUnlessToldOtherwiseIsBoundedByTheHeap() {
        assertThat(TapRingOptions.defaultHeldBytes(64L << 20)).isEqualTo(8L << 20);
        assertThat(TapRingOptions.defaultHeldBytes(512L << 20)).isEqualTo(64L << 20);
        assertThat(TapRingOptions.defaultHeldBytes(Long.MAX_VALUE)).isEqualTo(64L << 20);
        assertThat(TapRingOptions.DEFAULT.heldBytes())
                .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 8);
    }

    @Test
    void streamsThatComeAndGoWhileTheLogIsBlockedAreCountedTogetherBeyondALimit() {
        sink.holdUp();
        TapRing ring = start(SMALL);
        StreamTap first = ring.open(1, ENDS, loop);
        while (offer(first, 1, 1)) {
            assertThat(ring.heldBytes()).isLessThan(9);
        }
        for (int i = 0; i < 5000; i++) {
            StreamTap brief = ring.open(i, ENDS, loop);
            brief.skip(Direction.CONSOLE_TO_HOST, i, 3);
            brief.close(i, CloseReason.CLIENT);
        }
        assertThat(ring.untoldStreams()).isEqualTo(4000);
        assertThat(ring.totals().lostBytes()).isEqualTo(15_000);
        assertThat(ring.losses()).hasSize(1000);

        sink.letAllPass();
        loop.execute(() -> first.close(6000, CloseReason.CLIENT));
        await().until(() -> sink.lines.contains("close 1 client"));
        assertThat(ring.close(Duration.ofSeconds(20))).isTrue();
        assertThat(sink.lines)
                .filteredOn(line -> line.startsWith("note "))
                .containsExactly("note 0 the log was blocked: 4000 streams came and went of which nothing is recorded,"
                        + " with 4000 chunks, 12000 bytes to the host and 0 to consoles");
        assertThat(sink.lines).filteredOn(line -> line.startsWith("open ")).hasSize(1001);
        assertThat(sink.lines).filteredOn(line -> line.startsWith("gap ")).hasSize(1000);
        assertThat(sink.lines).filteredOn(line -> line.startsWith("close ")).hasSize(1001);
        assertThat(ring.totals().balanced()).isTrue();
        assertThat(ring.untoldStreams()).isEqualTo(4000);
    }

    @Test
    void aStreamThatIsOverKeepsNothingOfItsRelay() {
        sink.holdUp();
        TapRing ring = start(SMALL);
        StreamTap tap = ring.open(1, ENDS, loop);
        while (offer(tap, 1, 1)) {
            assertThat(ring.heldBytes()).isLessThan(9);
        }
        WeakReference<Object> relay = waitingFor(tap);
        tap.close(2, CloseReason.CLIENT);

        await().until(() -> {
            System.gc();
            return relay.get() == null;
        });
        sink.letAllPass();
        assertThat(ring.close(Duration.ofSeconds(10))).isTrue();
        assertThat(sink.lines).contains("close 1 client");
    }

    private static WeakReference<Object> waitingFor(StreamTap tap) {
        AtomicInteger relay = new AtomicInteger();
        tap.whenRoom(relay::incrementAndGet);
        tap.whenFinished(relay::incrementAndGet);
        return new WeakReference<>(relay);
    }

    @Test
    void optionsThatMakeNoRingAreRefusedWithTheirValue() {
        assertThatThrownBy(() -> new TapRingOptions(1000, 1))
                .hasMessageContaining("1000")
                .hasMessageContaining("power");
        assertThatThrownBy(() -> new TapRingOptions(4, 1)).hasMessageContaining("8 to 4194304");
        assertThatThrownBy(() -> new TapRingOptions(8, 0)).hasMessageContaining("at least 1");
    }

    /** Several loops, a slow and failing consumer, stalls that are waited for and stalls that are let go. */
    @Test
    void theBooksBalanceAndOrderHoldsUnderPressure() throws InterruptedException {
        for (long seed = 1; seed <= 5; seed++) {
            ScriptedSink pressed = new ScriptedSink();
            TapRing ring = TapRing.start(new TapRingOptions(16, 600), TapClock.system(), pressed);
            List<Producer> producers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                producers.add(new Producer(ring, new Random(seed * 100 + i)));
            }
            for (Producer producer : producers) {
                producer.loop.execute(producer);
            }
            for (Producer producer : producers) {
                assertThat(producer.done.await(30, TimeUnit.SECONDS))
                        .as("seed %d", seed)
                        .isTrue();
            }
            ring.close();
            producers.forEach(producer -> producer.loop.shutdownNow());

            assertThat(ring.totals().balanced())
                    .as("seed %d: %s", seed, ring.totals())
                    .isTrue();
            assertThat(ring.totals().seenEvents()).isEqualTo(4L * Producer.CHUNKS);
            assertThat(pressed.lines)
                    .filteredOn(line -> line.startsWith("close"))
                    .hasSize(4);
            long gapEvents = pressed.lines.stream()
                    .filter(line -> line.startsWith("gap"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("gap \\d+ (\\d+) .*", "$1")))
                    .sum();
            long failed = pressed.lines.stream()
                    .filter(line -> line.startsWith("failed"))
                    .count();
            assertThat(gapEvents + failed)
                    .as("seed %d", seed)
                    .isEqualTo(ring.totals().lostEvents());
        }
    }

    /** One event loop with one stream that offers its chunks as a relay would. */
    private static final class Producer implements Runnable {
        static final int CHUNKS = 2000;

        final ExecutorService loop = Executors.newSingleThreadExecutor();
        final CountDownLatch done = new CountDownLatch(1);
        private final Random random;
        private final StreamTap tap;
        private int offered;
        private boolean closed;

        Producer(TapRing ring, Random random) {
            this.random = random;
            this.tap = ring.open(0, ENDS, loop);
            tap.whenRoom(this);
        }

        @Override
        public void run() {
            while (offered < CHUNKS) {
                int length = 1 + random.nextInt(100);
                byte[] bytes = chunk(random.nextInt(50) == 0 ? ScriptedSink.POISON : 1, length);
                if (!tap.offer(Direction.HOST_TO_CONSOLE, offered, bytes)) {
                    if (random.nextInt(3) != 0) {
                        return;
                    }
                    tap.letGo();
                    continue;
                }
                offered++;
            }
            if (!closed) {
                closed = true;
                tap.close(CHUNKS, CloseReason.SERVER);
                done.countDown();
            }
        }
    }
}
