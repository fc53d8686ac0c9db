package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a proxy finds its host, and what it says of those it could not serve. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class UpstreamProcessTest {
    private static final int PATIENCE_MILLIS = 40_000;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void aChangedEntryCountsForTheNextConnectionAndWhoIsNotServedIsInTheExitCode() throws Exception {
        Path names = Files.writeString(folder.resolve("hosts"), "127.0.0.2 pcfs.test\n");
        try (ServerSocket second = listen("127.0.0.2", 0);
                ServerSocket third = listen("127.0.0.3", second.getLocalPort());
                TapProcess tap = start(names, second.getLocalPort())) {
            int port = tap.port(folder.resolve("port"));
            assertReaches(second, port);
            Files.writeString(names, "127.0.0.4 pcfs.test\n127.0.0.3 pcfs.test\n");
            assertReaches(third, port);
            Files.writeString(names, "127.0.0.4 pcfs.test\n");
            assertReset(port);
            Files.writeString(names, "127.0.0.5 other.test\n");
            assertReset(port);
            await().atMost(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .until(() -> Files.readString(wal()).contains("no such host"));
            tap.signal("TERM");
            assertThat(tap.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
            assertThat(tap.errors()).contains("errors: upstream unreachable 2");
            assertThat(notes())
                    .containsExactly(
                            "s1 the upstream pcfs.test:P is 127.0.0.2:P",
                            "s2 the upstream pcfs.test:P is 127.0.0.3:P",
                            "s3 upstream unreachable: pcfs.test:P: 127.0.0.4: connection refused",
                            "s4 upstream unreachable: pcfs.test:P: no such host");
        }
        assertThat(Files.readString(wal())).contains(" server=pcfs.test:");
    }

    @Test
    void whoIsRefusedIsInTheWalTheSummaryAndTheExitCode() throws Exception {
        Path names = Files.writeString(folder.resolve("hosts"), "127.0.0.2 pcfs.test\n");
        try (ServerSocket host = listen("127.0.0.2", 0);
                TapProcess tap = start(names, host.getLocalPort(), "--max-streams", "1")) {
            int port = tap.port(folder.resolve("port"));
            try (Socket served = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket accepted = host.accept()) {
                assertThat(served.isConnected() && accepted.isConnected()).isTrue();
                assertReset(port);
            }
            tap.signal("TERM");
            assertThat(tap.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
            assertThat(tap.errors())
                    .contains("errors: connections refused 1")
                    .anyMatch(line -> line.endsWith("WARN  a connection was refused: there are 1 streams already"));
        }
        assertThat(notes())
                .filteredOn(note -> note.startsWith("s0 "))
                .singleElement()
                .asString()
                .matches("s0 refused: 127\\.0\\.0\\.1:P: there are 1 streams already");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost",
        "127.0.0.1, 127.0.0.1",
        "0.0.0.0, localhost",
        "0.0.0.0, 127.0.0.9",
        "[::], 127.0.0.1",
        "127.0.0.1, 0.0.0.0"
    })
    void anUpstreamThatIsTheTapItselfIsRefusedAtTheStart(String listen, String upstream) throws Exception {
        int port = freePort();
        CommandRun run = CommandRun.of(
                "proxy", "--listen", listen + ":" + port, "--upstream", upstream + ":" + port, "--wal", wal());
        assertThat(run.code()).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(run.errors())
                .containsExactly("pcfs-tap proxy: the upstream " + upstream + ":" + port
                        + " is where the tap itself listens (" + listen + ":" + port
                        + "): each connection would come back and open another one");
        assertThat(wal()).doesNotExist();
    }

    private TapProcess start(Path names, int hostPort, String... more) throws IOException {
        String[] first = {
            "proxy",
            "--listen",
            "0",
            "--upstream",
            "pcfs.test:" + hostPort,
            "--port-file",
            folder.resolve("port").toString(),
            "--wal",
            wal().toString(),
            "--flush-interval",
            "1ms"
        };
        String[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return TapProcess.startOn(List.of("-Djdk.net.hosts.file=" + names), folder, all);
    }

    private static ServerSocket listen(String address, int port) throws IOException {
        ServerSocket listener = new ServerSocket(port, 10, InetAddress.getByName(address));
        listener.setSoTimeout(PATIENCE_MILLIS);
        return listener;
    }

    private static void assertReaches(ServerSocket host, int port) throws IOException {
        try (Socket console = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket accepted = host.accept()) {
            accepted.setSoTimeout(PATIENCE_MILLIS);
            console.getOutputStream().write('x');
            assertThat(accepted.getInputStream().read()).isEqualTo('x');
        }
    }

    private static void assertReset(int port) {
        assertThatThrownBy(() -> {
                    try (Socket console = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        console.setSoTimeout(PATIENCE_MILLIS);
                        console.getInputStream().read();
                    }
                })
                .hasMessageContaining("reset");
    }

    /** The stream and the text of each note, with P for ports. */
    private List<String> notes() throws IOException {
        return Files.readString(wal())
                .lines()
                .filter(line -> line.contains(" note  tap "))
                .map(line -> line.replaceAll(".*Z (s\\d+) +note +tap text=\"(.*)\"$", "$1 $2")
                        .replaceAll("(?<=[a-z0-9]):\\d{4,}", ":P"))
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path wal() {
        return folder.resolve("console.wal");
    }
}
