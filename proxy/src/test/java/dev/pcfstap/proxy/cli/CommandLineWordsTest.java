package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.fixtures.tape.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Options and variables that do not say what somebody meant, and small files that are not what they should be. */
@Timeout(60)
class CommandLineWordsTest {
    @TempDir
    private Path folder = Path.of("set by JUnit");

    private Path capture = folder;

    @BeforeEach
    void copyCapture() throws Exception {
        capture = folder.resolve("boot.pcap");
        try (var in = Golden.class.getResourceAsStream("boot.pcap")) {
            Files.write(capture, in.readAllBytes());
        }
    }

    @Test
    void whatWasMeantIsSuggested() {
        assertThat(says("deocde")).contains("did you mean decode?");
        assertThat(says("journal", "inof", "x")).contains("did you mean info?");
        assertThat(says("decode", "--fromat=json", "x")).contains("did you mean --format?");
        assertThat(says("decode", "--zzzzzz", "x")).doesNotContain("did you mean");
    }

    @Test
    void aVariableThatBelongsToNoOptionIsAnErrorAndThoseOfAClusterAreNot() {
        assertThat(CommandRun.with(Map.of("PCFS_TAP_FROMAT", "json"), "decode", capture)
                        .errors())
                .containsExactly(
                        "pcfs-tap: environment variable PCFS_TAP_FROMAT belongs to no option, did you mean PCFS_TAP_FORMAT?");
        assertThat(CommandRun.with(Map.of("pcfs_tap_format", "json"), "decode", capture)
                        .code())
                .isEqualTo(ExitCode.COULD_NOT_RUN);
        Map<String, String> cluster = Map.of(
                "PCFS_TAP_SERVICE_HOST",
                "10.0.0.1",
                "PCFS_TAP_PORT_7500_TCP_ADDR",
                "10.0.0.1",
                "PCFS_TAP_SYNC",
                "always");
        assertThat(CommandRun.with(cluster, "journal", "verify", capture).errors())
                .noneMatch(line -> line.contains("environment variable"));
    }

    @Test
    void optionsThatDoNothingAreRefusedWhereverTheyWereGiven() throws IOException {
        String[] proxy = {"proxy", "--listen", "0", "--upstream", "h:1"};
        assertThat(says(with(proxy, "--sync", "always"))).isEqualTo("--sync does nothing without --journal");
        assertThat(says(with(proxy, "--rotate-size", "1M"))).isEqualTo("--rotate-size does nothing without --wal FILE");
        assertThat(says(with(proxy, "--wal", folder.resolve("w").toString(), "--keep", "3")))
                .isEqualTo("--keep does nothing without --rotate-size or --rotate-age");
        assertThat(CommandRun.with(Map.of("PCFS_TAP_SYNC", "none"), (Object[]) proxy)
                        .errors())
                .containsExactly(
                        "pcfs-tap proxy: environment variable PCFS_TAP_SYNC: --sync does nothing without --journal");
        assertThat(says("decode", "--force", capture.toString())).isEqualTo("--force does nothing without --wal FILE");
        assertThat(says("decode", "--mode", "strict", capture.toString()))
                .isEqualTo("--mode does nothing for packet captures");
        Path toml = Files.writeString(folder.resolve("c.toml"), "[decode]\nforce = true\n");
        assertThat(says("decode", "--config", toml.toString(), capture.toString()))
                .isEqualTo(toml + ":2: force: --force does nothing without --wal FILE");
        assertThat(CommandRun.with(Map.of("PCFS_TAP_MODE", "strict"), "decode", "--port", "1", capture)
                        .errors())
                .as("a variable may be meant for another command")
                .noneMatch(line -> line.contains("does nothing"));
        assertThat(says("export", "--dissector", "-", "--mtu", "9000"))
                .isEqualTo("--mtu does nothing with --dissector");
    }

    @Test
    void anOptionMeansTheSameInEveryCommandAndTheOldNamesAreUnderstood() {
        Path journal = folder.resolve("j");
        assertThat(CommandRun.of("journal", "import", capture, "--output", journal)
                        .code())
                .isZero();
        for (String output : List.of("-o", "--output", "--to")) {
            assertThat(CommandRun.of("journal", "recover", journal, output, folder.resolve("r" + output))
                            .code())
                    .isZero();
            assertThat(CommandRun.of("journal", "concat", journal, output, folder.resolve("c" + output + ".pcj"))
                            .code())
                    .isZero();
            assertThat(CommandRun.of("journal", "import", capture, output, folder.resolve("i" + output))
                            .code())
                    .isZero();
        }
        for (String format : List.of("--format", "--to")) {
            assertThat(CommandRun.of("export", journal, format, "pcapng", "-o", folder.resolve("e" + format))
                            .code())
                    .isZero();
        }
        assertThat(says("journal", "concat", journal.toString())).isEqualTo("--output is needed");
        assertThat(CommandRun.of("journal", "recover", "--help").output())
                .contains("--output")
                .doesNotContain("--to");
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        CommandRun.of("decode", journal, "--stream", "s1,2", "--wal", first);
        CommandRun.of("decode", journal, "--stream", "1", "--wal", second);
        assertThat(first).hasSameTextualContentAs(second).isNotEmptyFile();
        assertThat(says("decode", journal.toString(), "--stream", "t1")).contains("is not a stream such as 1 or s1");
    }

