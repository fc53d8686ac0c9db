package dev.pcfstap.proxy.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that appears under its name when it is complete, so that neither a failure nor a mistake costs what was there. */
final class NewFile implements Closeable {
    private final Path file;
    private final Path partial;

    private NewFile(Path file, Path partial) {
        this.file = file;
        this.partial = partial;
    }

    static NewFile at(Path file, boolean force) throws IOException, UserException {
        if (Files.isDirectory(file)) {
            throw new UserException(file + ": is a folder");
        }
        if (!force && Files.exists(file)) {
            throw new UserException(file + ": exists; --force overwrites it");
        }
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.deleteIfExists(partial);
        return new NewFile(file, partial);
    }

    /** Where it is to be written; there is no such file yet. */
    Path partial() {
        return partial;
    }

    /** It is complete. */
    void complete() throws IOException {
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes what is not complete. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(partial);
    }
}
