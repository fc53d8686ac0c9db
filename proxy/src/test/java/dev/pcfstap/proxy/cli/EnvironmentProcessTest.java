package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Golden;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the environment of a process may be like: character sets, folders that take nothing, and outputs that take no more. */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class EnvironmentProcessTest {
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
    void underTheCLocaleAnArgumentWithOtherLettersIsNotTakenForAnother() throws Exception {
        Ended decoded = run("LC_ALL=C exec \"$@\" --where \"path ~ '$(printf '\\303\\251')'\"", tap("decode", capture));

        assertThat(decoded.code).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(decoded.output).isEmpty();
        assertThat(decoded.errors)
                .singleElement()
                .asString()
                .contains("argument 4")
                .endsWith("set LC_ALL=C.UTF-8");
    }

    @Test
    void underTheCLocaleAFileOfAnotherNameIsNoBug() throws Exception {
        Path config = Files.writeString(folder.resolve("c.toml"), "\uFEFF[decode]\nwal = \"\u00fc.wal\"\n");

        Ended decoded = run("LC_ALL=C exec \"$@\"", tap("decode", capture, "--config", config));

        assertThat(decoded.code).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(decoded.errors).singleElement().asString().endsWith("set LC_ALL=C.UTF-8");
    }

    @Test
    void underTheCLocaleServeDoesNotHideWhatItCannotName() throws Exception {
        Ended served = run(
                "mkdir -p \"$0/root/$(printf '\\303\\251')\" && LC_ALL=C exec \"$@\"",
                tap("serve", "--listen", "0", "--root", folder.resolve("root")));

        assertThat(served.code).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(served.errors).singleElement().asString().contains("root/").endsWith("set LC_ALL=C.UTF-8");
    }

    @Test
    void zstdNeedsNoTemporaryFolderIfAnotherOneTakesItsLibrary() throws Exception {
        Ended decoded = run(
                "exec \"$@\"",
                tap(List.of("-Djava.io.tmpdir=" + folder.resolve("none"), "-Duser.home=" + folder), "decode", zstd()));

        assertThat(decoded.code).as(decoded.toString()).isEqualTo(ExitCode.FINE);
        assertThat(decoded.output).hasSizeGreaterThan(10);
    }

    @Test
    void zstdWithoutAnyFolderIsOneLine() throws Exception {
        Ended decoded = run(
                "cd /proc && exec \"$@\"",
                tap(List.of("-Djava.io.tmpdir=" + folder.resolve("none"), "-Duser.home=/proc"), "decode", zstd()));

        assertThat(decoded.code).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(ofTheProgram(decoded.errors))
                .singleElement()
                .asString()
                .contains("zstd")
                .contains("-Djava.io.tmpdir=DIR");
    }

    @Test
    void anOutputThatIsFullIsOneLine() throws Exception {
        for (Object[] arguments : new Object[][] {{"decode", capture}, {"journal", "verify", journal()}}) {
            Ended ended = run("exec \"$@\" > /dev/full", tap(arguments));

            assertThat(ended.code).as(ended.toString()).isEqualTo(ExitCode.INCOMPLETE);
            assertThat(ended.errors.stream().filter(line -> line.contains("No space left")))
                    .hasSize(1);
        }
    }

    @Test
    void aReaderThatGoesIsNoFault() throws Exception {
        Path journal = journal();
        for (Object[] arguments : new Object[][] {
            {"decode", capture}, {"journal", "cat", "--json", journal}, {"export", journal, "-o", "-"}
        }) {
            Ended ended = run("{ \"$@\"; echo $? > '" + folder.resolve("code") + "'; } | true", tap(arguments));

            assertThat(Files.readString(folder.resolve("code")).strip()).isEqualTo("3");
            assertThat(ended.errors).noneMatch(line -> line.contains("WARN") || line.contains("standard output"));
        }
    }

    @Test
    void aSegmentComesFromStandardInput() throws Exception {
        Path segment = journal().resolve("00000000000000000000.pcj");

        Ended decoded = run("exec \"$@\" < '" + segment + "'", tap("decode", "-"));

        assertThat(decoded.code).as(decoded.toString()).isEqualTo(ExitCode.FINE);
        Path wal = folder.resolve("wal");
        CommandRun.of("decode", capture, "--wal", wal);
        assertThat(decoded.output).isEqualTo(Files.readAllLines(wal));
    }

    @Test
    void noNamesNoIpv6AndNoTemporaryFolderIsNoStack() throws Exception {
        List<String> bare = bareMachine();
        try (ServerSocket host = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TapProcess tap = TapProcess.startOn(
                        bare,
                        folder,
                        "proxy",
                        "--listen",
                        "0",
                        "--upstream",
                        "127.0.0.1:" + host.getLocalPort(),
                        "--port-file",
                        folder.resolve("port").toString(),
                        "--wal",
                        folder.resolve("wal").toString())) {
            host.setSoTimeout(60_000);
            int port = tap.port(folder.resolve("port"));
            try (Socket console = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket accepted = host.accept()) {
                console.getOutputStream().write('x');
                assertThat(accepted.getInputStream().read()).isEqualTo('x');
            }
            tap.signal("TERM");
            assertThat(tap.exitCode()).isZero();
            assertThat(ofTheProgram(tap.errors()))
                    .hasSize(6)
                    .startsWith("listening on 127.0.0.1:" + port)
                    .noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
        }
    }

    @Test
    void theDemoSaysThatItNeedsATemporaryFolder() throws Exception {
        Ended demo = run("exec \"$@\"", tap(bareMachine(), "demo"));

        assertThat(demo.code).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(ofTheProgram(demo.errors))
                .singleElement()
                .asString()
                .startsWith("pcfs-tap demo: cannot use the temporary folder: ")
                .endsWith("java -Djava.io.tmpdir=DIR names another");
    }

    /** What the program said: a newer Java machine has warnings of its own, about such folders and about native libraries. */
    private static List<String> ofTheProgram(List<String> errors) {
        return errors.stream()
                .filter(line -> !line.startsWith("WARNING: ") && !line.isEmpty())
                .toList();
    }

    /** A machine on which no name resolves, without IPv6, and without a folder for temporary files. */
    private List<String> bareMachine() throws Exception {
        Path noNames = Files.writeString(folder.resolve("hosts"), "");
        return List.of(
                "-Djava.io.tmpdir=" + folder.resolve("none"),
                "-Djava.net.preferIPv4Stack=true",
                "-Djdk.net.hosts.file=" + noNames);
    }

    private Path journal() {
        Path journal = folder.resolve("journal");
        if (!Files.exists(journal)) {
            assertThat(CommandRun.of("journal", "import", capture, "--output", journal)
                            .code())
                    .isZero();
        }
        return journal;
    }

    private Path zstd() throws Exception {
        Path file = folder.resolve("boot.pcap.zst");
        return Files.write(file, com.github.luben.zstd.Zstd.compress(Files.readAllBytes(capture)));
    }

    private static List<String> tap(Object... arguments) {
        return tap(List.of(), arguments);
    }

    private static List<String> tap(List<String> properties, Object... arguments) {
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        List<String> command = new ArrayList<>(TapProcess.command(texts));
        command.addAll(1, properties);
        return command;
    }

    /** How a process ended. */
    private record Ended(int code, List<String> output, List<String> errors) {}

    /** Runs a script of the shell with the command as its arguments. */
    private Ended run(String script, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, folder.toString()));
        command.addAll(arguments);
        File output = folder.resolve("stdout").toFile();
        File errors = folder.resolve("stderr").toFile();
        Process process = new ProcessBuilder(command)
                .redirectOutput(output)
                .redirectError(errors)
                .start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readAllLines(output.toPath()), Files.readAllLines(errors.toPath()));
    }
}
