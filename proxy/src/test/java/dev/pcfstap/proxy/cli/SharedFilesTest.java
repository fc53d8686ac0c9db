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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Proxy processes whose files somebody else deletes, cuts, moves or writes. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class SharedFilesTest {
    private static final int OPERATIONS = 57;
    private static final String NEVER = "1h";

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

    private Path journal() {
        return folder.resolve("journal");
    }

    private List<Path> segments() throws IOException {
        return LoadedProxy.segments(journal());
    }

    private String[] arguments(String name, String flushInterval) {
        return new String[] {
            "proxy",
            "--listen",
            "0",
            "--upstream",
            "127.0.0.1:" + hostPort,
            "--port-file",
            folder.resolve(name + ".port").toString(),
            "--wal",
            folder.resolve(name + ".wal").toString(),
            "--journal",
            journal().toString(),
            "--flush-interval",
            flushInterval
        };
    }

    private TapProcess start(String name, String flushInterval) throws IOException {
        return TapProcess.start(Files.createDirectory(folder.resolve(name)), arguments(name, flushInterval));
    }

    private void play(TapProcess tap, String name) throws Exception {
        result(BootScript.play(vertx, "127.0.0.1", tap.port(folder.resolve(name + ".port"))));
    }

    private static int end(TapProcess tap) throws Exception {
        tap.signal("TERM");
        return tap.exitCode();
    }

    private static long lines(TapProcess tap, String text) throws IOException {
        return tap.errors().stream().filter(line -> line.contains(text)).count();
    }

    private static void awaitLine(TapProcess tap, String text) {
        await().atMost(60, TimeUnit.SECONDS).until(() -> lines(tap, text) > 0);
    }

    /** The first one looks at its lock only when it ends, so that both write for a while. */
    @Test
    void twoWritersOfOneJournalAreNoticedByTheFirstAndByAllReaders() throws Exception {
        try (TapProcess first = start("first", NEVER)) {
            play(first, "first");
            Files.delete(journal().resolve("journal.lock"));
            try (TapProcess second = start("second", "20ms")) {
                play(second, "second");
                play(first, "first");
                assertThat(end(first)).isEqualTo(ExitCode.INCOMPLETE);
                assertThat(lines(first, "another process has journal.lock")).isEqualTo(1);
                play(second, "second");
                assertThat(end(second)).isZero();
            }
        }
        for (List<String> command : List.of(
                List.of("decode", journal().toString(), "--mode", "strict"),
                List.of("decode", journal().toString()),
                List.of("journal", "verify", journal().toString()))) {
            CommandRun run = CommandRun.of(Stream.concat(
                            command.stream(),
                            command.contains("decode") ? Stream.of("--wal", "/dev/null") : Stream.of())
                    .toArray());
            assertThat(run.code()).as("%s", command).isEqualTo(ExitCode.INCOMPLETE);
            assertThat(run.errors() + run.output()).contains("two writers had the journal");
        }
        CommandRun salvage = CommandRun.of("decode", journal(), "--mode", "salvage", "--wal", "/dev/null");
        assertThat(salvage.errors()).anyMatch(line -> line.contains(", operations " + 4 * OPERATIONS + ","));
    }

    @Test
    void aLockThatIsDeletedIsTakenAgainAndNobodyElseGetsTheFolder() throws Exception {
        try (TapProcess first = start("first", "20ms")) {
            play(first, "first");
            Files.delete(journal().resolve("journal.lock"));
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> Files.exists(journal().resolve("journal.lock")));
            try (TapProcess second = start("second", "20ms")) {
                assertThat(second.exitCode()).isEqualTo(ExitCode.COULD_NOT_RUN);
                assertThat(lines(second, "held by another process")).isEqualTo(1);
            }
            play(first, "first");
            assertThat(end(first)).isZero();
        }
        assertThat(CommandRun.of("journal", "verify", journal()).code()).isZero();
    }

    @Test
    void aJournalThatWasCutUnderItsWriterIsNoticed() throws Exception {
        try (TapProcess tap = start("tap", "20ms")) {
            play(tap, "tap");
            Path segment = segments().get(0);
            await().atMost(60, TimeUnit.SECONDS).until(() -> Files.size(segment) > 4000);
            try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
                channel.truncate(1000);
            }
            awaitLine(tap, "somebody else made it 1000 bytes long");
            play(tap, "tap");
            assertThat(end(tap)).isEqualTo(ExitCode.INCOMPLETE);
            assertThat(tap.errors()).anyMatch(line -> line.startsWith("journal: ") && line.contains(", doubtful "));
        }
        // Without salvage: the first session up to the cut, and all of the second.
        Path decoded = folder.resolve("decoded.wal");
        CommandRun.of("decode", journal(), "--wal", decoded);
        assertThat(Files.readString(decoded).lines().filter(line -> line.contains(" close reason=client ")))
                .hasSizeBetween(2, 3);
    }

    @Test
    void aFolderThatTakesNoSegmentIsToldOfOnceAndOnceWhenItDoesAgain() throws Exception {
        Path aside = folder.resolve("aside");
        try (TapProcess tap = start("tap", "20ms")) {
            play(tap, "tap");
            Files.move(journal(), aside);
            Files.writeString(journal(), "no folder");
            play(tap, "tap");
            awaitLine(tap, "no journal segment can be begun in " + journal());
            play(tap, "tap");
            Files.delete(journal());
            Files.move(aside, journal());
            awaitLine(tap, "were lost in between");
            play(tap, "tap");
            assertThat(end(tap)).isEqualTo(ExitCode.INCOMPLETE);
            assertThat(lines(tap, "no journal segment can be begun")).isEqualTo(1);
            assertThat(lines(tap, "were lost in between")).isEqualTo(1);
            assertThat(tap.errors()).noneMatch(line -> line.startsWith("\tat "));
        }
    }

    /** The limit is longer than a commit, or nothing could take that. */
    @Test
    void aLimitOnTheLengthOfFilesBeginsNewSegmentsAndCostsNothing() throws Exception {
        int sessions = 12;
        try (TapProcess tap = TapProcess.startWithFilesUpTo(
                1 << 20, Files.createDirectory(folder.resolve("tap")), arguments("tap", "20ms"))) {
            for (int i = 0; i < sessions; i++) {
                play(tap, "tap");
            }
            assertThat(end(tap)).as("%s", tap.errors()).isZero();
            assertThat(tap.errors()).anyMatch(line -> line.startsWith("journal: ") && line.contains("lost 0 chunks"));
        }
        assertThat(segments()).hasSizeGreaterThan(1);
        CommandRun decoded = CommandRun.of("decode", journal(), "--wal", "/dev/null");
        assertThat(decoded.code()).isZero();
        assertThat(decoded.errors()).anyMatch(line -> line.contains(", operations " + sessions * OPERATIONS + ","));
    }

    @Test
    void aLimitOnTheLengthOfFilesBeginsNewWalsAndCostsNothing() throws Exception {
        int sessions = 12;
        String[] all = arguments("tap", "20ms");
        String[] withoutJournal = Stream.of(all)
                .filter(word ->
                        !word.equals("--journal") && !word.equals(journal().toString()))
                .toArray(String[]::new);
        try (TapProcess tap =
                TapProcess.startWithFilesUpTo(32 << 10, Files.createDirectory(folder.resolve("tap")), withoutJournal)) {
            for (int i = 0; i < sessions; i++) {
                play(tap, "tap");
            }
            assertThat(end(tap)).as("%s", tap.errors()).isZero();
            assertThat(tap.errors()).anyMatch(line -> line.matches("lines: written \\d+, lost 0"));
        }
        int pings = 0;
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> wals =
                    files.filter(file -> file.toString().endsWith(".wal")).toList();
            assertThat(wals).hasSizeGreaterThan(2);
            for (Path wal : wals) {
                String text = Files.readString(wal);
                assertThat(text).startsWith("# pcfs-tap wal 1\n").endsWith("\n");
                pings += (int)
                        text.lines().filter(line -> line.contains("->Ping")).count();
            }
        }
        assertThat(pings).isEqualTo(2 * sessions);
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
