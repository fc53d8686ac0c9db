package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Tells other programs which port was picked: the file is there with its whole line, or it is not there. */
final class PortFile {
    private PortFile() {}

    static void write(Path file, int port) throws UserException {
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
            throw new UserException("cannot write the port to " + file + ": " + e, e);
        }
    }
}
