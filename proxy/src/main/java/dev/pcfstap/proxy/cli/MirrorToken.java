package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What both ends of a mirror know. It is in a file or in the environment, where no list of processes shows it. */
final class MirrorToken {
    private static final long MOST_BYTES = 1024;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Holds the token that both ends share; needed unless the address is a loopback one.")
    @Nullable
    Path file;

    String text() throws IOException, UserException {
        if (file == null) {
            return "";
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new UserException(file + " is longer than " + MOST_BYTES + " bytes: it holds no token");
        }
        String token = Files.readString(file).strip();
        if (token.isEmpty()) {
            throw new UserException(file + " holds no token");
        }
        return token;
    }
}
