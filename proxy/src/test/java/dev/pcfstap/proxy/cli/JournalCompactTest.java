package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.wal.WalFormatName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The command on a journal that a running proxy wrote, of a session that was played twice. */
class JournalCompactTest extends OnRecordedJournal {
    JournalCompactTest() {
        super(64 << 10, "reads", "writes", "reads");
    }

    private Path wal(Path of, String format) {
        Path wal = folder.resolve(of.getFileName() + "." + format);
        CommandRun run = CommandRun.of("decode", of, "--format", format, "--wal", wal, "--force");
        assertThat(run.code()).as("%s", run.errors()).isZero();
        return wal;
    }

    /** The WAL of a journal or capture, which may be damaged. */
    private String decoded(Path of, Object... options) throws IOException {
        Path wal = folder.resolve("decoded.wal");
        CommandRun.of(Stream.concat(Stream.of("decode", of, "--wal", wal, "--force"), Stream.of(options))
                .toArray());
        String text = Files.readString(wal);
        assertThat(text.lines().count()).isGreaterThan(20);
        return text;
    }

    private void assertDecodesAsBefore(Path compacted) {
        assertThat(wal(compacted, "tap")).hasSameBinaryContentAs(folder.resolve("live.wal"));
        for (String format : List.of("cat-dev", "json")) {
            assertThat(wal(compacted, format)).hasSameBinaryContentAs(wal(journal, format));
        }
    }

    private static long field(CommandRun run, String name) {
        String line = String.join("\n", run.errors());
        return Long.parseLong(line.replaceAll("(?s).*" + name + " (\\d+).*", "$1"));
    }

    @Test
    void byDefaultPayloadsBecomeChecksumsAndTheWalStays() throws IOException {
        Path small = folder.resolve("small");
        CommandRun run = run("compact", journal, "--output", small);
        assertThat(run.code()).as("%s", run.errors()).isZero();
        assertThat(run.errors()).singleElement().asString().matches("bytes before \\d+, after \\d+ .*");
        assertThat(field(run, "after")).isLessThan(field(run, "before") / 5);
        assertDecodesAsBefore(small);
        assertThat(run("verify", small).code()).isZero();
        assertThat(run("info", small).output())
                .contains("reduced ")
                .containsPattern("stream s1 closed .* to_console=\\d{5}");
        assertThat(run("cat", small).output()).containsPattern(" reduced read=\\d+ sha256=[0-9a-f]{64}");
        assertThat(run("cat", "--json", small).output()).contains("\"kind\":\"reduced\",\"code\":9,");
    }

    @Test
    void compactedOnceMoreItStaysTheSame() {
        Path small = folder.resolve("small");
        Path smaller = folder.resolve("smaller");
        Path shared = folder.resolve("shared");
        assertThat(run("compact", journal, "--output", small).code()).isZero();
        assertThat(run("compact", small, "--output", smaller).code()).isZero();
        assertDecodesAsBefore(smaller);
        assertThat(run("compact", journal, "--payloads", "once", "--output", shared)
                        .code())
                .isZero();
        Path fromShared = folder.resolve("from-shared");
        assertThat(run("compact", shared, "--output", fromShared).code()).isZero();
        assertDecodesAsBefore(fromShared);
        assertThat(run("cat", fromShared).output()).doesNotContain(" repeated ");
    }

    @Test
    void sharedPayloadsStandOnceAndNothingIsLost() throws IOException {
        Path shared = folder.resolve("shared");
        CommandRun run = run("compact", journal, "--payloads", "once", "-o", shared);
        assertThat(run.code()).as("%s", run.errors()).isZero();
        assertThat(field(run, "shared")).isGreaterThan(50_000);
        assertThat(field(run, "after")).isLessThan(field(run, "before") - field(run, "shared") * 3 / 4);
        assertDecodesAsBefore(shared);
        assertThat(run("cat", shared).output()).containsPattern(" repeated to_console=\\d+ from=\\d+ pieces=\\d+");
        Path before = folder.resolve("before.pcapng");
        Path after = folder.resolve("after.pcapng");
        assertThat(CommandRun.of("export", journal, "--to", "pcapng", "-o", before)
                        .code())
                .isZero();
        assertThat(CommandRun.of("export", shared, "--to", "pcapng", "-o", after)
                        .code())
                .isZero();
        String port = Files.readString(folder.resolve("live.wal")).replaceAll("(?s).*? server=[^:]*:(\\d+).*", "$1");
        assertThat(decoded(after, "--port", port)).isEqualTo(decoded(before, "--port", port));
    }

    @Test
    void anExportOfReducedDataSaysWhatIsMissing() throws IOException {
        Path small = folder.resolve("small");
        Path capture = folder.resolve("small.pcapng");
        assertThat(run("compact", journal, "--output", small).code()).isZero();
        assertThat(CommandRun.of("export", small, "--to", "pcapng", "-o", capture)
                        .code())
                .isZero();
        assertThat(new String(Files.readAllBytes(capture), java.nio.charset.StandardCharsets.ISO_8859_1))
                .containsPattern("reduced: \\d+ bytes of read data are not in the journal, SHA-256 [0-9a-f]{64}")
                .containsPattern("reduced: \\d+ bytes of written data are not in the journal");
        assertThat(Files.size(capture)).isLessThan(Files.size(segments(journal).get(0)) * 4);
    }

