package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.fixtures.console.BootScript;
import dev.pcfstap.fixtures.console.SampleFiles;
import dev.pcfstap.fixtures.host.PcfsHost;
import dev.pcfstap.fixtures.host.PcfsHostOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The proxy as a process, with real sockets, on disks that block or are full. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProxyDiskTest {
    private static final String HEADER = "# pcfs-tap wal 1";
    private static final Duration BLOCKED = Duration.ofSeconds(3);

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

    @Test
    void aDiskThatBlocksForThreeSecondsCostsTheTrafficNothingAndTheLogSaysWhatIsMissing() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CompletableFuture<Void> blocked = new CompletableFuture<>();
        CompletableFuture<String> log = CompletableFuture.supplyAsync(() -> readAfter(blocked, pipe));
        try (TapProcess tap = TapProcess.start(
                folder, arguments(pipe, "--ring-size", "64", "--max-stall", "200ms", "--flush-interval", "50ms"))) {
            int port = tap.port(portFile());
            // The pipe takes 64 KiB, the WAL's buffer some more; every session after that finds the ring full.
            int[] sessions = new int[1];
            await().atMost(60, TimeUnit.SECONDS).during(BLOCKED).until(() -> {
                result(BootScript.play(vertx, "127.0.0.1", port));
                sessions[0]++;
                return true;
            });
            blocked.complete(null);
            result(BootScript.play(vertx, "127.0.0.1", port));
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> tap.errors().stream().anyMatch(line -> line.contains("goes on unrecorded")));
            tap.signal("TERM");
            assertThat(tap.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
            assertThat(tap.errors()).anyMatch(line -> line.startsWith("streams " + 2 * (sessions[0] + 1) + ", "));
            assertThat(tap.errors())
                    .filteredOn(line -> line.startsWith("chunks: "))
                    .singleElement()
                    .satisfies(ProxyDiskTest::assertBalanced);
            assertThat(tap.errors())
                    .filteredOn(line -> line.matches("s\\d+: chunks seen .*"))
                    .isNotEmpty()
                    .allSatisfy(line -> assertBalanced(line.replaceAll("^s\\d+|, bytes.*", "")));
        }
        List<String> lines = log.get(30, TimeUnit.SECONDS).lines().toList();
        assertThat(lines.get(0)).isEqualTo(HEADER);
        assertThat(lines).anyMatch(line -> line.matches(".* note {2}gap events=\\d+ bytes=\\d+ .*"));
    }

    @Test
    void aDiskThatIsFullEndsNoConnectionAndLeavesWholeLines() throws Exception {
        Path wal = folder.resolve("full.wal");
        long limitBytes = 32 << 10;
        try (TapProcess tap =
                TapProcess.startWithFilesUpTo(limitBytes, folder, arguments(wal, "--flush-interval", "20ms"))) {
            int port = tap.port(portFile());
            for (int i = 0; i < 60; i++) {
                result(BootScript.play(vertx, "127.0.0.1", port));
            }
            tap.signal("TERM");
            assertThat(tap.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
            assertThat(tap.errors())
                    .anyMatch(line -> line.startsWith("streams 120, "))
                    .anyMatch(line -> line.matches("lines: written \\d+, lost [1-9]\\d*"))
                    .noneMatch(line -> line.startsWith("\tat "));
        }
        String text = Files.readString(wal);
        assertThat(text).startsWith(HEADER + "\n").endsWith("\n");
        assertThat(text.length()).isLessThanOrEqualTo((int) limitBytes);
    }

    private static void assertBalanced(String books) {
        String[] numbers = books.replaceAll("[^0-9]+", " ").strip().split(" ", -1);
        assertThat(Long.parseLong(numbers[0]))
                .as(books)
                .isEqualTo(Long.parseLong(numbers[1]) + Long.parseLong(numbers[2]));
        assertThat(Long.parseLong(numbers[2])).as(books).isPositive();
    }

    /** Opens the pipe, so that the writer can, and reads it only when it is told to. */
    private static String readAfter(CompletableFuture<Void> signal, Path pipe) {
        try (InputStream in = Files.newInputStream(pipe)) {
            signal.join();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String[] arguments(Path wal, String... more) {
        String[] all = new String[9 + more.length];
        String[] first = {
            "proxy",
            "--listen",
            "0",
            "--upstream",
            "127.0.0.1:" + hostPort,
            "--port-file",
            portFile().toString(),
            "--wal",
            wal.toString()
        };
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    private Path portFile() {
        return folder.resolve("port");
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
