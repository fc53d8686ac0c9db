package dev.pcfstap.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.TapRingOptions;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many streams, and bytes cut at random. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RelayVolumeTest {
    private static final int CONNECTIONS = 500;
    private final RecordingSink sink = new RecordingSink();

    @Test
    void bytesCutAtRandomArriveUnchangedInBothDirectionsAndAreRecorded() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (RelayBench bench =
                RelayBench.start(sink, new TapRingOptions(64, 4 << 20), options -> options.withEventLoops(2))) {
            List<CompletableFuture<Void>> talks = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Peer console = bench.console();
                Peer host = bench.host();
                byte[] toHost = randomBytes(random);
                byte[] toConsole = randomBytes(random);
                talks.add(saying(console, toHost, random.nextLong()));
                talks.add(saying(host, toConsole, random.nextLong()));
                talks.add(Aside.run(() ->
                        assertThat(Arrays.equals(host.hearsToTheEnd(), toHost)).isTrue()));
                talks.add(Aside.run(() -> assertThat(Arrays.equals(console.hearsToTheEnd(), toConsole))
                        .isTrue()));
                // Consoles connect one by one, so the streams' numbers tell which is which.
                long stream = i + 1L;
                talks.add(Aside.run(() -> await().atMost(60, TimeUnit.SECONDS)
                        .until(() -> sink.stream(stream).reason() != CloseReason.END_OF_CAPTURE
                                && Arrays.equals(sink.stream(stream).toHost(), toHost)
                                && Arrays.equals(sink.stream(stream).toConsole(), toConsole))));
            }
            for (CompletableFuture<Void> talk : talks) {
                talk.get(60, TimeUnit.SECONDS);
            }
            bench.proxy.close();
            assertThat(bench.proxy.totals().balanced()).isTrue();
            assertThat(bench.proxy.totals().lostEvents()).isZero();
        }
    }

    @Test
    void fiveHundredConnectionsAtOnceAreAllServed() throws Exception {
        try (RelayBench bench = RelayBench.start(sink, TapRingOptions.DEFAULT, options -> options.withEventLoops(2))) {
            EchoHost.on(bench.listener);
            List<Peer> consoles = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                consoles.add(bench.console());
            }
            for (Peer console : consoles) {
                console.says(name(console));
            }
            for (Peer console : consoles) {
                assertThat(console.hears(name(console).length)).isEqualTo(name(console));
            }
            assertThat(bench.proxy.liveStreams()).isEqualTo(CONNECTIONS);
            for (Peer console : consoles) {
                console.close();
            }
            await().until(() -> bench.proxy.liveStreams() == 0);
            bench.proxy.close();
            assertThat(sink.streams()).isEqualTo(CONNECTIONS);
            assertThat(bench.proxy.totals().balanced()).isTrue();
            assertThat(bench.proxy.totals().lostEvents()).isZero();
        }
    }

    @Test
    void aConnectionBeyondTheLimitIsRefusedAndTheOthersGoOn() throws Exception {
        try (RelayBench bench = RelayBench.start(sink, TapRingOptions.DEFAULT, options -> options.withMaxStreams(2))) {
            EchoHost.on(bench.listener);
            try (Peer first = bench.console();
                    Peer second = bench.console()) {
                first.says(name(first));
                assertThat(first.hears(name(first).length)).isEqualTo(name(first));
                second.says(name(second));
                assertThat(second.hears(name(second).length)).isEqualTo(name(second));
                assertThatThrownBy(() -> {
                            // The reset may come before the first read, or even while the socket is being set up.
                            try (Peer third = bench.console()) {
                                third.hearsByte();
                            }
                        })
                        .isInstanceOf(SocketException.class);
                first.says(name(first));
                assertThat(first.hears(name(first).length)).isEqualTo(name(first));
            }
            await().until(() -> bench.proxy.liveStreams() == 0);
            try (Peer fourth = bench.console()) {
                fourth.says(name(fourth));
                assertThat(fourth.hears(name(fourth).length)).isEqualTo(name(fourth));
            }
        }
    }

    @Test
    void closingTheProxyEndsItsStreamsAndTheLogSaysSo() throws Exception {
        try (RelayBench bench = RelayBench.start(sink);
                Peer console = bench.console();
                Peer host = bench.host()) {
            console.says(new byte[] {1});
            assertThat(host.hears(1)).containsExactly(1);
            bench.proxy.close();
            assertThat(console.hearsByte()).isEqualTo(-1);
            assertThat(host.hearsByte()).isEqualTo(-1);
            assertThat(sink.stream(1).reason()).isEqualTo(CloseReason.SHUTDOWN);
            assertThat(sink.isStopped()).isTrue();
        }
    }

    private static byte[] name(Peer console) {
        return ("I am " + console.socket().getLocalPort()).getBytes(US_ASCII);
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(1 << 20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static CompletableFuture<Void> saying(Peer peer, byte[] bytes, long seed) {
        return Aside.run(() -> {
            Random random = new Random(seed);
            int at = 0;
            while (at < bytes.length) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(1 << random.nextInt(18)));
                peer.says(Arrays.copyOfRange(bytes, at, at + length));
                at += length;
            }
            peer.saysNoMore();
        });
    }
}
