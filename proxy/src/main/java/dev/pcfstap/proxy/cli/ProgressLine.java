package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Help.Ansi;

/** How far a long reading has come, on a line of standard error that is overwritten; nothing where there is no terminal. */
final class ProgressLine {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final String CLEAR = "\r\u001b[K";

    private final boolean wanted;
    private long shownNanos = System.nanoTime();
    private boolean shown;

    private ProgressLine(boolean wanted) {
        this.wanted = wanted;
    }

    static ProgressLine onTerminal() {
        return new ProgressLine(showsStandardError());
    }

    /** The JVM knows of standard input and output only; where the kernel tells what standard error is, that counts. */
    private static boolean showsStandardError() {
        if (!Files.isSymbolicLink(STANDARD_ERROR)) {
            return Ansi.AUTO.enabled();
        }
        try {
            String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** Bytes done, of so many in all; -1 when nobody knows. */
    void show(long doneBytes, long totalBytes) {
        long now = System.nanoTime();
        if (!wanted || now - shownNanos < INTERVAL_NANOS) {
            return;
        }
        shownNanos = now;
        shown = true;
        String done = (doneBytes >> 20) + " MiB";
        System.err.print(CLEAR + (totalBytes > 0 ? done + ", " + 100 * doneBytes / totalBytes + " %" : done));
        System.err.flush();
    }

    /** Takes the line away. */
    void clear() {
        if (shown) {
            shown = false;
            System.err.print(CLEAR);
            System.err.flush();
        }
    }
}
