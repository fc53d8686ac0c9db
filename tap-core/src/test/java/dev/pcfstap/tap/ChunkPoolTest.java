package dev.pcfstap.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChunkPoolTest {
    private static final int LENGTH = ChunkPool.POOLED_BYTES;

    @Test
    void anArrayIsUsedAgainAndTheLastOneFirst() {
        ChunkPool pool = new ChunkPool(2L * LENGTH);
        byte[] first = pool.take(LENGTH);
        byte[] second = pool.take(LENGTH);
        byte[] third = pool.take(LENGTH);
        assertThat(Set.of(first, second, third)).hasSize(3);
        pool.giveBack(List.of(first));
        pool.giveBack(List.of(second, third));
        assertThat(pool.take(LENGTH)).isSameAs(second);
        assertThat(pool.take(LENGTH)).isSameAs(first);
        assertThat(pool.take(LENGTH)).isNotSameAs(third);
    }

    @Test
    void arraysOfOtherLengthsAreNotKept() {
        ChunkPool pool = new ChunkPool(1 << 20);
        byte[] shorter = pool.take(LENGTH - 1);
        assertThat(shorter).hasSize(LENGTH - 1);
        pool.giveBack(List.of(shorter));
        assertThat(pool.take(LENGTH - 1)).isNotSameAs(shorter);
        assertThat(pool.take(LENGTH)).hasSize(LENGTH);
        assertThat(pool.take(0)).isEmpty();
    }

    /** Keeps what it is shown, as it may until the batch ends, and looks at it then. */
    private static final class AtTheEndOfTheBatch extends ScriptedSink {
        private final List<byte[]> batch = new ArrayList<>();
        private final List<Byte> fills = new ArrayList<>();
        private final Set<byte[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        private final AtomicInteger whole = new AtomicInteger();

        @Override
        public boolean received(
                long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
            batch.add(bytes);
            fills.add((byte) timeNanos);
            arrays.add(bytes);
            return true;
        }

        @Override
        public void batchEnded(long timeNanos) {
            for (int i = 0; i < batch.size(); i++) {
                byte[] expected = new byte[LENGTH];
                Arrays.fill(expected, fills.get(i));
                if (Arrays.equals(batch.get(i), expected)) {
                    whole.incrementAndGet();
                }
            }
            batch.clear();
            fills.clear();
        }
    }

    @Test
    void noArrayIsWrittenBeforeTheSinkHasEndedItsBatch() {
        int chunks = 3000;
        AtTheEndOfTheBatch sink = new AtTheEndOfTheBatch();
        TapRing ring = TapRing.start(new TapRingOptions(64, 8L * LENGTH), TapClock.system(), sink);
        ExecutorService loop = Executors.newSingleThreadExecutor();
        StreamTap tap = ring.open(1, new StreamAddresses("console", "host"), loop);
        AtomicInteger offered = new AtomicInteger();
        Runnable offering = () -> {
            while (offered.get() < chunks) {
                byte[] bytes = tap.chunk(LENGTH);
                Arrays.fill(bytes, (byte) offered.get());
                if (!tap.offer(Direction.HOST_TO_CONSOLE, offered.get(), bytes)) {
                    return;
                }
                offered.incrementAndGet();
            }
        };
        tap.whenRoom(offering);
        loop.execute(offering);
        await().atMost(Duration.ofSeconds(30)).until(() -> offered.get() == chunks);
        assertThat(ring.close(Duration.ofSeconds(10))).isTrue();
        loop.shutdownNow();

        assertThat(sink.whole).hasValue(chunks);
        // What was refused is not given back, so there are some more than the ring holds.
        assertThat(sink.arrays).hasSizeLessThan(chunks / 2);
    }
}
