package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalServer;
import dev.pcfstap.proxy.JournalRecorder;
import dev.pcfstap.proxy.OperationTally;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tools on a journal that a running proxy wrote. */
class JournalCommandTest extends OnRecordedJournal {
    JournalCommandTest() {
        super(4 << 10, "streams");
    }

    /** The text of the live WAL, from another journal of the same traffic. */
    private void assertDecodesAsLive(Path other) throws IOException {
        Path wal = folder.resolve("other.wal");
        CommandRun run = CommandRun.of("decode", other, "--wal", wal, "--force");
        assertThat(run.code()).as("%s", run.errors()).isZero();
        assertThat(wal).hasSameBinaryContentAs(folder.resolve("live.wal"));
    }

    private Path damage() throws IOException {
        Path segment = segments(journal).get(1);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 0x10;
        return Files.write(segment, bytes);
    }

    @Test
    void infoShowsSegmentsStreamsAndRecords() throws Exception {
        CommandRun text = run("info", journal);
        assertThat(text.code()).isZero();
        assertThat(text.output().lines().filter(line -> line.startsWith("segment ")))
                .hasSameSizeAs(segments(journal));
        assertThat(text.output().lines().filter(line -> line.startsWith("stream s") && line.contains(" closed ")))
                .hasSize(8)
                .allMatch(line -> line.matches(".* operations=[1-9]\\d* .*"));
        assertThat(text.output()).contains("records: opened 8, closed 8, ", "damaged places 0");
        CommandRun json = run("info", "--json", journal);
        assertThat(json.output().lines()).allMatch(line -> line.startsWith("{\"") && line.endsWith("}"));
    }

    @Test
    void infoShowsWhatIsDurableAndHowThatIsKnown() throws Exception {
        List<String> text = run("info", journal).output().lines().toList();
        assertThat(text)
                .filteredOn(line -> line.startsWith("segment "))
                .allMatch(line -> line.contains(" sync=interval"));
        String records = run("cat", journal)
                .output()
                .lines()
                .reduce((first, last) -> last)
                .orElseThrow();
        long last = Long.parseLong(records.substring(0, records.indexOf(' ')));
        assertThat(text)
                .filteredOn(line -> line.startsWith("durable: journal="))
                .singleElement()
                .asString()
                .endsWith(" through sequence " + last + " by sessions.json, synced 0.." + last);
        assertThat(run("info", "--json", journal).output())
                .contains("\"sync\":\"interval\"", "\"highestDurable\":" + last + ",\"source\":\"sessions.json\"");

        Files.delete(journal.resolve("sessions.json"));
        assertThat(run("info", journal).output().lines().filter(line -> line.startsWith("durable: ")))
                .singleElement()
                .asString()
                .matches("durable: journal=\\S+ through sequence \\d+ by \\d{20}\\.pcj, synced 0\\.\\.\\d+");
    }

