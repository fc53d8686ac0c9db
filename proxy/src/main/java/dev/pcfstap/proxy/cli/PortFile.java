package dev.pcfstap.proxy.cli;

import dev.pcfstap.output.FileAccess;
import dev.pcfstap.output.SpecialFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Tells other programs which port was picked: the file is there with its whole line, or it is not there. */
final class PortFile {
    private static final int MAX_LENGTH = 8;
    private static final Pattern PORT = Pattern.compile("(\\d{1,5}\\R?)?");

    @Option(
            names = "--port-file",
            paramLabel = "FILE",
            description = "Write the port that is listened on to this file when it is ready.")
    @Nullable
    Path file;

    /**
     * Before anything can fail: the file of an earlier start must not tell a port that nobody listens on. Only such a file is
     * taken away.
     *
     * @param kept what the command reads or writes, which is never taken away, even if it looks like such a file
     */
    void clear(ReadPaths kept) throws UserException {
        Path wanted = file;
        if (wanted == null) {
            return;
        }
        kept.refuse(wanted);
        if (!Files.exists(wanted) || SpecialFile.isAt(wanted)) {
            return;
        }
        try {
            if (!Files.isRegularFile(wanted) || !isPort(wanted)) {
                throw new UserException("cannot write the port to " + wanted + ": it holds something else than a port");
            }
            Files.delete(wanted);
        } catch (IOException e) {
            throw new UserException("cannot write the port to " + wanted + ": " + FileFailure.reason(e), e);
        }
    }

    private static boolean isPort(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_LENGTH + 1);
            return PORT.matcher(new String(bytes, StandardCharsets.US_ASCII)).matches();
        }
    }

    /**
     * Writes the file, if one is wanted.
     *
     * @param kept what it must not take the place of
     */
    void write(int port, ReadPaths kept) throws UserException {
        Path wanted = file;
        if (wanted == null) {
            return;
        }
        // Anybody may know a port.
        try (NewFile file = NewFile.at(wanted, true, kept, FileAccess.ANYBODY)) {
            try (OutputStream out = file.open()) {
                out.write((port + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            file.complete();
        } catch (IOException e) {
            throw new UserException("cannot write the port to " + wanted + ": " + FileFailure.reason(e), e);
        }
    }
}
