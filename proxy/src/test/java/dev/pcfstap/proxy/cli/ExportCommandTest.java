package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.ConversationGenerator;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.SessionBook;
import dev.pcfstap.proxy.JournalRecorder;
import dev.pcfstap.proxy.OperationTally;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import dev.pcfstap.wal.WalFile;
import dev.pcfstap.wal.WalFileOptions;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalOutput;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Journals as packet captures, and back. */
class ExportCommandTest {
    @TempDir
    private Path folder = Path.of("set by JUnit");

    private Path journal() {
        return folder.resolve("journal");
    }

    private Path exported() {
        return folder.resolve("exported.pcapng");
    }

    private void record(Golden golden) throws Exception {
        RecordedSession.play(
                JournalOptions.in(journal()).withSegmentBytes(4 << 10),
                folder.resolve("live.wal"),
                WalFormatName.TAP,
                golden.tape());
    }

    private String hostPort() throws Exception {
        String server = SessionBook.read(JournalFiles.disk(), journal())
                .sessions()
                .get(0)
                .addresses()
                .server();
        return server.substring(server.lastIndexOf(':') + 1);
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void whatIsExportedDecodesToTheWalMadeLive(Golden golden) throws Exception {
        record(golden);
        CommandRun run = CommandRun.of("export", journal(), "--to", "pcapng", "-o", exported());
        assertThat(run.code()).as("%s", run.errors()).isZero();
        assertThat(run.errors()).singleElement().asString().startsWith("packets ");

        Path decoded = folder.resolve("decoded.wal");
        // The host's port is none that anybody would guess: the export tells it.
        CommandRun back = CommandRun.of("decode", exported(), "--wal", decoded);
        assertThat(back.code()).as("%s", back.errors()).isZero();
        assertThat(decoded).hasSameTextualContentAs(folder.resolve("live.wal"));
    }

    @Test
    void theExportGoesToStandardOutput() throws Exception {
        record(Golden.READS);
        assertThat(CommandRun.of("export", journal(), "--to", "pcapng", "-o", exported())
                        .code())
                .isZero();
        PrintStream before = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            assertThat(PcfsTap.run(
                            new String[] {"export", journal().toString(), "--to", "pcapng", "-o", "-"}, Map.of()))
                    .isZero();
        } finally {
            System.setOut(before);
        }

        assertThat(output.toByteArray()).isEqualTo(Files.readAllBytes(exported()));
        assertThat(Path.of("-")).doesNotExist();
    }

    @Test
    void anExportOfManyConversationsDecodesToTheWalMadeLive() throws Exception {
        Tape[] tapes = LongStream.range(0, 60)
                .mapToObj(seed -> ConversationGenerator.DEFAULT.generate(seed).tape())
                .toArray(Tape[]::new);
        for (String format : List.of("tap", "json")) {
            Path journal = folder.resolve("journal-" + format);
            Path live = folder.resolve("live-" + format);
            JournalOptions options = JournalOptions.in(journal).withSegmentBytes(64 << 10);
            RecordedSession.play(options, live, WalFormatName.parse(format), tapes);
            assertSurvivesTheExport(journal, format, Optional.of(live));
        }
    }

    /** What no proxy on loopback does within a test: gaps, notes, names, ports twice, numbers left out, every ending. */
    @Test
    void everythingThatAJournalCanHoldSurvivesTheExport() throws Exception {
        byte[] ping = Golden.of("boot").tape().joined().records().get(1).bytes();
        byte[] pong = Golden.of("boot").tape().joined().records().get(2).bytes();
        long now = 1_760_000_000_000_000_000L;
        JournalRecorder journal = JournalRecorder.open(JournalOptions.in(journal()), Duration.ofSeconds(10), now);
        WalFormat format = WalFormatName.TAP.create();
        OperationTally tally = new OperationTally();
        WalOutput wal = WalFile.open(WalFileOptions.of(folder.resolve("live.wal")), format, 0);
        TapSink sink = journal.before(format, wal, tally);
        StreamAddresses named = new StreamAddresses("console.lan:49152", "build-host:7600");
        sink.noted(0, now, "a note of the tap, with \\ and \u00e4");
        long stream = 2;
        for (CloseReason reason : CloseReason.values()) {
            sink.opened(stream, now += 1000, named);
            sink.opened(stream + 1, now += 1000, named);
            if (reason != CloseReason.UPSTREAM_UNREACHABLE) {
                sink.received(stream, Direction.CONSOLE_TO_HOST, now += 500, ping, 0, ping.length);
                sink.gap(stream + 1, new Gap(3, 70_000_000_000L, 12, now - 400, now += 10));
                sink.received(stream, Direction.HOST_TO_CONSOLE, now += 500, pong, 0, pong.length);
                sink.received(stream, Direction.CONSOLE_TO_HOST, now += 500, ping, 0, ping.length / 2);
                sink.noted(stream, now += 10, "half a ping");
                sink.gap(stream, new Gap(1, ping.length - ping.length / 2, 0, now, now += 10));
                sink.received(stream + 1, Direction.CONSOLE_TO_HOST, now += 500, ping, 0, ping.length);
                sink.received(stream + 1, Direction.HOST_TO_CONSOLE, now -= 100, pong, 0, pong.length);
            }
            sink.closed(stream, now += 1000, reason);
            sink.batchEnded(now);
            stream += 3;
        }
        sink.stopped(now + 1);

        assertSurvivesTheExport(journal(), "tap", Optional.empty());
        List<String> lines = Files.readAllLines(folder.resolve("back.wal"));
        assertThat(lines).filteredOn(line -> line.contains(" open ")).hasSize(2 * CloseReason.values().length);
        for (CloseReason reason : CloseReason.values()) {
            assertThat(lines).anyMatch(line -> line.contains(" close reason=" + reason.token() + " "));
        }
    }

