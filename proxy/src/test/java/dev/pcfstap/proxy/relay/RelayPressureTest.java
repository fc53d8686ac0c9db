package dev.pcfstap.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.TapRingOptions;
import dev.pcfstap.tap.TrafficCounts;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that do not read, a log that does not keep up, and a log that fails. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RelayPressureTest {
    private static final TapRingOptions SMALL_RING = new TapRingOptions(16, 1 << 20);
    private static final long LONG_BYTES = 96L << 20;

    @Test
    void aConsoleThatStopsReadingHoldsUpOnlyItsOwnHost() throws Exception {
        TallySink sink = new TallySink();
        try (RelayBench bench = RelayBench.start(sink);
                Peer slowConsole = Peer.connect(bench.endpoint.port(), 16 << 10);
                Peer busyHost = bench.host();
                Peer console = bench.console();
                Peer host = bench.host()) {
            assertOnlyThisOneIsHeldUp(busyHost, slowConsole, console, host);
            await().until(() -> sink.bytes() == LONG_BYTES + 8000L);
        }
    }

    @Test
    void aHostThatStopsReadingHoldsUpOnlyItsOwnConsole() throws Exception {
        TallySink sink = new TallySink();
        try (RelayBench bench = RelayBench.start(sink);
                Peer busyConsole = bench.console();
                Peer slowHost = bench.host();
                Peer console = bench.console();
                Peer host = bench.host()) {
            assertOnlyThisOneIsHeldUp(busyConsole, slowHost, console, host);
            await().until(() -> sink.bytes() == LONG_BYTES + 8000L);
        }
    }

    private static void assertOnlyThisOneIsHeldUp(Peer sender, Peer slow, Peer console, Peer host) throws Exception {
        AtomicLong sent = new AtomicLong();
        CompletableFuture<Void> sending = sendLong(sender, sent);
        awaitStandstill(sent);
        assertThat(sent.get())
                .as("what the kernel's buffers and the relay take")
                .isLessThan(LONG_BYTES / 2);
        for (int i = 0; i < 1000; i++) {
            console.says(bytes("ping"));
            assertThat(host.hears(4)).isEqualTo(bytes("ping"));
            host.says(bytes("pong"));
            assertThat(console.hears(4)).isEqualTo(bytes("pong"));
        }
        assertThat(sending).isNotDone();
        byte[] part = new byte[1 << 16];
        for (long at = 0; at < LONG_BYTES; at += part.length) {
            fill(part, at);
            assertThat(Arrays.equals(slow.hears(part.length), part))
                    .as("bytes at %d", at)
                    .isTrue();
        }
        sending.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aFullRingPausesTheStreamAndNothingIsLost() throws Exception {
        StubbornSink sink = new StubbornSink();
        try (RelayBench bench =
                        RelayBench.start(sink, SMALL_RING, options -> options.withMaxStall(Duration.ofSeconds(30)));
                Peer console = bench.console();
                Peer host = bench.host()) {
            sink.block();
            byte[] long4MiB = new byte[4 << 20];
            fill(long4MiB, 0);
            CompletableFuture<Void> saying = Aside.run(() -> {
                console.says(long4MiB);
                console.saysNoMore();
            });
            await().until(sink::isBlocking);
            CompletableFuture<byte[]> hearing = Aside.call(host::hearsToTheEnd);
            await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(5)).until(() -> !hearing.isDone());
            sink.unblock();
            assertThat(Arrays.equals(hearing.get(20, TimeUnit.SECONDS), long4MiB))
                    .isTrue();
            saying.get(20, TimeUnit.SECONDS);
            await().until(() -> sink.stream(1).toHost().length == long4MiB.length);
            assertThat(Arrays.equals(sink.stream(1).toHost(), long4MiB)).isTrue();
            assertThat(sink.stream(1).gaps()).isEmpty();
            assertThat(bench.proxy.totals().lostBytes()).isZero();
        }
    }

    @Test
    void aLogThatBlocksForThreeSecondsIsLeftBehindAndTheGapIsCounted() throws Exception {
        StubbornSink sink = new StubbornSink();
        TrafficCounts totals;
        try (RelayBench bench =
                RelayBench.start(sink, SMALL_RING, options -> options.withMaxStall(Duration.ofMillis(200)))) {
            EchoHost.on(bench.listener);
            try (Peer console = bench.console()) {
                echo(console);
                await().until(() -> sink.stream(1).toConsole().length == 8);
                sink.block();
                CompletableFuture<Void> disk = CompletableFuture.runAsync(
                        sink::unblock, CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS));
                int whileBlocked = 0;
                while (!disk.isDone()) {
                    echo(console);
                    whileBlocked++;
                }
                assertThat(whileBlocked)
                        .as("round trips while the log was blocked")
                        .isGreaterThan(100);
                await().until(() -> {
                    echo(console);
                    return !sink.stream(1).gaps().isEmpty();
                });
            }
            await().until(() -> sink.stream(1).reason() == CloseReason.CLIENT);
            bench.proxy.close();
            totals = bench.proxy.totals();
        }
        long gapBytes = sink.stream(1).gaps().stream().mapToLong(Gap::bytes).sum();
        long recorded = 0L + sink.stream(1).toHost().length + sink.stream(1).toConsole().length;
        assertThat(totals.balanced()).isTrue();
        assertThat(totals.lostBytes()).isPositive().isEqualTo(gapBytes);
        assertThat(totals.recordedBytes()).isEqualTo(recorded);
    }

    @Test
    void aLogThatFailsOnOneStreamHarmsNeitherItNorTheOthers() throws Exception {
        StubbornSink sink = new StubbornSink();
        try (RelayBench bench = RelayBench.start(sink)) {
            EchoHost.on(bench.listener);
            sink.failOn(1);
            try (Peer first = bench.console();
                    Peer second = bench.console()) {
                for (int i = 0; i < 50; i++) {
                    echo(first);
                    echo(second);
                }
            }
            await().until(() -> bench.proxy.liveStreams() == 0);
            bench.proxy.close();
            assertThat(sink.stream(1).notes()).contains("failed: injected");
            assertThat(sink.stream(1).toHost()).isEmpty();
            assertThat(sink.stream(2).toHost()).hasSize(50 * 8);
            assertThat(sink.stream(2).toConsole()).hasSize(50 * 8);
            assertThat(bench.proxy.totals().balanced()).isTrue();
            assertThat(bench.proxy.totals().recordedBytes()).isEqualTo(2 * 50 * 8);
            assertThat(bench.proxy.totals().lostBytes()).isEqualTo(2 * 50 * 8);
        }
    }

    @Test
    void whatIsHeldByAFullRingIsDeliveredBeforeTheEndOfTheStream() throws Exception {
        StubbornSink sink = new StubbornSink();
        try (RelayBench bench =
                        RelayBench.start(sink, SMALL_RING, options -> options.withMaxStall(Duration.ofSeconds(30)));
                Peer console = bench.console();
                Peer host = bench.host()) {
            sink.block();
            // One chunk each, as every one is heard before the next is said, until the ring is full.
            CompletableFuture<byte[]> hearing = Aside.call(host::hearsToTheEnd);
            byte[] all = new byte[40];
            fill(all, 0);
            for (byte one : all) {
                console.says(new byte[] {one});
                await().pollDelay(Duration.ofMillis(2)).until(() -> true);
            }
            console.saysNoMore();
            await().during(Duration.ofMillis(200)).atMost(Duration.ofSeconds(5)).until(() -> !hearing.isDone());
            sink.unblock();
            assertThat(hearing.get(20, TimeUnit.SECONDS)).isEqualTo(all);
            host.saysNoMore();
            await().until(() -> sink.stream(1).reason() == CloseReason.CLIENT);
            assertThat(sink.stream(1).toHost()).isEqualTo(all);
        }
    }

    @Test
    void aSlowConsoleThatHasSaidItsLastWordStillHearsEverything() throws Exception {
        TallySink sink = new TallySink();
        try (RelayBench bench = RelayBench.start(sink);
                Peer console = Peer.connect(bench.endpoint.port(), 16 << 10);
                Peer host = bench.host()) {
            console.says(bytes("all of it"));
            console.saysNoMore();
            assertThat(host.hearsToTheEnd()).isEqualTo(bytes("all of it"));
            AtomicLong sent = new AtomicLong();
            CompletableFuture<Void> sending = sendLong(host, sent);
            awaitStandstill(sent);
            assertHearsLong(console);
            sending.get(20, TimeUnit.SECONDS);
            host.saysNoMore();
            assertThat(console.hearsByte()).isEqualTo(-1);
            await().until(() -> sink.stream(1).reason() == CloseReason.CLIENT);
        }
    }

    @Test
    void whatAConsoleSaidBeforeItsLastWordReachesAHostThatReadsLater() throws Exception {
        TallySink sink = new TallySink();
        try (RelayBench bench = RelayBench.start(sink);
                Peer console = bench.console();
                Peer host = bench.host()) {
            AtomicLong sent = new AtomicLong();
            CompletableFuture<Void> sending = sendLong(console, sent);
            awaitStandstill(sent);
            CompletableFuture<Void> ending = sending.thenCompose(nothing -> Aside.run(console::saysNoMore));
            assertHearsLong(host);
            assertThat(host.hearsByte()).isEqualTo(-1);
            host.says(bytes("heard"));
            assertThat(console.hears(5)).isEqualTo(bytes("heard"));
            host.saysNoMore();
            ending.get(20, TimeUnit.SECONDS);
            await().until(() -> sink.stream(1).reason() == CloseReason.CLIENT);
        }
    }

    @Test
    void aResetWhileTheRingIsFullStillReachesTheOtherSide() throws Exception {
        StubbornSink sink = new StubbornSink();
        try (RelayBench bench =
                        RelayBench.start(sink, SMALL_RING, options -> options.withMaxStall(Duration.ofSeconds(30)));
                Peer console = bench.console();
                Peer host = bench.host()) {
            sink.block();
            byte[] chunk = new byte[256 << 10];
            for (int i = 0; i < 8; i++) {
                console.says(chunk);
            }
            await().until(sink::isBlocking);
            console.resets();
            assertThatThrownBy(host::hearsToTheEnd).isInstanceOf(SocketException.class);
            await().until(() -> bench.proxy.liveStreams() == 0);
            sink.unblock();
            await().until(() -> sink.stream(1).reason() == CloseReason.CLIENT_RESET);
            bench.proxy.close();
            assertThat(bench.proxy.totals().balanced()).isTrue();
        }
    }

    @Test
    void aResetOfAConsoleThatIsNotReadReachesTheHostOnceThatReadsAgain() throws Exception {
        TallySink sink = new TallySink();
        try (RelayBench bench = RelayBench.start(sink);
                Peer console = bench.console();
                Peer host = bench.host()) {
            AtomicLong sent = new AtomicLong();
            CompletableFuture<Void> sending = sendLong(console, sent);
            awaitStandstill(sent);
            console.resets();
            assertThatThrownBy(() -> sending.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(SocketException.class);
            assertThatThrownBy(host::hearsToTheEnd).isInstanceOf(SocketException.class);
            await().until(() -> sink.stream(1).reason() == CloseReason.CLIENT_RESET);
            await().until(() -> bench.proxy.liveStreams() == 0);
        }
    }

    /** Returns when nothing more could be sent for a while. */
    private static void awaitStandstill(AtomicLong sent) {
        await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(20)).until(sent::get, new Unchanging());
    }

    /** Bytes whose value tells where they stand. */
    private static void fill(byte[] part, long at) {
        for (int i = 0; i < part.length; i++) {
            long x = (at + i) * 0x9E3779B97F4A7C15L;
            part[i] = (byte) (x >>> 56);
        }
    }

    private static CompletableFuture<Void> sendLong(Peer sender, AtomicLong sent) {
        return Aside.run(() -> {
            byte[] part = new byte[1 << 16];
            for (long at = 0; at < LONG_BYTES; at += part.length) {
                fill(part, at);
                sender.says(part);
                sent.addAndGet(part.length);
            }
        });
    }

    private static void assertHearsLong(Peer peer) throws IOException {
        byte[] part = new byte[1 << 16];
        for (long at = 0; at < LONG_BYTES; at += part.length) {
            fill(part, at);
            assertThat(Arrays.equals(peer.hears(part.length), part))
                    .as("bytes at %d", at)
                    .isTrue();
        }
    }

    private static void echo(Peer console) throws IOException {
        byte[] eight = bytes("eight by");
        console.says(eight);
        assertThat(console.hears(8)).isEqualTo(eight);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
