package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A proxy process whose journal's disk is full for a while. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProxyFullDiskTest {
    private static final Pattern BOOKS =
            Pattern.compile("journal: .* lost (\\d+) chunks, (\\d+) bytes, failures (\\d+)");
    private static final Pattern GAP = Pattern.compile(" gap events=(\\d+) to_host=(\\d+) to_console=(\\d+)");

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void trafficGoesOnLossesAreCountedAndToldAndTheJournalGoesOnWithoutARestart() throws Exception {
        int way = 0;
        for (FullDisk disk : FullDisk.ways(folder)) {
            System.out.println("full disk: " + disk);
            try (disk;
                    LoadedProxy proxy = LoadedProxy.start(
                            folder.resolve("proxy-" + way++),
                            disk.folder().resolve("journal"),
                            "--journal-segment-size",
                            "1MiB")) {
                outageAndRecovery(disk, proxy);
            }
        }
    }

    private static void outageAndRecovery(FullDisk disk, LoadedProxy proxy) throws Exception {
        proxy.load().slowDown(Duration.ofMillis(4));
        proxy.beginTraffic();
        proxy.awaitTraffic(300_000);
        disk.fill(proxy.process());
        proxy.awaitTraffic(proxy.load().arrivedBytes() + 500_000);
        assertThat(proxy.process().isAlive()).isTrue();
        disk.free(proxy.process());
        await().atMost(40, TimeUnit.SECONDS).until(() -> !gaps(proxy.journal()).isEmpty());
        proxy.awaitTraffic(proxy.load().arrivedBytes() + 100_000);
        proxy.finishTraffic();
        assertThat(proxy.end()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(proxy.process().errors()).noneMatch(line -> line.startsWith("\tat "));
        checkBooks(proxy);
    }

    /** What the journal tells as gaps is what the proxy has counted; and around them it is whole. */
    private static void checkBooks(LoadedProxy proxy) throws IOException {
        Matcher books = BOOKS.matcher(String.join("\n", proxy.process().errors()));
        assertThat(books.find()).as("%s", proxy.process().errors()).isTrue();
        assertThat(Long.parseLong(books.group(3))).as("failures").isPositive();
        long events = 0;
        long bytes = 0;
        for (String gap : gaps(proxy.journal())) {
            Matcher told = GAP.matcher(gap);
            assertThat(told.find()).as(gap).isTrue();
            events += Long.parseLong(told.group(1));
            bytes += Long.parseLong(told.group(2)) + Long.parseLong(told.group(3));
        }
        assertThat(events).isPositive().isEqualTo(Long.parseLong(books.group(1)));
        assertThat(bytes).isPositive().isEqualTo(Long.parseLong(books.group(2)));

        assertThat(CommandRun.of("journal", "verify", proxy.journal()))
                .satisfies(
                        verify -> assertThat(verify.code()).as(verify.output()).isZero());
        Path decoded = proxy.wal().resolveSibling("decoded.wal");
        assertThat(CommandRun.of("decode", proxy.journal(), "--wal", decoded).code())
                .isZero();
        assertThat(Files.readAllLines(decoded)).anyMatch(line -> line.matches(".* note {2}gap events=\\d+ .*"));
    }

    private static List<String> gaps(Path journal) {
        return CommandRun.of("journal", "cat", journal)
                .output()
                .lines()
                .filter(line -> line.contains(" gap "))
                .toList();
    }
}
