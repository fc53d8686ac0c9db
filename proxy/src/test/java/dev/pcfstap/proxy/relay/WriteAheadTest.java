package dev.pcfstap.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.TapRingOptions;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that wait for the sink, as they do for a journal with {@code --write-ahead}. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WriteAheadTest {
    private final StubbornSink sink = new StubbornSink();

    private RelayBench start(Duration maxStall) throws Exception {
        return RelayBench.start(
                sink,
                TapRingOptions.DEFAULT,
                options -> options.withWriteAhead(true).withMaxStall(maxStall));
    }

    @Test
    void aRequestIsForwardedOnlyAfterTheSinkHasItAndAResponseAtOnce() throws Exception {
        try (RelayBench bench = start(Duration.ofSeconds(30));
                Peer console = bench.console();
                Peer host = bench.host()) {
            sink.block();
            console.says(bytes("request"));
            await().until(sink::isBlocking);
            CompletableFuture<byte[]> hearing = Aside.call(() -> host.hears(7));
            host.says(bytes("response"));
            assertThat(console.hears(8)).isEqualTo(bytes("response"));
            assertThat(hearing).isNotDone();
            await().during(Duration.ofMillis(200)).until(() -> !hearing.isDone());

            sink.unblock();
            assertThat(hearing.get(20, TimeUnit.SECONDS)).isEqualTo(bytes("request"));
            assertThat(sink.stream(1).toHost()).isEqualTo(bytes("request"));
        }
    }

    @Test
    void theEndOfTheStreamFollowsTheRequestsThatWereHeld() throws Exception {
        try (RelayBench bench = start(Duration.ofSeconds(30));
                Peer console = bench.console();
                Peer host = bench.host()) {
            sink.block();
            console.says(bytes("last words"));
            console.saysNoMore();
            await().until(sink::isBlocking);
            CompletableFuture<byte[]> hearing = Aside.call(host::hearsToTheEnd);
            await().during(Duration.ofMillis(200)).until(() -> !hearing.isDone());

            sink.unblock();
            assertThat(hearing.get(20, TimeUnit.SECONDS)).isEqualTo(bytes("last words"));
            host.saysNoMore();
            await().until(() -> sink.stream(1).reason() == CloseReason.CLIENT);
        }
    }

    @Test
    void aSinkThatDoesNotKeepUpHoldsRequestsUpNoLongerThanTheStallAndIsToldSo() throws Exception {
        try (RelayBench bench = start(Duration.ofMillis(200));
                Peer console = bench.console();
                Peer host = bench.host()) {
            sink.block();
            for (String request : new String[] {"first..", "second.", "third.."}) {
                console.says(bytes(request));
                assertThat(host.hears(7)).isEqualTo(bytes(request));
            }
            assertThat(sink.isBlocking()).isTrue();
            sink.unblock();
            await().until(() -> sink.stream(1).toHost().length == 21);
            await().until(() -> sink.stream(1).notes().stream().anyMatch(note -> note.startsWith("write-ahead: ")));
            assertThat(sink.stream(1).notes()).hasSize(1);

            sink.block();
            console.says(bytes("fourth."));
            await().until(sink::isBlocking);
            CompletableFuture<byte[]> hearing = Aside.call(() -> host.hears(7));
            assertThat(hearing.get(20, TimeUnit.SECONDS)).isEqualTo(bytes("fourth."));
            sink.unblock();
            await().until(() -> sink.stream(1).notes().size() == 2);
            assertThat(bench.proxy.totals().lostBytes()).isZero();
        }
    }

    @Test
    void aConsoleThatTalksOnIsReadNoFurtherThanTheWriteQueueWhileItsRequestsAreHeld() throws Exception {
        try (RelayBench bench = start(Duration.ofSeconds(30));
                Peer console = bench.console();
                Peer host = bench.host()) {
            sink.block();
            AtomicLong sent = new AtomicLong();
            byte[] part = new byte[64 << 10];
            CompletableFuture<Void> sending = Aside.run(() -> {
                for (int i = 0; i < 1024; i++) {
                    console.says(part);
                    sent.addAndGet(part.length);
                }
                console.saysNoMore();
            });
            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(20))
                    .until(sent::get, new Unchanging());
            assertThat(bench.proxy.totals().seenBytes()).isLessThan(1 << 20);

            sink.unblock();
            assertThat(host.hearsToTheEnd()).hasSize(1024 * part.length);
            sending.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aConsoleThatResetsTakesItsHeldRequestsWithIt() throws Exception {
        try (RelayBench bench = start(Duration.ofSeconds(30));
                Peer console = bench.console();
                Peer host = bench.host()) {
            sink.block();
            console.says(bytes("never mind"));
            await().until(sink::isBlocking);
            console.resets();
            assertThatThrownBy(host::hearsByte).isInstanceOf(SocketException.class);
            sink.unblock();
            await().until(() -> sink.stream(1).reason() == CloseReason.CLIENT_RESET);
            assertThat(sink.stream(1).toHost()).isEqualTo(bytes("never mind"));
        }
    }

    @Test
    void everyByteOfManyConversationsArrivesInOrder() throws Exception {
        try (RelayBench bench = start(Duration.ofSeconds(30))) {
            EchoHost.on(bench.listener);
            CompletableFuture<?>[] talks = new CompletableFuture<?>[8];
            for (int i = 0; i < talks.length; i++) {
                int seed = 4711 + i;
                talks[i] = Aside.run(() -> talk(bench, new Random(seed)));
            }
            CompletableFuture.allOf(talks).get(50, TimeUnit.SECONDS);
            await().until(() -> bench.proxy.liveStreams() == 0);
            assertThat(bench.proxy.totals().lostBytes()).isZero();
        }
    }

    private static void talk(RelayBench bench, Random random) throws IOException {
        try (Peer console = bench.console()) {
            for (int i = 0; i < 200; i++) {
                byte[] chunk = new byte[1 + random.nextInt(random.nextInt(5) == 0 ? 300_000 : 200)];
                random.nextBytes(chunk);
                CompletableFuture<Void> saying = Aside.run(() -> console.says(chunk));
                assertThat(Arrays.equals(console.hears(chunk.length), chunk)).isTrue();
                saying.join();
            }
            console.saysNoMore();
            assertThat(console.hearsByte()).isEqualTo(-1);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
