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
    private final Path standardOutput;
    private final Path standardError;

    private TapProcess(Process process, Path standardOutput, Path standardError) {
        this.process = process;
        this.standardOutput = standardOutput;
        this.standardError = standardError;
    }

    /** A process whose output is in files in this folder, those of the process before it if that had the same. */
    static TapProcess start(Path folder, String... arguments) throws IOException {
        return start(folder, List.of(), arguments);
    }

    /** A process whose files cannot grow beyond so many bytes: the kernel refuses what is over, as a full disk does. */
    static TapProcess startWithFilesUpTo(long limitBytes, Path folder, String... arguments) throws IOException {
        String limited = "ulimit -f " + limitBytes / 512 + " && exec \"$@\"";
        return start(folder, List.of("sh", "-c", limited, "sh"), arguments);
    }

    /** A process that may have so many files and sockets open. */
    static TapProcess startWithHandles(int most, Path folder, String... arguments) throws IOException {
        return start(folder, List.of("sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh"), arguments);
    }

    /** A process in a network namespace of Linux. */
    static TapProcess startInNamespace(String namespace, Path folder, String... arguments) throws IOException {
        return start(folder, List.of("ip", "netns", "exec", namespace), arguments);
    }

    /** A process on a virtual machine with options of its own. */
    static TapProcess startOn(List<String> machineOptions, Path folder, String... arguments) throws IOException {
        return start(folder, List.of(), machineOptions, PcfsTap.class, arguments);
    }

    private static TapProcess start(Path folder, List<String> prefix, String... arguments) throws IOException {
        return start(folder, prefix, List.of(), PcfsTap.class, arguments);
    }

    private static TapProcess start(
            Path folder, List<String> prefix, List<String> machineOptions, Class<?> main, String... arguments)
            throws IOException {
        // A build in the background may ignore SIGINT, and its children would, too.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(prefix);
        List<String> words = command(main, arguments);
        // What comes last counts.
        int classPath = words.indexOf("-cp");
        command.addAll(words.subList(0, classPath));
        command.addAll(machineOptions);
        command.addAll(words.subList(classPath, words.size()));
        Path standardOutput = folder.resolve("stdout");
        Path standardError = folder.resolve("stderr");
        Process process = new ProcessBuilder(command)
                .redirectError(standardError.toFile())
                .redirectOutput(standardOutput.toFile())
                .start();
        return new TapProcess(process, standardOutput, standardError);
    }

    /** A process of another main class, which has what the program has. */
    static TapProcess startMain(Class<?> main, Path folder) throws IOException {
        return start(folder, List.of(), List.of(), main);
    }

    /** The words that start the program. */
    static List<String> command(String... arguments) {
        return command(PcfsTap.class, arguments);
    }

    /** The words that start another main class, which has what the program has. */
    static List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        // The locale and the like that the tests run under.
        command.addAll(
                List.of(System.getProperty("test.environment", "-ea").strip().split(" +", -1)));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
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

    long pid() {
        return process.pid();
    }

    List<String> errors() throws IOException {
        return Files.readAllLines(standardError);
    }

    List<String> output() throws IOException {
        return Files.readAllLines(standardOutput);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
