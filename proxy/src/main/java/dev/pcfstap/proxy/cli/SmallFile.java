package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads files that hold a line or a page, such as a token, with a bound: whatever the name leads to, it takes neither the
 * memory nor for ever. A pipe is read, as {@code <(command)} is one, for as long as a command may take to write it.
 */
final class SmallFile {
    private static final long PIPE_SECONDS = 10;

    private SmallFile() {}

    /**
     * The bytes of a file.
     *
     * @param what it should be, for the message that it is too long
     */
    static byte[] read(Path file, int mostBytes, String what) throws UserException {
        return read(file, mostBytes, what, PIPE_SECONDS);
    }

    static byte[] read(Path file, int mostBytes, String what, long pipeSeconds) throws UserException {
        try {
            byte[] bytes = Files.isRegularFile(file) ? bytes(file, mostBytes) : fromPipe(file, mostBytes, pipeSeconds);
            if (bytes.length > mostBytes) {
                throw new UserException(file + " has more than " + mostBytes + " bytes: it is no " + what);
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new UserException("there is no " + what + " " + file, e);
        } catch (IOException e) {
            throw new UserException("cannot read " + FileFailure.reason(e), e);
        }
    }

    private static byte[] bytes(Path file, int mostBytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(mostBytes + 1);
        }
    }

    /** By another thread: to open a pipe that nobody writes to does not return, nor can it be interrupted. */
    private static byte[] fromPipe(Path file, int mostBytes, long pipeSeconds) throws IOException, UserException {
        if (Files.isDirectory(file)) {
            throw new UserException(file + " is a folder");
        }
        CompletableFuture<byte[]> bytes = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try {
                        bytes.complete(bytes(file, mostBytes));
                    } catch (IOException | RuntimeException e) {
                        bytes.completeExceptionally(e);
                    }
                },
                "small-file");
        reader.setDaemon(true);
        reader.start();
        try {
            return bytes.get(pipeSeconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new UserException(file + " is no file, and nothing came from it in " + pipeSeconds + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }
}
