package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.fixtures.bench.BenchConsole;
import dev.pcfstap.fixtures.bench.BenchHost;
import dev.pcfstap.fixtures.bench.BenchLoad;
import dev.pcfstap.fixtures.bench.ReadForm;
import dev.pcfstap.journal.Damage;
import dev.pcfstap.journal.JournalCommit;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.ReadOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The proxy is killed while reads of a megabyte keep its consumer behind, so that it writes commits beside that. 4 kills; {@code
 * -Djournal.long.kills=} for more.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class LongCommitKillTest {
    private static final int KILLS = Integer.getInteger("journal.long.kills", 4);
    private static final int CONSOLES = 4;
    private static final int LONG_COMMIT_BYTES = 2 << 20;
    private static final int LATEST_MILLIS = 300;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private int longCommits;

    @Test
    void noKillLeavesAWalThatShowsWhatItsJournalDoesNotHold() throws Exception {
        long seed = System.nanoTime();
        System.out.println("kill moments from seed " + seed);
        Random random = new Random(seed);
        try (BenchHost host = BenchHost.start(0, ReadForm.NEWEST)) {
            for (int kill = 0; kill < KILLS; kill++) {
                runAndKill(Files.createDirectory(folder.resolve("run-" + kill)), host.port(), random);
            }
        }
        assertThat(longCommits)
                .as("commits that were written beside the consumer")
                .isPositive();
    }

    private void runAndKill(Path run, int hostPort, Random random) throws Exception {
        Path journal = run.resolve("journal");
        Path wal = run.resolve("out.wal");
        try (TapProcess tap = proxy(run, journal, wal, hostPort)) {
            InetSocketAddress port =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), tap.port(run.resolve("port")));
            CompletableFuture<Void> consoles = CompletableFuture.runAsync(() -> readUntilTheEnd(port));
            await().atMost(30, TimeUnit.SECONDS).until(() -> Files.size(wal) > 10_000 || consoles.isDone());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1) * random.nextInt(LATEST_MILLIS));
            assertThat(consoles).isNotDone();
            tap.signal("KILL");
            assertThat(tap.exitCode()).isEqualTo(128 + 9);
            consoles.get(30, TimeUnit.SECONDS);
        }

        List<Damage> damage = read(journal);
        assertThat(damage).hasSizeLessThanOrEqualTo(1).allMatch(found -> found.kind() == Damage.Kind.TORN);
        Path decoded = run.resolve("decoded.wal");
        CommandRun decoding = CommandRun.of("decode", journal, "--wal", decoded);
        assertThat(decoding.code())
                .as("%s", decoding.errors())
                .isEqualTo(damage.isEmpty() ? ExitCode.FINE : ExitCode.INCOMPLETE);
        JournalHistory.checkShowsNoMore(wal, decoded);
        for (Path segment : LoadedProxy.segments(journal)) {
            Files.delete(segment);
        }
    }

    /** Ends when the proxy does. */
    private static void readUntilTheEnd(InetSocketAddress port) {
        BenchLoad load = new BenchLoad(
                BenchLoad.Kind.READ, CONSOLES, 1 << 20, Duration.ZERO, Duration.ofSeconds(60), Long.MAX_VALUE);
        try {
            BenchConsole.run(port, load);
        } catch (IOException cutOff) {
            // As it should be: the proxy was killed.
        }
    }

    private List<Damage> read(Path journal) throws IOException {
        try (JournalReader reader = JournalReader.open(JournalFiles.disk(), List.of(journal), ReadOptions.TAIL)) {
            while (reader.advance()) {
                JournalCommit commit = reader.commit();
                long bytes = 0;
                while (commit.nextRecord()) {
                    bytes += commit.payloadLength();
                }
                longCommits += bytes >= LONG_COMMIT_BYTES ? 1 : 0;
            }
            return reader.damage();
        }
    }

    private static TapProcess proxy(Path run, Path journal, Path wal, int hostPort) throws IOException {
        return TapProcess.start(
                run,
                "proxy",
                "--listen",
                "0",
                "--upstream",
                "127.0.0.1:" + hostPort,
                "--port-file",
                run.resolve("port").toString(),
                "--wal",
                wal.toString(),
                "--journal",
                journal.toString(),
                "--journal-segment-size",
                "64MiB",
                "--flush-interval",
                "100ms",
                "--max-stall",
                "1m");
    }
}
