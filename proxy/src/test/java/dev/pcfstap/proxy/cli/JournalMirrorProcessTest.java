package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code journal serve} and {@code journal mirror} as processes, of a journal that a proxy writes. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class JournalMirrorProcessTest {
    private static final String ERASE_LINE = "\r\u001b[K";

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void aMirrorThatIsKilledTwiceEndsAsTheJournalByteForByteAndShowsProgressOnATerminalOnly() throws Exception {
        try (LoadedProxy proxy =
                        LoadedProxy.start(folder.resolve("proxy"), journal(), "--journal-segment-size", "256KiB");
                TapProcess serve = serve()) {
            int port = serve.port(folder.resolve("serve-port"));
            proxy.load().slowDown(Duration.ofMillis(20));
            proxy.beginTraffic();
            for (int i = 1; i <= 2; i++) {
                long before = size(copy());
                try (TapProcess mirror = mirror(port, "--follow", "--on-trailing", "trim")) {
                    await().atMost(40, TimeUnit.SECONDS)
                            .until(() -> size(copy()) > before + 300_000 || !mirror.isAlive());
                    mirror.signal("KILL");
                    assertThat(mirror.exitCode()).as("%s", mirror.errors()).isEqualTo(128 + 9);
                    assertThat(mirror.errors()).noneMatch(line -> line.contains("\u001b"));
                }
                assertEveryCopyBegins();
            }
            assertThat(onATerminal(port)).contains(ERASE_LINE).contains(" MiB").contains("copied ");
            assertThat(withErrorsInAFile(port))
                    .doesNotContain("\u001b")
                    .startsWith("copied ")
                    .endsWith(" bytes\n");
            proxy.finishTraffic();
            assertThat(proxy.end()).isZero();
            try (TapProcess mirror = mirror(port, "--on-trailing", "trim")) {
                assertThat(mirror.exitCode()).as("%s", mirror.errors()).isZero();
                assertThat(mirror.errors())
                        .singleElement()
                        .asString()
                        .matches("copied \\d+ bytes, next sequence \\d+, behind 0 bytes");
            }
            assertEqualCopies();
            aDamagedTailOfTheCopyIsRefusedOrTrimmed(port);
            serve.signal("TERM");
            assertThat(serve.exitCode()).isZero();
        }
        assertThat(CommandRun.of("journal", "verify", copy()).code()).isZero();
    }

    /** Follows on a pseudo-terminal until something was shown, and answers what that was. */
    private String onATerminal(int port) throws Exception {
        Path shown = folder.resolve("terminal");
        followOnATerminal(port, "", shown, () -> Files.readString(shown).contains(" MiB"));
        return Files.readString(shown);
    }

    /** The same, but standard error is a file; until there was enough to show, and time to. */
    private String withErrorsInAFile(int port) throws Exception {
        Path errors = folder.resolve("errors");
        long before = size(copy());
        long fromNanos = System.nanoTime();
        followOnATerminal(
                port,
                " 2> " + errors,
                folder.resolve("nothing-shown"),
                () -> size(copy()) > before + 100_000 && System.nanoTime() - fromNanos > TimeUnit.SECONDS.toNanos(2));
        return Files.readString(errors);
    }

    private void followOnATerminal(int port, String redirection, Path shown, Callable<Boolean> enough)
            throws Exception {
        Path pid = folder.resolve("pid");
        String command = "echo $$ > " + pid + "; exec "
                + String.join(" ", TapProcess.command(mirrorArguments(port, "--follow", "--on-trailing", "trim")))
                + redirection;
        Process terminal = new ProcessBuilder("script", "-qefc", command, shown.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await().atMost(40, TimeUnit.SECONDS)
                    .until(() -> !terminal.isAlive() || (Files.exists(shown) && enough.call()));
            new ProcessBuilder("kill", "-TERM", Files.readString(pid).strip())
                    .start()
                    .waitFor();
            assertThat(terminal.waitFor()).as("%s", Files.readString(shown)).isZero();
        } finally {
            terminal.destroyForcibly();
        }
    }

    private void aDamagedTailOfTheCopyIsRefusedOrTrimmed(int port) throws Exception {
        List<Path> copies = LoadedProxy.segments(copy());
        Path last = copies.get(copies.size() - 1);
        byte[] torn = Files.readAllBytes(last);
        torn = Arrays.copyOf(torn, torn.length - 5);
        Files.write(last, torn);
        try (TapProcess mirror = mirror(port)) {
            assertThat(mirror.exitCode()).isEqualTo(ExitCode.COULD_NOT_RUN);
            assertThat(mirror.errors())
                    .singleElement()
                    .asString()
                    .matches("pcfs-tap journal mirror: the destination is damaged; torn: \\Q" + last
                            + "\\E at offset \\d+ .*");
        }
        assertThat(last).hasBinaryContent(torn);
        try (TapProcess mirror = mirror(port, "--on-trailing", "trim")) {
            assertThat(mirror.exitCode()).as("%s", mirror.errors()).isZero();
        }
        assertThat(copy().resolve(last.getFileName() + ".broken")).hasBinaryContent(torn);
        assertEqualCopies();
        Files.write(last, new byte[] {'P', 'C', 'J', 'C', 1}, StandardOpenOption.APPEND);
        CommandRun again = mirrorHere(port, "--on-trailing", "trim");
        assertThat(again.code()).as("%s", again.errors()).isZero();
        assertEqualCopies();
    }

    @Test
    void aTokenIsNeededWhereOthersCanReachAndIsAskedForWhereItWasSet() throws Exception {
        try (LoadedProxy proxy = LoadedProxy.start(folder.resolve("proxy"), journal())) {
            proxy.beginTraffic();
            proxy.awaitTraffic(100_000);
            proxy.finishTraffic();
            assertThat(proxy.end()).isZero();
        }
        Path token = Files.writeString(folder.resolve("token"), "the same at both ends\n");
        Path wrong = Files.writeString(folder.resolve("wrong"), "another\n");
        for (Path file : new Path[] {token, wrong}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        Path place = Files.createDirectories(folder.resolve("open"));
        try (TapProcess open = TapProcess.start(
                place, "journal", "serve", "--listen", "0.0.0.0:0", journal().toString())) {
            assertThat(open.exitCode()).isEqualTo(ExitCode.COULD_NOT_RUN);
            assertThat(open.errors()).singleElement().asString().contains("a token is needed");
        }
        try (TapProcess serve = serve("--token-file", token.toString())) {
            int port = serve.port(folder.resolve("serve-port"));
            for (String[] refused : new String[][] {{}, {"--token-file", wrong.toString()}}) {
                CommandRun mirror = mirrorHere(port, refused);
                assertThat(mirror.code()).isEqualTo(ExitCode.COULD_NOT_RUN);
                assertThat(mirror.errors()).singleElement().asString().endsWith("wrong token");
                assertThat(LoadedProxy.segments(copy())).isEmpty();
            }
            CommandRun mirror = mirrorHere(port, "--token-file", token.toString());
            assertThat(mirror.code()).as("%s", mirror.errors()).isZero();
        }
        assertEqualCopies();
    }

    private TapProcess serve(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "journal",
                "serve",
                "--listen",
                "0",
                "--port-file",
                folder.resolve("serve-port").toString(),
                journal().toString()));
        arguments.addAll(List.of(more));
        return TapProcess.start(Files.createDirectories(folder.resolve("serve")), arguments.toArray(new String[0]));
    }

    private TapProcess mirror(int port, String... more) throws IOException {
        return TapProcess.start(Files.createDirectories(folder.resolve("mirror")), mirrorArguments(port, more));
    }

    private CommandRun mirrorHere(int port, String... more) {
        return CommandRun.of((Object[]) mirrorArguments(port, more));
    }

    private String[] mirrorArguments(int port, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("journal", "mirror", "--from", "127.0.0.1:" + port, "--to", copy().toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(new String[0]);
    }

    /** Whatever is there is how the journal's segments begin, also right after a kill. */
    private void assertEveryCopyBegins() throws IOException {
        for (Path segment : LoadedProxy.segments(copy())) {
            byte[] there = Files.readAllBytes(segment);
            byte[] original = Files.readAllBytes(journal().resolve(segment.getFileName()));
            assertThat(Arrays.equals(there, 0, there.length, original, 0, there.length))
                    .as("%s", segment)
                    .isTrue();
        }
    }

    private void assertEqualCopies() throws IOException {
        List<Path> originals = LoadedProxy.segments(journal());
        assertThat(LoadedProxy.segments(copy())).hasSameSizeAs(originals);
        for (Path original : originals) {
            assertThat(copy().resolve(original.getFileName())).hasSameBinaryContentAs(original);
        }
    }

    private static long size(Path journal) throws IOException {
        long size = 0;
        if (Files.isDirectory(journal)) {
            for (Path segment : LoadedProxy.segments(journal)) {
                size += Files.size(segment);
            }
        }
        return size;
    }

    private Path journal() {
        return folder.resolve("journal");
    }

    private Path copy() {
        return folder.resolve("copy");
    }
}