    @Test
    void aConfigurationMayBeginWithAByteOrderMark() throws IOException {
        Path toml = Files.writeString(folder.resolve("c.toml"), "\uFEFF[decode]\nformat = \"json\"\n");
        Path wal = folder.resolve("w");
        assertThat(CommandRun.of("decode", "--config", toml, "--wal", wal, capture)
                        .code())
                .isZero();
        assertThat(wal).content().startsWith("{\"format\"");
    }

    @Test
    void aPortFileOfBeforeIsGoneAfterAFailedStartAndNothingElseIs() throws IOException {
        Path file = Files.writeString(folder.resolve("port"), "7500\n");
        assertThat(CommandRun.of("proxy", "--listen", "0", "--upstream", "h:1", "--port-file", file, "--ring-size", "7")
                        .code())
                .isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(file).doesNotExist();
        Files.writeString(file, "7500 things to do\n");
        assertThat(says("serve", "--listen", "0", "--root", folder.toString(), "--port-file", file.toString()))
                .contains("it holds something else than a port");
        assertThat(file).hasContent("7500 things to do\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void smallFilesAreReadWithABoundAndPipesWithADeadline() throws Exception {
        assertThatThrownBy(() -> SmallFile.read(Path.of("/dev/zero"), 100, "token file"))
                .hasMessage("/dev/zero has more than 100 bytes: it is no token file");
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> SmallFile.read(pipe, 100, "token file", 1))
                .hasMessage(pipe + " is no file, and nothing came from it in 1 s");
        assertThatThrownBy(() -> SmallFile.read(folder, 100, "token file")).hasMessage(folder + " is a folder");
        assertThat(says("decode", "--config", "/dev/zero", capture.toString())).contains("it is no configuration file");
        assertThat(says("journal", "serve", "--listen", "0", "--token-file", "/dev/zero", folder.toString()))
                .contains("it is no token file");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void pipesInAJournalsFolderHoldNobodyUp() throws Exception {
        Path journal = folder.resolve("j");
        CommandRun.of("journal", "import", capture, "--output", journal);
        Files.delete(journal.resolve("sessions.json"));
        for (String name : List.of("sessions.json", "00000000000000009999.pcj")) {
            assertThat(new ProcessBuilder("mkfifo", journal.resolve(name).toString())
                            .start()
                            .waitFor())
                    .isZero();
        }
        assertThat(CommandRun.of("journal", "info", journal).code()).isZero();
        assertThat(CommandRun.of("decode", journal, "--wal", folder.resolve("w"))
                        .code())
                .isZero();
        assertThat(says(
                        "journal",
                        "cat",
                        journal.resolve("00000000000000009999.pcj").toString()))
                .contains("is no regular file");
    }

    @Test
    void manyEmptyGzipMembersAreRead() throws Exception {
        ByteArrayOutputStream empty = new ByteArrayOutputStream();
        new GZIPOutputStream(empty).close();
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int i = 0; i < 20_000; i++) {
            members.write(empty.toByteArray());
        }
        try (GZIPOutputStream last = new GZIPOutputStream(members)) {
            last.write(Files.readAllBytes(capture));
        }
        Path file = Files.write(folder.resolve("many.pcap.gz"), members.toByteArray());
        assertThat(CommandRun.of("decode", file, "--wal", folder.resolve("a")).code())
                .isZero();
        CommandRun.of("decode", capture, "--wal", folder.resolve("b"));
        assertThat(folder.resolve("a")).hasSameTextualContentAs(folder.resolve("b"));
    }

    @Test
    void whatNobodyExpectedIsOneLineAndAFile() throws IOException {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        int code;
        try {
            code = BugReport.of("pcfs-tap decode", new StackOverflowError("a\u001b[2Jb"), List.of("decode", "x"));
        } finally {
            System.setErr(before);
        }
        String line = said.toString(StandardCharsets.UTF_8).stripTrailing();
        assertThat(code).isEqualTo(70);
        assertThat(line)
                .startsWith("pcfs-tap decode: a bug: java.lang.StackOverflowError: a\\x1b[2Jb; please report it with ")
                .doesNotContain("\n");
        Path report = Path.of(line.substring(line.indexOf("report it with ") + 15));
        assertThat(report)
                .content()
                .contains("StackOverflowError")
                .contains("whatNobodyExpected")
                .contains("[decode, x]");
        Files.delete(report);
    }

    private static String[] with(String[] arguments, String... more) {
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }

    /** What a command that cannot run says, behind its name. */
    private static String says(String... arguments) {
        CommandRun run = CommandRun.of((Object[]) arguments);
        assertThat(run.code()).as(String.join(" ", run.errors())).isEqualTo(ExitCode.COULD_NOT_RUN);
        String line = run.errors().get(0);
        assertThat(run.errors()).hasSize(1);
        return line.substring(line.indexOf(": ") + 2);
    }
}