    @Test
    void aDamagedJournalIsCompactedAsFarAsItIsIntact() throws IOException {
        Path segment = segments(journal).get(2);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(segment, bytes);
        assertThat(run("compact", journal, "--mode", "strict", "-o", folder.resolve("strict")))
                .satisfies(strict -> assertThat(strict.code()).isEqualTo(ExitCode.INCOMPLETE));
        assertThat(folder.resolve("strict")).isEmptyDirectory();
        for (String mode : List.of("tail", "salvage")) {
            Path small = folder.resolve(mode);
            CommandRun run = run("compact", journal, "--mode", mode, "-o", small);
            assertThat(run.code()).as("%s", run.errors()).isEqualTo(ExitCode.INCOMPLETE);
            assertThat(run.errors()).anyMatch(line -> line.startsWith("pcfs-tap journal compact: corrupt: " + segment));
            assertThat(decoded(small)).isEqualTo(decoded(journal, "--mode", mode));
            assertThat(run("verify", small).code()).isZero();
        }
    }

    @Test
    void aJournalWhoseFirstSegmentsWerePrunedDecodesAsBefore() throws IOException {
        Files.delete(segments(journal).get(0));
        Files.delete(segments(journal).get(0));
        for (String payloads : List.of("checksum", "once")) {
            Path small = folder.resolve(payloads);
            assertThat(run("compact", journal, "--payloads", payloads, "-o", small)
                            .code())
                    .isZero();
            assertThat(decoded(small)).isEqualTo(decoded(journal));
        }
    }

    /** A few bytes behind the next sync word: while all streams are open, as they are until the session ends. */
    private static int insideACommit(byte[] segment, int from) {
        int at = from;
        while (ByteBuffer.wrap(segment).getInt(at) != 0x50434A43) {
            at++;
        }
        return at + 10;
    }

    @Test
    void whatACrashCutOffStaysCutOff() throws Exception {
        Path crashed = folder.resolve("crashed");
        for (String wal : List.of("first.wal", "second.wal")) {
            RecordedSession.play(
                    JournalOptions.in(crashed),
                    folder.resolve(wal),
                    WalFormatName.TAP,
                    Golden.of("streams").tape());
            if (wal.equals("first.wal")) {
                Path only = segments(crashed).get(0);
                byte[] bytes = Files.readAllBytes(only);
                Files.write(only, Arrays.copyOf(bytes, insideACommit(bytes, bytes.length * 2 / 3)));
            }
        }
        for (String payloads : List.of("checksum", "once")) {
            Path small = folder.resolve(payloads);
            assertThat(run("compact", crashed, "--payloads", payloads, "-o", small)
                            .code())
                    .isEqualTo(ExitCode.INCOMPLETE);
            assertThat(run("verify", small).code()).isZero();
            assertThat(decoded(small)).contains("reason=end-of-capture").isEqualTo(decoded(crashed));
        }
    }

    @Test
    void aFilterSelectsTheSameFromACompactedJournal() throws IOException {
        String[] where = {"--where", "op = ReadFile and size > 1000"};
        Path some = folder.resolve("some");
        assertThat(run("filter", journal, where[0], where[1], "-o", some).code())
                .isZero();
        for (String payloads : List.of("checksum", "once")) {
            Path small = folder.resolve(payloads);
            Path someOfSmall = folder.resolve("some-" + payloads);
            assertThat(run("compact", journal, "--payloads", payloads, "-o", small)
                            .code())
                    .isZero();
            CommandRun filter = run("filter", small, where[0], where[1], "-o", someOfSmall);
            assertThat(filter.code()).as("%s", filter.errors()).isZero();
            assertThat(decoded(someOfSmall)).contains("READ {chk=").isEqualTo(decoded(some));
        }
    }

    @Test
    void mistakesAreOneLineAndNothingIsOverwritten() {
        assertThat(run("compact", journal, "-o", journal).errors())
                .containsExactly("pcfs-tap journal compact: " + journal + ": must not be written, as it is read");
        assertThat(run("compact", folder.resolve("none"), "-o", folder.resolve("x"))
                        .errors())
                .containsExactly(
                        "pcfs-tap journal compact: " + folder.resolve("none") + ": no such journal folder or file");
        assertThat(run("compact", journal, "--payloads", "zip", "-o", folder.resolve("x"))
                        .errors())
                .singleElement()
                .asString()
                .contains("'zip' is none of checksum, once");
        CommandRun help = run("compact", "--help");
        assertThat(help.code()).isZero();
        assertThat(help.output()).contains("Usage: pcfs-tap journal compact", "Example", "Exit codes: 0");
    }
}
