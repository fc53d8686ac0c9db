package dev.pcfstap.proxy.cli;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in a JVM of its own. */
final class TapProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 40;

    private final Process process;
    private final Path standardError;

    private TapProcess(Process process, Path standardError) {
        this.process = process;
        this.standardError = standardError;
    }

    static TapProcess start(Path folder, String... arguments) throws IOException {
        return start(folder, List.of(), arguments);
    }

    /** A process whose files cannot grow beyond so many bytes: the kernel refuses what is over, as a full disk does. */
    static TapProcess startWithFilesUpTo(long limitBytes, Path folder, String... arguments) throws IOException {
        String limited = "ulimit -f " + limitBytes / 512 + " && exec \"$@\"";
        return start(folder, List.of("sh", "-c", limited, "sh"), arguments);
    }

    private static TapProcess start(Path folder, List<String> prefix, String... arguments) throws IOException {
        Path standardError = folder.resolve("stderr");
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                PcfsTap.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(standardError.toFile())
                .redirectOutput(folder.resolve("stdout").toFile())
                .start();
        return new TapProcess(process, standardError);
    }

    /** The port that the process tells in the file, once it listens. */
    int port(Path portFile) throws IOException {
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> Files.exists(portFile) || !process.isAlive());
        return Integer.parseInt(Files.readString(portFile).strip());
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process did not end");
        }
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    List<String> errors() throws IOException {
        return Files.readAllLines(standardError);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
