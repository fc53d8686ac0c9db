package dev.pcfstap.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.fixtures.console.BootScript;
import dev.pcfstap.fixtures.console.SampleFiles;
import dev.pcfstap.fixtures.console.ScriptedConsole;
import dev.pcfstap.fixtures.host.PcfsHost;
import dev.pcfstap.fixtures.host.PcfsHostOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy as a process that gets signals. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProxyProcessTest {
    private static final Duration SLACK = Duration.ofSeconds(3);

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private final Vertx vertx = Vertx.vertx();
    private int hostPort;

    @BeforeEach
    void serveSampleFiles() throws Exception {
        Path root = SampleFiles.create(folder.resolve("root"));
        hostPort = result(PcfsHost.start(vertx, PcfsHostOptions.of(root))).port();
    }

    @AfterEach
    void closeVertx() throws Exception {
        result(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalDrainsFlushesSaysWhatWasDoneAndExitsWithZero(String signal) throws Exception {
        try (TapProcess tap = proxy("--flush-interval", "1h")) {
            int port = tap.port(portFile());
            result(BootScript.play(vertx, "127.0.0.1", port));
            tap.signal(signal);
            assertThat(tap.exitCode()).isZero();
            assertThat(tap.errors())
                    .contains(
                            "listening on 127.0.0.1:" + port, "errors: FS_ERROR 7, PATH_NOT_EXIST 6, FOLDER_REQUIRED 1")
                    .anyMatch(line -> line.startsWith("streams 2, operations 57, bytes "))
                    .anyMatch(line -> line.startsWith("chunks: seen ") && line.endsWith(" + lost 0"));
        }
        String text = Files.readString(wal());
        assertThat(text).startsWith("# pcfs-tap wal 1\n").endsWith("\n");
        assertThat(text.lines().filter(line -> line.contains("->Ping"))).hasSize(2);
        assertThat(text.lines().filter(line -> line.contains(" close reason="))).hasSize(2);
    }

    @Test
    void aKilledProxyLosesAtMostTheLastFlushIntervalAndLeavesWholeLines() throws Exception {
        Duration interval = Duration.ofMillis(200);
        Instant killed;
        try (TapProcess tap = proxy("--flush-interval", "200ms")) {
            ScriptedConsole console = result(ScriptedConsole.connect(vertx, "127.0.0.1", tap.port(portFile())));
            CompletableFuture<Void> end = new CompletableFuture<>();
            ping(console, end);
            await().atMost(30, TimeUnit.SECONDS).until(() -> Files.exists(wal()) && Files.size(wal()) > 20_000);
            killed = Instant.now();
            tap.signal("KILL");
            assertThat(tap.exitCode()).isEqualTo(128 + 9);
            end.exceptionally(gone -> null).get(20, TimeUnit.SECONDS);
        }
        byte[] bytes = Files.readAllBytes(wal());
        String text = new String(bytes, UTF_8);
        List<String> whole = text.substring(0, text.lastIndexOf('\n')).lines().toList();
        assertThat(whole.get(0)).isEqualTo("# pcfs-tap wal 1");
        assertThat(whole.subList(1, whole.size()))
                .allMatch(line -> line.matches("\\S+Z s1 +(open|#\\d+) .*"))
                .filteredOn(line -> line.contains("PONG"))
                .hasSizeGreaterThan(10);
        Instant last = Instant.parse(whole.get(whole.size() - 1).split(" ", 2)[0]);
        assertThat(Duration.between(last, killed)).isLessThan(interval.plus(SLACK));
    }

    @Test
    void aProxyWithAJournalSaysHowFarItIsDurableAndAKilledOneLeavesAPrefix() throws Exception {
        Path journal = folder.resolve("journal");
        Path decoded = folder.resolve("decoded.wal");
        try (TapProcess tap = proxy("--journal", journal.toString(), "--sync", "always")) {
            result(BootScript.play(vertx, "127.0.0.1", tap.port(portFile())));
            tap.signal("USR1");
            tap.signal("TERM");
            assertThat(tap.exitCode()).isZero();
            assertThat(tap.errors())
                    .anyMatch(line -> line.matches("journal: committed through sequence (\\d+), durable through \\1,"
                            + " lost 0 chunks, 0 bytes, failures 0"));
        }
        assertThat(CommandRun.of("decode", journal, "--wal", decoded).code()).isZero();
        assertThat(decoded).hasSameBinaryContentAs(wal());
        assertThat(CommandRun.of("journal", "info", journal).output())
                .contains("stream s1 closed ")
                .contains("stream s2 closed ");

        Files.delete(portFile());
        try (TapProcess tap = proxy("--append", "--journal", journal.toString(), "--flush-interval", "1ms")) {
            ScriptedConsole console = result(ScriptedConsole.connect(vertx, "127.0.0.1", tap.port(portFile())));
            CompletableFuture<Void> end = new CompletableFuture<>();
            ping(console, end);
            long before = Files.size(wal());
            await().atMost(30, TimeUnit.SECONDS).until(() -> Files.size(wal()) > before + 20_000);
            tap.signal("KILL");
            assertThat(tap.exitCode()).isEqualTo(128 + 9);
            end.exceptionally(gone -> null).get(20, TimeUnit.SECONDS);
        }
        CommandRun.of("decode", journal, "--wal", decoded, "--force");
        String text = Files.readString(wal());
        // The journal has everything that the WAL shows, and may have more.
        assertThat(Files.readString(decoded)).startsWith(text.substring(0, text.lastIndexOf('\n') + 1));
        assertThat(CommandRun.of("journal", "info", journal).output()).contains("stream s3 active ");

        Files.delete(portFile());
        try (TapProcess tap = proxy("--append", "--journal", journal.toString())) {
            tap.port(portFile());
            tap.signal("TERM");
            assertThat(tap.exitCode()).isZero();
        }
        assertThat(CommandRun.of("journal", "info", journal).output()).contains("stream s3 interrupted ");
    }

    /** The other writer is another process: locks of one and the same tell nothing. */
    @Test
    void aWalInUseIsRefusedAndLeftAlone() throws Exception {
        Path journal = folder.resolve("journal");
        try (TapProcess tap = proxy("--journal", journal.toString(), "--flush-interval", "10ms")) {
            result(BootScript.play(vertx, "127.0.0.1", tap.port(portFile())));
            await().atMost(30, TimeUnit.SECONDS).until(() -> Files.size(wal()) > 10_000);
            byte[] before = Files.readAllBytes(wal());
            CommandRun other = CommandRun.of("decode", journal, "--wal", wal(), "--force");
            assertThat(other.code()).isEqualTo(ExitCode.COULD_NOT_RUN);
            assertThat(other.errors()).singleElement().asString().endsWith("another pcfs-tap is writing it");
            assertThat(Files.readAllBytes(wal())).startsWith(before);
            tap.signal("TERM");
            assertThat(tap.exitCode()).isZero();
        }
    }

    @Test
    void aProxyThatWaitsForTheReaderOfItsPipeSaysSoAndEndsAtASignal() throws Exception {
        Path pipe = pipe();
        try (TapProcess tap = start("--wal", pipe.toString())) {
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> tap.errors().stream()
                            .anyMatch(line -> line.endsWith("waiting until somebody reads the pipe " + pipe)));
            tap.signal("TERM");
            assertThat(tap.exitCode()).isEqualTo(128 + 15);
        }
    }

    @Test
    void aSecondSignalEndsAProxyWhoseLogIsBlocked() throws Exception {
        Path pipe = pipe();
        Process reader = holdOpen(pipe);
        try (TapProcess tap = start("--wal", pipe.toString(), "--max-stall", "100ms", "--flush-interval", "10ms")) {
            playMoreThanAPipeHolds(tap);
            tap.signal("TERM");
            await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(5)).until(tap::isAlive);
            tap.signal("TERM");
            assertThat(tap.exitCode()).isEqualTo(128 + 15);
        } finally {
            reader.destroyForcibly();
        }
    }

    @Test
    void aLogThatIsBlockedToTheEndIsSaidToBeIncomplete() throws Exception {
        Path pipe = pipe();
        Process reader = holdOpen(pipe);
        try (TapProcess tap = start("--wal", pipe.toString(), "--max-stall", "100ms", "--flush-interval", "10ms")) {
            playMoreThanAPipeHolds(tap);
            tap.signal("TERM");
            assertThat(tap.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
            assertThat(tap.errors())
                    .anyMatch(line -> line.matches("chunks: .* \\+ lost 0"))
                    .anyMatch(line -> line.matches("lines: written \\d+, lost [1-9]\\d*"));
        } finally {
            reader.destroyForcibly();
        }
    }

    @Test
    void aConnectThatIsPendingWhenTheProxyStopsIsNoFaultOfTheUpstream() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket busy = new ServerSocket(0, 1, loopback);
                Socket first = new Socket(loopback, busy.getLocalPort());
                Socket second = new Socket(loopback, busy.getLocalPort())) {
            // The queue of the one who listens is full now, and who connects hears nothing.
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            hostPort = busy.getLocalPort();
            try (TapProcess tap = proxy("--flush-interval", "1ms", "--connect-timeout", "1m");
                    Socket console = new Socket(loopback, tap.port(portFile()))) {
                assertThat(console.isConnected()).isTrue();
                await().until(() -> Files.readString(wal()).contains(" open "));
                tap.signal("TERM");
                assertThat(tap.exitCode()).isZero();
                // The JVM's own warnings about native libraries are none of ours.
                assertThat(tap.errors())
                        .filteredOn(line -> !line.startsWith("WARNING: "))
                        .noneMatch(line -> line.contains("WARN"));
            }
        }
        assertThat(Files.readString(wal())).contains(" close reason=shutdown");
    }

    @Test
    void aPortInUseIsOneLineAndTheWalThatForceWouldEmptyStays() throws Exception {
        Files.writeString(wal(), "kept\n");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TapProcess tap = TapProcess.start(
                        folder,
                        "proxy",
                        "--listen",
                        Integer.toString(taken.getLocalPort()),
                        "--upstream",
                        "127.0.0.1:" + hostPort,
                        "--wal",
                        wal().toString(),
                        "--force")) {
            assertThat(tap.exitCode()).isEqualTo(ExitCode.COULD_NOT_RUN);
            assertThat(tap.errors())
                    .containsExactly("pcfs-tap proxy: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": the port is in use");
        }
        assertThat(Files.readString(wal())).isEqualTo("kept\n");
    }

    /** One ping after another, until the connection is gone. */
    private static void ping(ScriptedConsole console, CompletableFuture<Void> end) {
        console.ping().onComplete(pong -> {
            if (pong.succeeded()) {
                ping(console, end);
            } else {
                end.completeExceptionally(pong.cause());
            }
        });
    }

    private TapProcess proxy(String... more) throws Exception {
        String[] all = new String[more.length + 2];
        all[0] = "--wal";
        all[1] = wal().toString();
        System.arraycopy(more, 0, all, 2, more.length);
        return start(all);
    }

    private TapProcess start(String... more) throws Exception {
        String[] first = {
            "proxy",
            "--listen",
            "0",
            "--upstream",
            "127.0.0.1:" + hostPort,
            "--port-file",
            portFile().toString()
        };
        String[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return TapProcess.start(folder, all);
    }

    private Path pipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    /** Opens the pipe, so that the writer can, and never reads it. */
    private static Process holdOpen(Path pipe) throws IOException {
        return new ProcessBuilder("sh", "-c", "exec sleep 100 < '" + pipe + "'").start();
    }

    private void playMoreThanAPipeHolds(TapProcess tap) throws Exception {
        int port = tap.port(portFile());
        for (int i = 0; i < 12; i++) {
            result(BootScript.play(vertx, "127.0.0.1", port));
        }
    }

    private Path wal() {
        return folder.resolve("out.wal");
    }

    private Path portFile() {
        return folder.resolve("port");
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