    @Test
    void catShowsEveryRecordInOrder() {
        CommandRun text = run("cat", journal);
        List<String> lines = text.output().lines().toList();
        assertThat(text.code()).isZero();
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).startsWith(i + " ");
        }
        assertThat(run("cat", journal, "--sequence", 300, "--json").output().lines())
                .hasSize(lines.size() - 300)
                .first()
                .asString()
                .startsWith("{\"sequence\":300,");
    }

    @Test
    void verifySaysWhereAJournalIsDamagedAndRecoverSavesTheRest() throws Exception {
        assertThat(run("verify", journal).output()).startsWith("whole: segments ");
        Path damaged = damage();

        CommandRun verify = run("verify", journal);
        assertThat(verify.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(verify.output())
                .startsWith("corrupt: " + damaged + " at offset ")
                .contains("\ndamaged in 1 place: ");
        assertThat(run("verify", "--json", journal).output())
                .contains("{\"type\":\"damage\",\"kind\":\"corrupt\",", "\"whole\":false");

        Path saved = folder.resolve("saved");
        CommandRun recover = run("recover", journal, "--to", saved);
        assertThat(recover.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run("recover", journal, "--to", saved).code()).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(run("recover", journal).errors())
                .containsExactly("pcfs-tap journal recover: either --output or --in-place is needed");
        assertThat(run("recover", journal, "--in-place").output()).contains("kept " + damaged + ".broken");
        for (Path segment : segments(saved)) {
            assertThat(run("verify", segment).code()).isZero();
        }
    }

    @Test
    void concatMakesOneFileThatDecodesAsTheFolderDoes() throws Exception {
        Path file = folder.resolve("one.pcj");
        assertThat(run("concat", journal, "-o", file).code()).isZero();
        assertDecodesAsLive(file);
        assertThat(run("concat", journal, "-o", file).errors())
                .containsExactly("pcfs-tap journal concat: " + file + ": exists; --force overwrites it");
        damage();
        assertThat(run("concat", journal, "-o", file, "--force").code()).isEqualTo(ExitCode.INCOMPLETE);
        assertDecodesAsLive(file);
        assertThat(folder.resolve("one.pcj.partial")).doesNotExist();
    }

    @Test
    void pruneDeletesTheOldestSegmentsOnlyWhenItIsMeantTo() throws Exception {
        List<Path> before = segments(journal);
        assertThat(run("prune", journal).code()).isEqualTo(ExitCode.COULD_NOT_RUN);
        CommandRun dry = run("prune", journal, "--keep-size", "8KiB", "--dry-run");
        assertThat(dry.output()).startsWith("would delete " + before.get(0));
        assertThat(segments(journal)).isEqualTo(before);
        CommandRun wet = run("prune", journal, "--keep-size", "8KiB");
        assertThat(wet.output().lines()).hasSameSizeAs(dry.output().lines().toList());
        assertThat(segments(journal))
                .isEqualTo(before.subList(wet.output().lines().toList().size(), before.size()));
        assertThat(run("verify", journal).code()).isZero();
    }

    @Test
    void whatHoldsNoTokenIsOneLineAndOneThatOthersCanReadIsWarnedOf() throws Exception {
        Path large = Files.write(folder.resolve("large"), new byte[1 << 20]);
        Files.setPosixFilePermissions(large, PosixFilePermissions.fromString("rw-------"));
        for (Path file : new Path[] {large, Path.of("/dev/zero"), folder, folder.resolve("none")}) {
            for (CommandRun refused : new CommandRun[] {
                run("mirror", "--from", "127.0.0.1:1", "--to", folder.resolve("copy"), "--token-file", file),
                run("serve", "--listen", "0", "--token-file", file, journal)
            }) {
                assertThat(refused.code()).isEqualTo(ExitCode.COULD_NOT_RUN);
                assertThat(refused.errors()).singleElement().asString().contains(file.toString());
            }
        }
        assertThat(folder.resolve("copy")).doesNotExist();

        Path open = Files.writeString(folder.resolve("open"), "secret\n");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run("mirror", "--from", "127.0.0.1:1", "--to", folder.resolve("copy"), "--token-file", open)
                        .errors())
                .contains("warning: others can read or change the token file " + open + " (chmod 600 ends that)");
    }

    @Test
    void mirroringFromBeyondLoopbackNeedsAToken() {
        CommandRun mirror = run("mirror", "--from", "192.0.2.1:1", "--to", folder.resolve("copy"));
        assertThat(mirror.code()).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(mirror.errors()).singleElement().asString().contains("a token is needed");
    }

    @Test
    void mirrorCopiesAServedJournalByteForByteAndGoesOn() throws Exception {
        Path copy = folder.resolve("copy");
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (JournalServer server = JournalServer.start(JournalFiles.disk(), journal, loopback, "secret")) {
            Path token = Files.writeString(folder.resolve("token"), "secret\n");
            Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
            String from = "127.0.0.1:" + server.port();
            assertThat(run("mirror", "--from", from, "--to", copy).code()).isEqualTo(ExitCode.COULD_NOT_RUN);
            assertThat(run("mirror", "--from", from, "--to", copy, "--token-file", token)
                            .errors())
                    .singleElement()
                    .asString()
                    .startsWith("copied ")
                    .endsWith(", behind 0 bytes");
            assertThat(run("mirror", "--from", from, "--to", copy, "--token-file", token)
                            .errors())
                    .singleElement()
                    .asString()
                    .startsWith("copied 0 bytes, ");
        }
        for (Path segment : segments(journal)) {
            assertThat(copy.resolve(segment.getFileName())).hasSameBinaryContentAs(segment);
        }
        assertDecodesAsLive(copy);
    }

    @Test
    void importMakesAJournalThatDecodesAsTheCapture() throws Exception {
        for (Golden golden : Golden.values()) {
            Path capture = Files.write(folder.resolve(golden.caseName() + ".pcap"), golden.pcapBytes());
            Path imported = folder.resolve(golden.caseName());
            CommandRun run = run("import", capture, "--to", imported);
            assertThat(run.code()).as("%s", run.errors()).isZero();
            Path fromCapture = folder.resolve("capture.wal");
            Path fromJournal = folder.resolve("journal.wal");
            CommandRun.of("decode", capture, "--wal", fromCapture, "--force");
            assertThat(CommandRun.of("decode", imported, "--wal", fromJournal, "--force")
                            .code())
                    .isZero();
            assertThat(fromJournal).hasSameBinaryContentAs(fromCapture);
        }
        assertThat(run("import", folder.resolve("boot.pcap"), "--to", journal).errors())
                .containsExactly("pcfs-tap journal import: " + journal + ": holds a journal already");
    }

    @Test
    void whatWasAssumedAtTheImportHoldsWhereverTheJournalIsDecoded() throws Exception {
        Path capture = folder.resolve("joined.pcap");
        // Without the handshake and the Ping: the first packets of the capture are left out.
        Files.write(capture, CutCapture.withoutFirstPackets(Golden.of("reads").pcapBytes(), 6));
        List<Object[]> assumptions = List.of(
                new Object[] {},
                new Object[] {"--assume-ffio", "on", "--first-read-size", "4096"},
                new Object[] {"--first-read-size", "2048"},
                new Object[] {"--assume-ffio", "off"});
        for (int i = 0; i < assumptions.size(); i++) {
            Object[] assumed = assumptions.get(i);
            Path imported = folder.resolve("imported" + i);
            Path exported = folder.resolve("exported" + i + ".pcapng");
            run(with(assumed, "import", capture, "--to", imported));
            String expected = walOf(capture, assumed);
            assertThat(expected).contains("began before the capture; assumed: ffio=" + (i == 3 ? "off" : "on"));
            assertThat(walOf(imported)).isEqualTo(expected);
            CommandRun.of("export", imported, "--to", "pcapng", "-o", exported);
            assertThat(walOf(exported)).isEqualTo(expected);
            // A wrong assumption costs nothing: another one can be made when the journal is decoded.
            assertThat(walOf(imported, assumptions.get(1))).isEqualTo(walOf(capture, assumptions.get(1)));
        }
        assertThat(assumptions.stream().map(assumed -> walOf(capture, assumed)).distinct())
                .hasSize(4);
    }

    private static Object[] with(Object[] more, Object... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray();
    }

    private String walOf(Path input, Object... more) {
        Path wal = folder.resolve("assumed.wal");
        CommandRun.of(with(more, "decode", input, "--wal", wal, "--force"));
        try {
            return Files.readString(wal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anAddressCannotForgeALineOfInfo() throws Exception {
        Path forged = folder.resolve("forged");
        try (JournalRecorder recorder = JournalRecorder.open(JournalOptions.in(forged), Duration.ofSeconds(10), 1)) {
            WalFormat format = WalFormatName.TAP.create();
            WalStream nowhere = new WalStream(OutputStream.nullOutputStream(), format, 0, 1 << 10, 0);
            TapSink sink = recorder.before(format, nowhere, new OperationTally());
            sink.opened(1, 2, new StreamAddresses("\u001b[31mred\nstream s77 closed", "server"));
            sink.stopped(3);
        }
        assertThat(run("info", forged).output()).contains(" client=\\x1b[31mred\\x0astream s77 closed server=server ");
    }

    @Test
    void aFolderWithoutSegmentsIsAMistakeAndNothingIsWritten() {
        Path written = folder.resolve("written");
        for (List<Object> command : List.<List<Object>>of(
                List.of("journal", "info", folder),
                List.of("journal", "verify", folder),
                List.of("journal", "cat", folder),
                List.of("journal", "concat", folder, "-o", written),
                List.of("journal", "recover", folder, "--to", written),
                List.of("journal", "filter", folder, "--stream", "1", "-o", written),
                List.of("journal", "compact", folder, "-o", written),
                List.of("decode", folder, "--wal", written),
                List.of("export", folder, "--to", "pcapng", "-o", written))) {
            CommandRun run = CommandRun.of(command.toArray());
            assertThat(run.code()).as("%s", command).isEqualTo(ExitCode.COULD_NOT_RUN);
            assertThat(run.errors())
                    .singleElement()
                    .asString()
                    .startsWith("pcfs-tap " + command.get(0))
                    .endsWith(": " + folder + ": holds no segment of a journal");
            assertThat(written).doesNotExist();
        }
    }

    @Test
    void mistakesAreOneLine() {
        assertThat(run("info", folder.resolve("none")).errors())
                .containsExactly(
                        "pcfs-tap journal info: " + folder.resolve("none") + ": no such journal folder or file");
        assertThat(run().errors()).singleElement().asString().startsWith("pcfs-tap journal: a command is missing");
        assertThat(run("serve", "--listen", "0.0.0.0:0", journal).errors())
                .singleElement()
                .asString()
                .startsWith("pcfs-tap journal serve: a token is needed");
        for (String command : List.of(
                "info", "cat", "verify", "recover", "concat", "filter", "compact", "prune", "mirror", "serve",
                "import")) {
            CommandRun help = run(command, "--help");
            assertThat(help.code()).isZero();
            assertThat(help.output()).contains("Usage: pcfs-tap journal " + command, "Example", "Exit codes: 0");
        }
    }
}
