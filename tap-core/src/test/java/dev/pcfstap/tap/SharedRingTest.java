package dev.pcfstap.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams that fill the ring leave something of it to those that say little. */
class SharedRingTest {
    private static final StreamAddresses ENDS = new StreamAddresses("console", "host");

    private final ScriptedSink sink = new ScriptedSink();

    @AfterEach
    void letGo() {
        sink.letAllPass();
    }

    @Test
    void aShortRequestHasItsPlaceWhenOthersHaveTakenAllTheBytesTheyMay() {
        sink.holdUp();
        try (TapRing ring = TapRing.start(new TapRingOptions(4096, 1 << 20), TapClock.system(), sink)) {
            StreamTap quiet = open(ring);
            for (int i = 0; i < 20; i++) {
                fill(open(ring), 64 << 10);
            }
            assertThat(ring.heldBytes()).isBetween((3L << 20) / 4, (7L << 20) / 8);
            for (int i = 0; i < 16; i++) {
                assertThat(offer(quiet, 100)).as("request %d", i).isTrue();
            }
            assertThat(offer(quiet, 100))
                    .as("one more, as none is recorded yet")
                    .isFalse();
            assertThat(offer(open(ring), 5000)).as("a long one").isFalse();
            sink.letAllPass();
            ring.close(Duration.ofSeconds(60));
            assertThat(ring.totals().lostEvents()).isZero();
        }
    }

    @Test
    void aShortRequestHasItsPlaceWhenOthersHaveTakenAllTheSlotsTheyMay() {
        sink.holdUp();
        try (TapRing ring = TapRing.start(new TapRingOptions(64, 1 << 20), TapClock.system(), sink)) {
            StreamTap quiet = open(ring);
            StreamTap busy = open(ring);
            fill(busy, 1);
            assertThat(offer(quiet, 100)).isTrue();
            assertThat(offer(busy, 1)).isFalse();
            sink.letAllPass();
        }
    }

    @Test
    void aChunkLongerThanTheRingIsTakenWhenNothingElseIsHeld() {
        sink.holdUp();
        try (TapRing ring = TapRing.start(new TapRingOptions(64, 1000), TapClock.system(), sink)) {
            StreamTap busy = open(ring);
            assertThat(offer(busy, 64 << 10)).isTrue();
            assertThat(offer(busy, 1)).isFalse();
            sink.letAllPass();
        }
    }

    private static StreamTap open(TapRing ring) {
        return ring.open(1, ENDS, Runnable::run);
    }

    private static void fill(StreamTap tap, int lengthBytes) {
        while (offer(tap, lengthBytes)) {
            assertThat(tap.counts().seenEvents()).isLessThan(10_000);
        }
    }

    private static boolean offer(StreamTap tap, int lengthBytes) {
        return tap.offer(Direction.CONSOLE_TO_HOST, 1, new byte[lengthBytes]);
    }
}
