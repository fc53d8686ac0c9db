package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.fixtures.tape.ConversationGenerator;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.Session;
import dev.pcfstap.journal.SessionBook;
import dev.pcfstap.journal.SyncPolicy;
import dev.pcfstap.proxy.ProxySummary;
import dev.pcfstap.wal.WalFormatName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was recorded, decoded again: real files, and journals that a running proxy wrote. */
class DecodeCommandTest {
    @TempDir
    private Path folder = Path.of("set by JUnit");

    private Path journal() {
        return folder.resolve("journal");
    }

    private Path live() {
        return folder.resolve("live.wal");
    }

    private Path decoded() {
        return folder.resolve("decoded.wal");
    }

    private CommandRun decode(Object input, Object... more) throws IOException {
        Files.deleteIfExists(decoded());
        return CommandRun.of(Stream.concat(Stream.of("decode", input, "--wal", decoded()), Stream.of(more))
                .toArray());
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(journal())) {
            return files.filter(file -> file.toString().endsWith(".pcj"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void theWalMadeLiveIsTheWalMadeFromTheJournal(Golden golden) throws Exception {
        ProxySummary summary =
                RecordedSession.play(JournalOptions.in(journal()), live(), WalFormatName.TAP, golden.tape());
        assertThat(summary.complete()).as("%s", summary).isTrue();

        assertThat(decode(journal()).code()).isZero();
        assertThat(decoded()).hasSameBinaryContentAs(live());
        assertThat(decode(journal(), "--format", "cat-dev").code()).isZero();
        assertThat(Files.readString(decoded())).isEqualTo(golden.catDevText());
    }

    @Test
    void aJournalOfManyConversationsSegmentsAndStartsGivesTheWalOfAllOfThem() throws Exception {
        JournalOptions options =
                JournalOptions.in(journal()).withSegmentBytes(16 << 10).withSync(SyncPolicy.ALWAYS);
        for (int start = 0; start < 3; start++) {
            Tape[] tapes = LongStream.range(start * 40L, start * 40L + 40)
                    .mapToObj(
                            seed -> ConversationGenerator.DEFAULT.generate(seed).tape())
                    .toArray(Tape[]::new);
            ProxySummary summary = RecordedSession.play(options, live(), WalFormatName.JSON, tapes);
            assertThat(summary.journal()).hasValueSatisfying(progress -> {
                assertThat(progress.durableSequence()).isEqualTo(progress.committedSequence());
                assertThat(progress.lostEvents()).isZero();
            });
        }

        CommandRun run = decode(journal(), "--format", "json");
        assertThat(run.code()).as("%s", run.errors()).isZero();
        assertThat(decoded()).hasSameBinaryContentAs(live());
        assertThat(segments()).hasSizeGreaterThan(5);
        List<Session> sessions =
                SessionBook.read(JournalFiles.disk(), journal()).sessions();
        assertThat(sessions).extracting(Session::stream).doesNotHaveDuplicates().isSorted();
        assertThat(sessions.stream().mapToLong(Session::operations).sum())
                .isEqualTo(Files.readAllLines(live()).stream()
                        .filter(line -> line.contains("\"dir\":\"request\"") && !line.contains("\"exchange\":0,"))
                        .count());
    }

    @Test
    void aJournalThatCannotBeWrittenCostsNeitherTrafficNorWalAndIsToldAtTheEnd() throws Exception {
        Golden golden = Golden.of("commands");
        ProxySummary summary = RecordedSession.play(
                JournalOptions.in(journal()),
                live(),
                WalFormatName.CAT_DEV,
                running -> {
                    if (Files.isDirectory(journal())) {
                        Files.move(journal(), folder.resolve("gone"));
                        Files.createFile(journal());
                        await().atMost(20, TimeUnit.SECONDS)
                                .until(() -> running.progress().outage());
                    }
                },
                golden.tape(),
                golden.tape());

        assertThat(Files.readString(live())).isEqualTo(golden.catDevText() + golden.catDevText());
        assertThat(summary.linesLost()).isZero();
        assertThat(summary.complete()).isFalse();
        assertThat(summary.journal())
                .hasValueSatisfying(
                        progress -> assertThat(progress.lostEvents()).isPositive());
        assertThat(SummaryText.of(summary)).containsPattern("\njournal: committed through .*, lost [1-9]\\d* chunks");
        assertThat(CommandRun.of("journal", "verify", folder.resolve("gone")).code())
                .isZero();
    }

    @Test
    void aPrunedJournalHasPathsAndFlagsFromItsFirstSnapshotOn() throws Exception {
        JournalOptions options = JournalOptions.in(journal()).withSegmentBytes(4 << 10);
        Tape tape = Golden.of("streams").tape();
        RecordedSession.play(options, live(), WalFormatName.TAP, tape);
        List<String> whole = Files.readAllLines(live());
        List<Path> segments = segments();
        assertThat(segments).hasSizeGreaterThan(5);

        for (Path pruned : segments.subList(0, segments.size() - 2)) {
            Files.delete(pruned);
            CommandRun run = decode(journal());
            assertThat(run.code()).as("%s", run.errors()).isZero();
            List<String> rest = Files.readAllLines(decoded()).stream()
                    .filter(line -> !line.startsWith("#") && !line.contains(" note  restored "))
                    .toList();
            assertThat(rest).isNotEmpty();
            // What waited behind a read whose length was open at the snapshot had been decoded before it.
            List<String> since = whole.subList(whole.indexOf(rest.get(0)), whole.size());
            assertThat(since).containsSubsequence(rest).hasSizeLessThan(rest.size() + 8);
            assertThat(rest).endsWith(whole.get(whole.size() - 1));
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void everyGoldenCaptureGivesItsText(Golden golden) throws Exception {
        Path file = Files.write(folder.resolve("golden.pcap"), golden.pcapBytes());
        CommandRun run = decode(file, "--format", "cat-dev");
        assertThat(run.code()).as("%s", run.errors()).isZero();
        assertThat(Files.readString(decoded())).isEqualTo(golden.catDevText());
        assertThat(run.errors())
                .singleElement()
                .asString()
                .matches(
                        "packets \\d+, streams \\d+, bytes \\d+, holes 0, operations \\d+(, errors: [A-Z_0-9a-f ,]+)?");
    }

    @Test
    void aCompressedCaptureIsReadAndFiltered() throws Exception {
        Golden golden = Golden.of("commands");
        Path file = folder.resolve("golden.pcap.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(golden.pcapBytes());
        }
        assertThat(decode(file, "--where", "op = Rename", "--stream", "1", "--from", "+0s")
                        .code())
                .isZero();
        assertThat(Files.readAllLines(decoded()))
                .anyMatch(line -> line.contains("->Rename "))
                .noneMatch(line -> line.contains("->StatFile "));
    }

    @Test
    void aStreamThatWasJoinedFollowsWhatIsAssumed() throws Exception {
        byte[] whole = Golden.of("reads").pcapBytes();
        // Without the handshake and the Ping: the first packets of the capture are left out.
        byte[] joined = CutCapture.withoutFirstPackets(whole, 6);
        Path file = Files.write(folder.resolve("joined.pcap"), joined);
        CommandRun on = decode(file, "--first-read-size", "4096");
        assertThat(on.code()).isZero();
        String withFastReads = Files.readString(decoded());
        assertThat(withFastReads).contains("<-").contains("ReadFile").doesNotContain("lost-boundary");
        decode(file, "--assume-ffio", "off");
        assertThat(Files.readString(decoded())).isNotEqualTo(withFastReads);
    }

    @Test
    void aCaptureOfAnotherPortSaysWhichPortsLookLikePcfs() throws Exception {
        Path file = Files.write(folder.resolve("golden.pcap"), Golden.of("boot").pcapBytes());
        CommandRun run = decode(file, "--port", "7600");
        assertThat(run.code()).isZero();
        assertThat(run.errors().get(0)).contains("nothing is on port 7600", "port 7500 looks like PCFS SATA (");
    }

    @Test
    void aDamagedJournalIsOneLineWithFileAndOffsetAndGivesWhatIsBeforeIt() throws Exception {
        RecordedSession.play(
                JournalOptions.in(journal()),
                live(),
                WalFormatName.TAP,
                Golden.of("commands").tape());
        Path segment = segments().get(0);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);

        CommandRun run = decode(journal());
        assertThat(run.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run.errors().get(0)).startsWith("pcfs-tap decode: corrupt: " + segment + " at offset ");
        List<String> lines = Files.readAllLines(decoded());
        assertThat(Files.readAllLines(live())).startsWith(lines.subList(0, 2).toArray(String[]::new));
        assertThat(decode(segment, "--mode", "salvage").code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(Files.readAllLines(decoded())).hasSizeGreaterThan(lines.size());
        CommandRun strict = decode(journal(), "--mode", "strict");
        assertThat(strict.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(strict.errors()).doesNotHaveDuplicates();
    }

    @Test
    void whatCannotRunIsOneLine() throws Exception {
        Path text = Files.writeString(folder.resolve("a.txt"), "not a capture at all");
        assertThat(decode(text).code()).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(decode(folder.resolve("none")).errors())
                .containsExactly("pcfs-tap decode: " + folder.resolve("none") + ": there is no such file or folder");
        assertThat(decode(text, "--where", "op = Fly").errors())
                .singleElement()
                .asString()
                .startsWith("pcfs-tap decode: --where: ");
        Files.writeString(decoded(), "kept");
        Path capture =
                Files.write(folder.resolve("golden.pcap"), Golden.of("boot").pcapBytes());
        CommandRun run = CommandRun.of("decode", capture, "--wal", decoded());
        assertThat(run.code()).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(run.errors())
                .containsExactly(
                        "pcfs-tap decode: cannot write the WAL to " + decoded() + ": it exists; --force overwrites it");
        assertThat(decoded()).hasContent("kept");
    }
}
