package dev.pcfstap.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.TapRingOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RelayTest {
    private final RecordingSink sink = new RecordingSink();

    @Test
    void aConversationPassesUnchangedAndIsRecorded() throws Exception {
        try (RelayBench bench = RelayBench.start(sink);
                Peer console = bench.console();
                Peer host = bench.host()) {
            console.says(bytes("ping"));
            assertThat(host.hears(4)).isEqualTo(bytes("ping"));
            host.says(bytes("pong!"));
            assertThat(console.hears(5)).isEqualTo(bytes("pong!"));

            await().until(() -> sink.stream(1).toConsole().length == 5);
            assertThat(sink.stream(1).toHost()).isEqualTo(bytes("ping"));
            assertThat(sink.stream(1).toConsole()).isEqualTo(bytes("pong!"));
            assertThat(sink.stream(1).addresses().client())
                    .isEqualTo("127.0.0.1:" + console.socket().getLocalPort());
        }
        assertThat(sink.isStopped()).isTrue();
    }

    @Test
    void aHostThatSpeaksFirstIsHeard() throws Exception {
        try (RelayBench bench = RelayBench.start(sink);
                Peer console = bench.console();
                Peer host = bench.host()) {
            host.says(bytes("welcome"));
            host.saysNoMore();
            assertThat(console.hearsToTheEnd()).isEqualTo(bytes("welcome"));
        }
    }

    @Test
    void theConsolesHalfCloseReachesTheHostWhichCanStillAnswer() throws Exception {
        try (RelayBench bench = RelayBench.start(sink);
                Peer console = bench.console();
                Peer host = bench.host()) {
            console.says(bytes("last words"));
            console.saysNoMore();
            assertThat(host.hearsToTheEnd()).isEqualTo(bytes("last words"));
            host.says(bytes("answer"));
            assertThat(console.hears(6)).isEqualTo(bytes("answer"));
            host.saysNoMore();
            assertThat(console.hearsToTheEnd()).isEmpty();
            await().until(() -> sink.stream(1).reason() == CloseReason.CLIENT);
            await().until(() -> bench.proxy.liveStreams() == 0);
        }
    }

    @Test
    void theHostsHalfCloseReachesTheConsoleWhichCanStillAsk() throws Exception {
        try (RelayBench bench = RelayBench.start(sink);
                Peer console = bench.console();
                Peer host = bench.host()) {
            host.saysNoMore();
            assertThat(console.hearsToTheEnd()).isEmpty();
            console.says(bytes("still here"));
            assertThat(host.hears(10)).isEqualTo(bytes("still here"));
            console.saysNoMore();
            assertThat(host.hearsToTheEnd()).isEmpty();
            await().until(() -> sink.stream(1).reason() == CloseReason.SERVER);
        }
    }

    @Test
    void theConsolesResetReachesTheHost() throws Exception {
        try (RelayBench bench = RelayBench.start(sink);
                Peer console = bench.console();
                Peer host = bench.host()) {
            console.says(bytes("x"));
            assertThat(host.hears(1)).isEqualTo(bytes("x"));
            console.resets();
            assertThatThrownBy(host::hearsByte)
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            await().until(() -> sink.stream(1).reason() == CloseReason.CLIENT_RESET);
        }
    }

    @Test
    void theHostsResetReachesTheConsole() throws Exception {
        try (RelayBench bench = RelayBench.start(sink);
                Peer console = bench.console();
                Peer host = bench.host()) {
            console.says(bytes("x"));
            assertThat(host.hears(1)).isEqualTo(bytes("x"));
            host.resets();
            assertThatThrownBy(console::hearsByte)
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            await().until(() -> sink.stream(1).reason() == CloseReason.SERVER_RESET);
        }
    }

    @Test
    void anUnreachableHostEndsTheConsolesConnectionAtOnceAndTheLogSaysWhy() throws Exception {
        int deadPort;
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        deadPort = listener.getLocalPort();
        listener.close();
        try (RelayBench bench =
                RelayBench.start(listener, deadPort, sink, TapRingOptions.DEFAULT, options -> options)) {
            // The reset may come before the first read, or even while the socket is being set up.
            assertThatThrownBy(() -> {
                        try (Peer console = bench.console()) {
                            console.hearsByte();
                        }
                    })
                    .isInstanceOf(SocketException.class);
            await().until(() -> sink.stream(1).reason() == CloseReason.UPSTREAM_UNREACHABLE);
            assertThat(sink.stream(1).notes())
                    .isEqualTo(List.of("upstream unreachable: 127.0.0.1:" + deadPort + ": connection refused"));
        }
    }

    @Test
    void whoIsRefusedIsCountedAndNotedOnStreamZero() throws Exception {
        try (RelayBench bench = RelayBench.start(sink, TapRingOptions.DEFAULT, options -> options.withMaxStreams(1));
                Peer served = bench.console();
                Peer host = bench.host()) {
            served.says(bytes("x"));
            assertThat(host.hears(1)).isEqualTo(bytes("x"));
            int port = refusedAt(bench);
            await().until(() -> !sink.stream(0).notes().isEmpty());
            String first = sink.stream(0).notes().get(0);
            assertThat(first).matches("refused: 127\\.0\\.0\\.1:\\d+: there are 1 streams already");
            if (port > 0) {
                assertThat(first).contains(":" + port + ":");
            }
            for (int i = 0; i < 5; i++) {
                refusedAt(bench);
            }
            await().until(() -> bench.proxy.refused() == 6);
            assertThat(bench.proxy.streams()).isEqualTo(1);
        }
        assertThat(sink.stream(0).notes().stream().mapToInt(RelayTest::refusals).sum())
                .isEqualTo(6);
    }

    /** The port of a console that was refused; 0 when it was before it could tell. */
    private static int refusedAt(RelayBench bench) {
        int[] port = new int[1];
        // The reset may come before the first read, or even while the socket is being set up.
        assertThatThrownBy(() -> {
                    try (Peer console = bench.console()) {
                        port[0] = console.socket().getLocalPort();
                        console.hearsByte();
                    }
                })
                .isInstanceOf(SocketException.class);
        return Math.max(0, port[0]);
    }

    private static int refusals(String note) {
        return note.matches("refused: \\d+ connections, .*")
                ? Integer.parseInt(note.replaceAll("\\D*(\\d+) .*", "$1"))
                : 1;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
