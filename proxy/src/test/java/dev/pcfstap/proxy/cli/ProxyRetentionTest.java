package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.proxy.load.PlainRecord;
import dev.pcfstap.proxy.load.PlainSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a proxy process keeps of its journal, and the snapshots from which what is left decodes. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProxyRetentionTest {
    private static final long KEPT_BYTES = 2 << 20;

    /** Long enough that a snapshot for each segment stays within what may be made of them in a second. */
    private static final long SEGMENT_BYTES = 256 << 10;

    /** A commit may be that long when a segment ends. */
    private static final long LONGEST_COMMIT_BYTES = 6 << 20;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void bySizeTheOldestSegmentsGoAndTheRestDecodesAsTheLiveWalFromTheFirstSnapshotOn() throws Exception {
        // A ring that holds less than a segment keeps a commit from being longer than what is kept.
        try (LoadedProxy proxy = start(
                "--ring-bytes",
                SEGMENT_BYTES / 8 + "",
                "--journal-segment-size",
                SEGMENT_BYTES + "",
                "--journal-keep-size",
                KEPT_BYTES + "")) {
            proxy.load().slowDown(Duration.ofMillis(1));
            proxy.beginTraffic();
            proxy.awaitTraffic(8_000_000);
            proxy.finishTraffic();
            assertThat(proxy.end()).isZero();

            List<Path> left = LoadedProxy.segments(proxy.journal());
            assertThat(sizeOf(left)).isLessThan(KEPT_BYTES + LONGEST_COMMIT_BYTES);
            PlainSegment first = PlainSegment.read(left.get(0));
            assertThat(first.firstSequence()).isPositive();
            assertThat(left).hasSizeGreaterThan(1);
            assertThat(CommandRun.of("journal", "verify", proxy.journal()).code())
                    .isZero();
            assertDecodesAsTheEndOf(proxy.wal(), proxy.journal());
        }
    }

    @Test
    void byAgeOnlyTheSegmentThatIsBeingWrittenIsLeftOfAnIdleProxy() throws Exception {
        try (LoadedProxy proxy = start("--journal-segment-size", "256KiB", "--journal-keep-age", "500ms")) {
            proxy.beginTraffic();
            // More than one commit holds, so that there are several segments.
            proxy.awaitTraffic(10_000_000);
            proxy.finishTraffic();
            await().atMost(60, TimeUnit.SECONDS).until(() -> {
                List<Path> left = LoadedProxy.segments(proxy.journal());
                return left.size() == 1 && !left.get(0).endsWith("00000000000000000000.pcj");
            });
            Path open = LoadedProxy.segments(proxy.journal()).get(0);
            assertThat(PlainSegment.read(open).firstSequence()).isPositive();
            assertThat(proxy.end()).isZero();
            assertThat(LoadedProxy.segments(proxy.journal())).containsExactly(open);
        }
    }

    @Test
    void byFreeSpaceEverythingGoesButTheSegmentThatIsBeingWritten() throws Exception {
        String moreThanThereIs = "900000000GiB";
        try (LoadedProxy proxy = start("--journal-segment-size", "256KiB", "--journal-keep-free", moreThanThereIs)) {
            proxy.beginTraffic();
            proxy.awaitTraffic(10_000_000);
            proxy.finishTraffic();
            assertThat(proxy.end()).isZero();
            List<Path> left = LoadedProxy.segments(proxy.journal());
            assertThat(left).hasSize(1);
            assertThat(PlainSegment.read(left.get(0)).firstSequence()).isPositive();
        }
    }

    @Test
    void sigusr1TakesASnapshotThatCatShows() throws Exception {
        try (LoadedProxy proxy = start("--snapshot-interval", "1h", "--flush-interval", "1h")) {
            proxy.beginTraffic();
            proxy.awaitTraffic(10_000);
            long before = snapshots(proxy.journal());
            for (int asked = 1; asked <= 3; asked++) {
                long wanted = before + asked;
                proxy.process().signal("USR1");
                await().atMost(20, TimeUnit.SECONDS).until(() -> snapshots(proxy.journal()) >= wanted);
            }
            assertThat(snapshots(proxy.journal())).isEqualTo(before + 3);
            proxy.finishTraffic();
            assertThat(proxy.end()).isZero();
        }
    }

    private static long snapshots(Path journal) {
        return CommandRun.of("journal", "cat", journal)
                .output()
                .lines()
                .filter(line -> line.split(" ", -1)[3].equals("snapshot"))
                .filter(line -> !line.endsWith("bytes=0"))
                .count();
    }

    private LoadedProxy start(String... options) throws IOException {
        return LoadedProxy.start(folder.resolve("proxy"), folder.resolve("journal"), options);
    }

    /** All lines of the decoded text but those that introduce it are the last lines of the live one. */
    private void assertDecodesAsTheEndOf(Path wal, Path journal) throws IOException {
        Path decoded = folder.resolve("decoded.wal");
        CommandRun run = CommandRun.of("decode", journal, "--wal", decoded);
        assertThat(run.code()).as("%s", run.errors()).isZero();
        PlainRecord snapshot = PlainSegment.read(LoadedProxy.segments(journal).get(0)).records().stream()
                .filter(record -> record.kind() == PlainRecord.SNAPSHOT)
                .findFirst()
                .orElseThrow();
        assertThat(snapshot.payload().remaining()).isPositive();
        List<String> live = Files.readAllLines(wal);
        List<String> again = Files.readAllLines(decoded);
        int introduced = 1;
        while (again.get(introduced).contains(" note  restored ")) {
            introduced++;
        }
        List<String> rest = again.subList(introduced, again.size());
        List<String> end = live.subList(live.size() - rest.size(), live.size());
        assertThat(rest).hasSizeGreaterThan(10);
        for (int i = 0; i < rest.size(); i++) {
            assertThat(rest.get(i)).as("line %d of %d", i, rest.size()).isEqualTo(end.get(i));
        }
    }

    private static long sizeOf(List<Path> files) throws IOException {
        long size = 0;
        for (Path file : files) {
            size += Files.size(file);
        }
        return size;
    }
}
