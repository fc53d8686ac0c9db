package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.proxy.load.LoadStream;
import dev.pcfstap.proxy.load.TrafficLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The proxy, under load, is killed at random moments, each time on the journal that the one before it left. 6 kills; {@code
 * -Djournal.proxy.kills=200} for more, {@code -Djournal.proxy.seed=} for the same traffic and moments again.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class ProxyKillTest {
    private static final int KILLS = Integer.getInteger("journal.proxy.kills", 6);
    private static final int KILLS_OF_A_JOURNAL = 8;
    private static final int CONSOLES = 6;
    private static final int LATEST_MILLIS = 500;
    private static final List<String> SEGMENT_SIZES = List.of("100KiB", "1MiB", "8MiB");

    /** What the proxy promises, in turn. */
    private enum Promise {
        WRITE_AHEAD("--sync always --write-ahead"),
        INTERVAL("--sync interval"),
        ALWAYS("--sync always");

        private final String options;

        Promise(String options) {
            this.options = options;
        }
    }

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void afterEveryKillTheJournalIsAnExactPrefixAndTheNextProxyGoesOnBehindIt() throws Exception {
        long seed = Long.getLong("journal.proxy.seed", System.nanoTime());
        System.out.println("traffic and kill moments from seed " + seed);
        Random random = new Random(seed);
        KillFigures figures = new KillFigures();
        JournalHistory history = new JournalHistory(folder.resolve("journal-0"));
        for (int kill = 0; kill < KILLS; kill++) {
            if (kill > 0 && kill % KILLS_OF_A_JOURNAL == 0) {
                endInOrder(history);
                delete(history.journal());
                history = new JournalHistory(folder.resolve("journal-" + kill));
            }
            runAndKill(kill, history, random, figures);
        }
        endInOrder(history);
        System.out.println(figures);
        assertThat(figures.reported()).as("kills that could disprove a report").isPositive();
    }

    private void runAndKill(int kill, JournalHistory history, Random random, KillFigures figures) throws Exception {
        Promise promise = Promise.values()[kill % Promise.values().length];
        Path wal = folder.resolve("run-" + kill + ".wal");
        try (TrafficLoad load = TrafficLoad.listen(random.nextInt(1 << 30));
                TapProcess tap = proxy(history, load.hostPort(), wal, segmentSize(random), promise.options)) {
            int port = tap.port(portFile());
            history.checkStart(tap.errors());
            load.begin(port, CONSOLES);
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> load.arrivedSteps() > 10 * CONSOLES
                            || !load.failures().isEmpty());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1) * random.nextInt(LATEST_MILLIS));
            load.expectTheEnd();
            tap.signal("KILL");
            assertThat(tap.exitCode()).isEqualTo(128 + 9);
            List<LoadStream> streams = load.join();
            assertThat(load.failures()).isEmpty();
            figures.add(history.checkKilled(streams, promise == Promise.WRITE_AHEAD), streams);
        }
        history.checkVerify(kill % 4 == 0 ? Verifying.A_PROCESS : Verifying.THIS_PROCESS, folder);
        history.checkWal(wal);
        Files.delete(wal);
        Files.delete(portFile());
    }

    /** A proxy that is told to end says that all is well, and what was cut off before it stays so. */
    private void endInOrder(JournalHistory history) throws Exception {
        Path wal = folder.resolve("last.wal");
        try (TapProcess tap = proxy(history, 1, wal, "1MiB", Promise.INTERVAL.options)) {
            tap.port(portFile());
            history.checkStart(tap.errors());
            tap.signal("TERM");
            assertThat(tap.exitCode()).isZero();
        }
        history.checkVerify(Verifying.THIS_PROCESS, folder);
        Files.delete(wal);
        Files.delete(portFile());
    }

    private TapProcess proxy(JournalHistory history, int hostPort, Path wal, String segmentSize, String options)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "proxy",
                "--listen",
                "0",
                "--upstream",
                "127.0.0.1:" + hostPort,
                "--port-file",
                portFile().toString(),
                "--wal",
                wal.toString(),
                "--journal",
                history.journal().toString(),
                "--journal-segment-size",
                segmentSize,
                "--snapshot-interval",
                "100ms",
                "--flush-interval",
                "20ms",
                "--event-loops",
                "2",
                "--max-stall",
                "1m"));
        arguments.addAll(List.of(options.split(" ", -1)));
        return TapProcess.start(folder, arguments.toArray(new String[0]));
    }

    private static String segmentSize(Random random) {
        return SEGMENT_SIZES.get(random.nextInt(SEGMENT_SIZES.size()));
    }

    private Path portFile() {
        return folder.resolve("port");
    }

    private static void delete(Path journal) throws IOException {
        try (Stream<Path> files = Files.list(journal)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(journal);
    }
}
