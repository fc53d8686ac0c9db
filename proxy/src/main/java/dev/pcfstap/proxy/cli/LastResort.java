package dev.pcfstap.proxy.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends a process in which a thread has died that nothing replaces: its sockets then close, so that consoles notice, and
 * whoever started it can start it again. The end needs no memory, as that is what such threads die for want of. Any thread.
 */
final class LastResort implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = LogManager.getLogger(LastResort.class);
    private static final byte[] LINE =
            ("pcfs-tap: a thread has died, and connections would hang: the process ends at once"
                            + " (out of memory? see -Xmx and --ring-bytes)\n")
                    .getBytes(StandardCharsets.US_ASCII);

    private final FileOutputStream standardError = new FileOutputStream(FileDescriptor.err);
    private final Thread.@Nullable UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();

    private LastResort() {}

    /** Until it is uninstalled, an error that nobody catches ends the process. */
    static LastResort install() {
        LastResort lastResort = new LastResort();
        Thread.setDefaultUncaughtExceptionHandler(lastResort);
        return lastResort;
    }

    void uninstall() {
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    /** An exception is a bug of one thread, which may not matter to the others. */
    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        try {
            if (!(failure instanceof OutOfMemoryError)) {
                LOG.error("thread {} has died", thread.getName(), failure);
            }
        } finally {
            if (failure instanceof Error) {
                end();
            }
        }
    }

    /** One line, and the end, without waiting for anything. */
    void end() {
        try {
            standardError.write(LINE);
        } catch (IOException | RuntimeException | Error unsaid) {
            // The exit code says it.
        } finally {
            Runtime.getRuntime().halt(ExitCode.BROKEN);
        }
    }
}
