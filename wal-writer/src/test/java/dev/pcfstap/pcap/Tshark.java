package dev.pcfstap.pcap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Wireshark's command-line tool, an independent witness. */
final class Tshark {
    private static final long DEADLINE_SECONDS = 120;
    private static final String FIRST_END = "Node 0: ";
    private static final String SECOND_END = "Node 1: ";

    private Tshark() {}

    /** The lines that tshark prints. Complaints on standard error fail the test. */
    static List<String> lines(Path folder, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "tshark", ".out");
        Path errors = Files.createTempFile(folder, "tshark", ".err");
        List<String> command = new ArrayList<>(List.of("tshark"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        // Its own empty configuration: what the user has set up or installed must not decide a test.
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("XDG_CONFIG_HOME", folder.toString());
        Process process = start(builder);
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end within " + DEADLINE_SECONDS + " s");
        }
        List<String> complaints = Files.readAllLines(errors).stream()
                .filter(line -> !line.startsWith("Running as user"))
                .filter(line -> !line.isBlank())
                .toList();
        if (process.exitValue() != 0 || !complaints.isEmpty()) {
            throw new AssertionError(command + " ended with " + process.exitValue() + ": " + complaints);
        }
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }

    private static Process start(ProcessBuilder builder) throws IOException {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new AssertionError(
                    "tshark cannot be run: install the package tshark (apt-get install tshark); " + e.getMessage(), e);
        }
    }

    /** What tshark puts together of each of the first {@code streams} connections. */
    static List<Followed> follow(Path folder, Path capture, int streams) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-r", capture.toString(), "-q"));
        for (int stream = 0; stream < streams; stream++) {
            arguments.addAll(List.of("-z", "follow,tcp,raw," + stream));
        }
        List<Followed> followed = new ArrayList<>();
        for (String line : lines(folder, arguments.toArray(String[]::new))) {
            if (line.startsWith(FIRST_END)) {
                followed.add(new Followed(line.substring(FIRST_END.length())));
            } else if (line.startsWith(SECOND_END)) {
                followed.get(followed.size() - 1).secondEnd = line.substring(SECOND_END.length());
            } else if (line.startsWith("\t")) {
                followed.get(followed.size() - 1).second.append(line.strip());
            } else if (line.matches("[0-9a-f]+")) {
                followed.get(followed.size() - 1).first.append(line);
            }
        }
        return followed;
    }

    /** One connection: who spoke first, and what both said. */
    static final class Followed {
        private final String firstEnd;
        private String secondEnd = "";
        private final StringBuilder first = new StringBuilder();
        private final StringBuilder second = new StringBuilder();

        Followed(String firstEnd) {
            this.firstEnd = firstEnd;
        }

        boolean between(String end, String other) {
            return (firstEnd.equals(end) && secondEnd.equals(other))
                    || (firstEnd.equals(other) && secondEnd.equals(end));
        }

        byte[] from(String end) {
            return HexFormat.of().parseHex(end.equals(firstEnd) ? first : second);
        }
    }
}
