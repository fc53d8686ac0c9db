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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The proxy as a process, with real sockets, on disks that block or are full. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProxyDiskTest {
    private static final String HEADER = "# pcfs-tap wal 1";
    private static final Pattern WAL_LOST = Pattern.compile(".* note {2}wal-lost lines=(\\d+) .*");

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
    void aReaderThatStandsStillStopsNeitherTrafficNorJournalAndTheLogSaysWhatIsMissing() throws Exception {
        Path journal = folder.resolve("journal");
        Path pipe = pipe();
        CompletableFuture<Void> blocked = new CompletableFuture<>();
        CompletableFuture<String> log = CompletableFuture.supplyAsync(() -> readAfter(blocked, pipe));
        try (TapProcess tap = TapProcess.start(folder, stalling(pipe, journal))) {
            playUntilLinesAreLost(tap);
            blocked.complete(null);
            play(tap);
            tap.signal("TERM");
            assertThat(tap.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
            assertThat(tap.errors())
                    .anyMatch(line -> line.matches("chunks: .* \\+ lost 0"))
                    .anyMatch(line -> line.matches("lines: written \\d+, lost [1-9]\\d*"))
                    .anyMatch(line -> line.matches("journal: .*, lost 0 chunks, 0 bytes, .*"));
        }
        assertWhatIsMissingIsNoted(log.get(30, TimeUnit.SECONDS).lines().toList(), decoded(journal));
    }

    /** Lines are missing where the log says so, as many as it says, and no others. */
    private static void assertWhatIsMissingIsNoted(List<String> log, List<String> all) {
        int at = 0;
        for (String line : log) {
            Matcher note = WAL_LOST.matcher(line);
            if (note.matches()) {
                at += Integer.parseInt(note.group(1));
            } else {
                assertThat(line).isEqualTo(all.get(at++));
            }
        }
        assertThat(at).isEqualTo(all.size());
        assertThat(log).anyMatch(line -> WAL_LOST.matcher(line).matches());
    }

    @Test
    void aReaderThatStandsStillToTheEndCostsTheJournalNothing() throws Exception {
        Path journal = folder.resolve("journal");
        Path pipe = pipe();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CompletableFuture<String> log = CompletableFuture.supplyAsync(() -> readAfter(ended, pipe));
        try (TapProcess tap = TapProcess.start(folder, stalling(pipe, journal))) {
            int sessions = playUntilLinesAreLost(tap);
            tap.signal("TERM");
            assertThat(tap.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
            long operations = decoded(journal).stream()
                    .filter(line -> line.contains(" <-"))
                    .count();
            assertThat(tap.errors())
                    .anyMatch(line ->
                            line.startsWith("streams " + 2 * sessions + ", operations " + operations + ", bytes "))
                    .anyMatch(line -> line.matches("lines: written \\d+, lost [1-9]\\d*"))
                    .anyMatch(line -> line.matches("journal: .*, lost 0 chunks, 0 bytes, .*"));
        } finally {
            ended.complete(null);
        }
        assertThat(log.get(30, TimeUnit.SECONDS)).startsWith(HEADER + "\n");
    }

    private String[] stalling(Path pipe, Path journal) {
        return arguments(
                pipe,
                "--journal",
                journal.toString(),
                "--wal-queue",
                "64KiB",
                "--max-stall",
                "200ms",
                "--flush-interval",
                "50ms");
    }

    /** How many sessions that took. */
    private int playUntilLinesAreLost(TapProcess tap) {
        AtomicInteger sessions = new AtomicInteger();
        await().atMost(60, TimeUnit.SECONDS).until(() -> {
            play(tap);
            sessions.incrementAndGet();
            return tap.errors().stream().anyMatch(line -> line.contains("takes no more lines"));
        });
        return sessions.get();
    }

    private void play(TapProcess tap) throws Exception {
        result(BootScript.play(vertx, "127.0.0.1", tap.port(portFile())));
    }

    private List<String> decoded(Path journal) throws IOException {
        Path wal = folder.resolve("decoded.wal");
        assertThat(CommandRun.of("decode", journal, "--wal", wal).code()).isZero();
        return Files.readAllLines(wal);
    }

    private Path pipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
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