    /** The journal's own decoding, the decoding of its export, and that of a journal imported from it are one text. */
    private void assertSurvivesTheExport(Path journal, String format, Optional<Path> live) throws Exception {
        Path expected = folder.resolve("expected.wal");
        Path back = folder.resolve("back.wal");
        Path imported = folder.resolve("imported-" + format);
        CommandRun.of("decode", journal, "--format", format, "--wal", expected, "--force");
        if (live.isPresent()) {
            assertThat(expected).hasSameBinaryContentAs(live.get());
        }
        CommandRun export = CommandRun.of("export", journal, "--to", "pcapng", "-o", exported(), "--force");
        assertThat(export.code()).as("%s", export.errors()).isZero();
        CommandRun.of("decode", exported(), "--format", format, "--wal", back, "--force");
        assertThat(back).hasSameTextualContentAs(expected);
        CommandRun.of("journal", "import", exported(), "--to", imported);
        CommandRun.of("decode", imported, "--format", format, "--wal", back, "--force");
        assertThat(back).hasSameTextualContentAs(expected);
    }

    @Test
    void packetsHaveTheOperationsThatTheyCompleteAsComments() throws Exception {
        record(Golden.of("reads"));
        CommandRun.of("export", journal(), "--to", "pcapng", "-o", exported());
        String file = Files.readString(exported(), StandardCharsets.ISO_8859_1);
        List<String> lines = Files.readAllLines(folder.resolve("live.wal")).stream()
                .filter(line -> line.contains("->ReadFile ") || line.contains("READ {"))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
        assertThat(lines).isNotEmpty().allMatch(file::contains);
    }

    @Test
    void aPrunedJournalIsExportedWithoutHandshakesOfTheStreamsThatWereOpen() throws Exception {
        record(Golden.of("streams"));
        String port = hostPort();
        try (Stream<Path> files = Files.list(journal())) {
            Files.delete(files.filter(file -> file.toString().endsWith(".pcj"))
                    .min(Path::compareTo)
                    .orElseThrow());
        }
        assertThat(CommandRun.of("export", journal(), "--to", "pcapng", "-o", exported())
                        .code())
                .isZero();
        CommandRun back = CommandRun.of("decode", exported(), "--port", port, "--wal", folder.resolve("decoded.wal"));
        assertThat(back.errors()).last().asString().contains("streams 8, ");
    }

    @Test
    void theDissectorComesOutOfTheProgramItself() throws Exception {
        Path lua = folder.resolve("pcfs-sata.lua");
        assertThat(CommandRun.of("export", "--dissector", lua).code()).isZero();
        assertThat(Files.readString(lua)).startsWith("-- Wireshark dissector for PCFS SATA");
        assertThat(CommandRun.of("export", "--dissector", "-").output()).isEqualTo(Files.readString(lua));
        assertThat(CommandRun.of("export", "--dissector", lua).errors())
                .containsExactly("pcfs-tap export: " + lua + ": exists; --force overwrites it");
        assertThat(CommandRun.of("export", journal(), "--dissector", lua).code())
                .isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(CommandRun.of("export", journal(), "--to", "pcapng").errors())
                .containsExactly("pcfs-tap export: needs a journal and --output, or --dissector");
    }

    @Test
    void mistakesAreOneLineAndNothingIsOverwritten() throws Exception {
        record(Golden.of("boot"));
        Files.writeString(exported(), "kept");
        assertThat(CommandRun.of("export", journal(), "--to", "pcapng", "-o", exported())
                        .errors())
                .containsExactly("pcfs-tap export: " + exported() + ": exists; --force overwrites it");
        assertThat(exported()).hasContent("kept");
        assertThat(CommandRun.of("export", journal(), "--to", "svg", "-o", exported())
                        .errors())
                .containsExactly("pcfs-tap export: --format is 'svg', must be pcapng");
        assertThat(CommandRun.of("export", journal(), "--to", "pcapng", "-o", exported(), "--mtu", "1", "--force")
                        .code())
                .isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(CommandRun.of("export", exported(), "--to", "pcapng", "-o", folder.resolve("x"))
                        .errors())
                .containsExactly("pcfs-tap export: " + exported() + ": is no journal");
    }
}
