package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What failed on a file, in words: Java's messages are often nothing but the file's name. */
final class FileFailure {
    private FileFailure() {}

    static String reason(IOException failure) {
        if (failure instanceof FileSystemException named) {
            return named.getFile() + ": " + (named.getReason() == null ? kind(named) : named.getReason());
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private static String kind(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "it exists";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        return failure instanceof NotDirectoryException
                ? "it is no folder"
                : failure.getClass().getSimpleName();
    }
}
