package dev.pcfstap.wal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A WAL file cannot be begun; the message is one line for the user that names the file and the way out. */
public final class WalOpenException extends IOException {
    private static final long serialVersionUID = 1L;

    private WalOpenException(String message, IOException cause) {
        super(message, cause);
    }

    static WalOpenException of(Path path, IOException cause) {
        return new WalOpenException("cannot write the WAL to " + path + ": " + reason(path, cause), cause);
    }

    private static String reason(Path path, IOException cause) {
        if (cause instanceof FileAlreadyExistsException) {
            return "it exists; --append continues it, --force overwrites it";
        }
        if (cause instanceof NoSuchFileException) {
            Path folder = path.toAbsolutePath().getParent();
            return "there is no folder " + (folder == null ? path : folder);
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return String.valueOf(cause.getMessage());
    }
}
