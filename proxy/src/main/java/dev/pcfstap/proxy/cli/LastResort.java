package dev.pcfstap.proxy.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Ends a process in which a thread has died that nothing replaces: its sockets then close, so that consoles notice, and
 * whoever started it can start it again. Nothing here needs memory, as that is what such threads die for want of.
 */
final class LastResort implements Thread.UncaughtExceptionHandler {
    private static final byte[] LINE =
            ("pcfs-tap: a thread has died, and connections would hang: the process ends at once"
                            + " (out of memory? see -Xmx and --ring-bytes)\n")
                    .getBytes(StandardCharsets.US_ASCII);

    private final FileOutputStream standardError = new FileOutputStream(FileDescriptor.err);

    private LastResort() {}

    /** From now on an exception or error that nobody catches ends the process. */
    static LastResort install() {
        LastResort lastResort = new LastResort();
        Thread.setDefaultUncaughtExceptionHandler(lastResort);
        return lastResort;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        end();
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
