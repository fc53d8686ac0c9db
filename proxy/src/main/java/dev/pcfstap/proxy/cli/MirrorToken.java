package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What both ends of a mirror know. It is in a file or in the environment, where no list of processes shows it. */
final class MirrorToken {
    private static final int MOST_BYTES = 1024;

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
        String token = new String(SmallFile.read(file, MOST_BYTES, "token file"), StandardCharsets.UTF_8).strip();
        if (token.isEmpty()) {
            throw new UserException(file + " holds no token");
        }
        return token;
    }
}
