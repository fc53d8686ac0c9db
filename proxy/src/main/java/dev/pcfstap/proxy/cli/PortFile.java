package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Tells other programs which port was picked: the file is there with its whole line, or it is not there. */
final class PortFile {
    @Option(
            names = "--port-file",
            paramLabel = "FILE",
            description = "Write the port that is listened on to this file when it is ready.")
    @Nullable
    Path file;

    /** Writes the file, if one is wanted. */
    void write(int port) throws UserException {
        Path wanted = file;
        if (wanted != null) {
            write(wanted, port);
        }
    }

    private static void write(Path file, int port) throws UserException {
        Path absolute = file.toAbsolutePath();
        Path name = absolute.getFileName();
        if (name == null) {
            throw new UserException("cannot write the port to " + file + ": it is not a file");
        }
        Path beside = absolute.resolveSibling("." + name + ".tmp");
        try {
            Files.writeString(beside, port + "\n");
            Files.move(beside, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UserException("cannot write the port to " + file + ": " + FileFailure.reason(e), e);
        }
    }
}
