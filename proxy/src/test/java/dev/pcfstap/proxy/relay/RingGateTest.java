package dev.pcfstap.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.proxy.transport.Fault;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.StreamTap;
import dev.pcfstap.tap.TapClock;
import dev.pcfstap.tap.TapRing;
import dev.pcfstap.tap.TapRingOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Errors, as when there is no memory, on the way to the ring. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RingGateTest {
    private final RecordingSink sink = new RecordingSink();
    private final TapClock clock = TapClock.system();
    private final TapRing ring = TapRing.start(new TapRingOptions(64, 1 << 20), clock, sink);
    private final StreamTap tap = ring.open(clock.epochNanos(), new StreamAddresses("c", "h"), task -> {});
    private final List<Byte> forwarded = new ArrayList<>();
    private final AtomicInteger offers = new AtomicInteger();
    private EventExecutor loop = new DefaultEventExecutor();

    private final RingGate.Exit exit = new RingGate.Exit() {
        @Override
        public void forward(Direction direction, ByteBuf buffer) {
            forwarded.add(buffer.readByte());
            buffer.release();
        }

        @Override
        public void stalled() {}

        @Override
        public void flowing() {}
    };

    @AfterEach
    void close() {
        ring.close();
        var unused = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void afterAnErrorInAnOfferTrafficGoesOnAndCountsAsLost() throws Exception {
        RingGate gate = opened((to, direction, time, bytes) -> {
            if (offers.incrementAndGet() == 2) {
                throw new OutOfMemoryError("injected");
            }
            return to.offer(direction, time, bytes);
        });
        loop.submit(() -> arrive(gate, 1, 2, 3)).get();
        assertThat(forwarded).containsExactly((byte) 1, (byte) 2, (byte) 3);
        assertThat(gate.isFlowing()).isTrue();
        assertBooks(gate, 1, 2);
    }

    @Test
    void anErrorWhileHeldChunksAreLetOutLetsThemAllOut() throws Exception {
        RingGate gate = opened((to, direction, time, bytes) -> {
            if (offers.incrementAndGet() == 1) {
                return false;
            }
            throw new OutOfMemoryError("injected");
        });
        loop.submit(() -> arrive(gate, 1, 2, 3)).get();
        await().until(() -> loop.submit(gate::isFlowing).get());
        assertThat(forwarded).containsExactly((byte) 1, (byte) 2, (byte) 3);
        assertBooks(gate, 0, 3);
    }

    @Test
    void aStallThatNoTimerWouldEndOpensTheGate() throws Exception {
        loop = new DefaultEventLoop() {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                throw new OutOfMemoryError("injected");
            }
        };
        RingGate gate = opened((to, direction, time, bytes) -> false);
        loop.submit(() -> arrive(gate, 1, 2)).get();
        assertThat(forwarded).containsExactly((byte) 1, (byte) 2);
        assertThat(gate.isFlowing()).isTrue();
        assertBooks(gate, 0, 2);
    }

    private RingGate opened(RingGate.Entrance entrance) throws Exception {
        RingGate gate = new RingGate(tap, entrance, clock, loop, Duration.ofMillis(20), new Fault(), exit);
        loop.submit(gate::open).get();
        return gate;
    }

    private static void arrive(RingGate gate, int... chunks) {
        for (int chunk : chunks) {
            gate.arrived(Direction.CONSOLE_TO_HOST, Unpooled.wrappedBuffer(new byte[] {(byte) chunk}));
        }
    }

    private void assertBooks(RingGate gate, long recorded, long lost) throws Exception {
        loop.submit(gate::shut).get();
        tap.close(clock.epochNanos(), CloseReason.CLIENT);
        ring.close();
        assertThat(ring.totals().balanced()).isTrue();
        assertThat(ring.totals().recordedBytes()).isEqualTo(recorded);
        assertThat(ring.totals().lostBytes()).isEqualTo(lost);
        assertThat(sink.stream(1).gaps().stream().mapToLong(Gap::bytes).sum()).isEqualTo(lost);
    }
}
