package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is left of something that nobody expected: one line, and a file for whoever looks into it. Any thread. */
final class BugReport {
    private static final int MAX_CAUSE_LENGTH = 200;

    private BugReport() {}

    /** Says what happened, where more is to be found, and returns the exit code. */
    static int of(String command, Throwable failure, List<String> arguments) {
        String text = text(command, failure, arguments);
        String what = failure instanceof OutOfMemoryError
                ? "out of memory (java -Xmx sets how much there is)"
                : "a bug: " + cut(String.valueOf(failure));
        Optional<Path> file = write(text);
        if (file.isPresent()) {
            ErrorLine.print(command, what + "; please report it with " + file.get());
        } else {
            ErrorLine.print(command, what + "; please report it with what follows, as no folder takes a file");
            ErrorLine.printAll(text);
        }
        return ExitCode.BUG;
    }

    private static String cut(String text) {
        return text.length() <= MAX_CAUSE_LENGTH ? text : text.substring(0, MAX_CAUSE_LENGTH) + "...";
    }

    private static String text(String command, Throwable failure, List<String> arguments) {
        StringWriter text = new StringWriter();
        PrintWriter lines = new PrintWriter(text);
        lines.println(String.join(" ", new Version().getVersion()));
        lines.println("command: " + command + ", arguments: " + arguments);
        lines.println("at: " + Instant.now());
        for (String name : List.of(
                "java.version",
                "java.vendor",
                "os.name",
                "os.version",
                "os.arch",
                "file.encoding",
                "sun.jnu.encoding")) {
            lines.println(name + ": " + System.getProperty(name));
        }
        failure.printStackTrace(lines);
        lines.flush();
        return text.toString();
    }

    /** Where it is; empty when no folder takes it. */
    private static Optional<Path> write(String text) {
        return Stream.of("java.io.tmpdir", "user.home", "user.dir")
                .flatMap(folder -> write(text, System.getProperty(folder, "")).stream())
                .findFirst();
    }

    private static Optional<Path> write(String text, String folder) {
        try {
            Path file = Files.createTempFile(Path.of(folder), "pcfs-tap-bug-", ".log");
            Files.writeString(file, text);
            return Optional.of(file.toAbsolutePath());
        } catch (IOException | RuntimeException unwritable) {
            return Optional.empty();
        }
    }
}
