package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Golden;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code decode} as a process: what goes to which stream, and what only a terminal sees. */
@Timeout(120)
class DecodeProcessTest {
    private static final String CLEAR = "\r\u001b[K";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private static List<String> java(Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                PcfsTap.class.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    private ProcessBuilder process(List<String> command) {
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile());
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void whatIsNoCapturePrintsNothingOnStandardOutput() throws Exception {
        Path text = Files.writeString(folder.resolve("notes"), "no capture at all");

        assertThat(exitCode(process(java("decode", text)).start())).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(folder.resolve("stdout")).isEmptyFile();
        assertThat(Files.readAllLines(folder.resolve("stderr")))
                .singleElement()
                .asString()
                .endsWith("is no capture: 0x6e6f2063 at 0x0 is the magic number of neither pcap nor pcapng");

        Process piped = process(java("decode", "/dev/stdin")).start();
        try (OutputStream in = piped.getOutputStream()) {
            in.write("no capture either".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(exitCode(piped)).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(folder.resolve("stdout")).isEmptyFile();
    }

    /** Setting up the log takes as long as everything else that a short command does. */
    @Test
    void aCommandThatHasNothingToComplainOfDoesNotSetUpTheLog() throws Exception {
        Path capture =
                Files.write(folder.resolve("boot.pcap"), Golden.of("boot").pcapBytes());
        List<String> command = java("decode", capture);
        command.add(1, "-verbose:class");
        assertThat(exitCode(process(command).start())).isZero();
        assertThat(Files.readString(folder.resolve("stdout")))
                .contains("dev.pcfstap.wal.WalPipeline ")
                .doesNotContain("org.apache.logging.log4j.LogManager ");
    }

    @Test
    void aCaptureFromAPipeGivesItsLogAndNoProgress() throws Exception {
        Process piped =
                process(java("decode", "/dev/stdin", "--format", "cat-dev")).start();
        feed(piped, folder.resolve("stderr"), "");
        assertThat(exitCode(piped)).isZero();
        assertThat(folder.resolve("stdout"))
                .usingCharset(StandardCharsets.UTF_8)
                .hasContent(Golden.of("boot").catDevText());
        assertThat(Files.readString(folder.resolve("stderr")))
                .doesNotContain("\u001b")
                .matches("packets \\d+, streams 1, bytes \\d+, holes 0, operations 17(, errors: [A-Z_0-9a-f ,]+)?\n");
    }

    @Test
    void aTerminalSeesProgressAndThenTheLastLine() throws Exception {
        String seen = onATerminal("");
        assertThat(seen).contains(CLEAR).containsPattern("\\r\u001b\\[K\\d+ MiB");
        assertThat(seen.substring(seen.lastIndexOf(CLEAR) + CLEAR.length()).strip())
                .matches("packets \\d+, streams 1, bytes \\d+, holes 0, operations 17(, errors: [A-Z_0-9a-f ,]+)?");
    }

    @Test
    void noColorMeansNoProgressEither() throws Exception {
        assertThat(onATerminal("NO_COLOR=1 ").strip())
                .matches("packets \\d+, streams 1, bytes \\d+, holes 0, operations 17(, errors: [A-Z_0-9a-f ,]+)?");
    }

    /** What the terminal showed; the program reads a pipe, which grows until progress was seen, or is long enough. */
    private String onATerminal(String environment) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(exitCode(new ProcessBuilder("mkfifo", pipe.toString()).start()))
                .isZero();
        Path shown = folder.resolve("terminal");
        List<String> words = java("decode", pipe, "--wal", folder.resolve("wal"));
        String line = environment + "TERM=xterm '" + String.join("' '", words) + "'";
        Process script =
                process(List.of("script", "-qefc", line, shown.toString())).start();
        try (OutputStream out = Files.newOutputStream(pipe)) {
            write(out, shown, environment.isEmpty() ? " MiB" : "");
        }
        assertThat(exitCode(script)).isZero();
        return Pattern.compile("\n")
                .splitAsStream(Files.readString(shown))
                .filter(each -> !each.startsWith("Script "))
                .reduce("", (before, each) -> before + each + "\n");
    }

    private static void feed(Process process, Path shown, String until) throws IOException {
        try (OutputStream out = process.getOutputStream()) {
            write(out, shown, until);
        }
    }

    /** The golden session, and behind it packets of no stream until something is shown; without that, many of them. */
    private static void write(OutputStream out, Path shown, String until) throws IOException {
        byte[] pcap = Golden.of("boot").pcapBytes();
        out.write(pcap);
        byte[] noise = new byte[16 + 60_000];
        System.arraycopy(pcap, 24, noise, 0, 8);
        noise[8] = noise[12] = (byte) (60_000 & 0xFF);
        noise[9] = noise[13] = (byte) (60_000 >>> 8);
        if (until.isEmpty()) {
            for (int i = 0; i < 100; i++) {
                out.write(noise);
            }
            return;
        }
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() < end
                && !(Files.exists(shown) && Files.readString(shown).contains(until))) {
            out.write(noise);
        }
    }
}
