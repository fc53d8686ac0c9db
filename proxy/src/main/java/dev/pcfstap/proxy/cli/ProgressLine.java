package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Help.Ansi;

/**
 * How far a long reading has come, on a line of standard error that is overwritten. Nothing is shown where standard error
 * is no terminal, where lines of the log go to a terminal at the same time, or with {@code NO_COLOR}.
 */
final class ProgressLine {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final String CLEAR = "\r\u001b[K";
    static final int STANDARD_OUTPUT = 1;
    private static final int STANDARD_ERROR = 2;
    private static final PrintStream ERROR = StandardStreams.rawError();

    private final boolean wanted;
    private long shownNanos = System.nanoTime();
    private boolean shown;

    private ProgressLine(boolean wanted) {
        this.wanted = wanted;
    }

    /** For commands that print nothing meanwhile. */
    static ProgressLine onTerminal() {
        return onTerminal(false);
    }

    /** @param alsoPrints whether lines go to standard output meanwhile */
    static ProgressLine onTerminal(boolean alsoPrints) {
        boolean plain = System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"));
        return new ProgressLine(!plain && isTerminal(STANDARD_ERROR) && !(alsoPrints && isTerminal(STANDARD_OUTPUT)));
    }

    /** Java itself only tells whether input and output both are one. */
    static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (!Files.isSymbolicLink(link)) {
            return Ansi.AUTO.enabled();
        }
        try {
            String target = Files.readSymbolicLink(link).toString();
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
        ERROR.print(CLEAR + (totalBytes > 0 ? done + ", " + 100 * doneBytes / totalBytes + " %" : done));
        ERROR.flush();
    }

    /** Takes the line away. */
    void clear() {
        if (shown) {
            shown = false;
            ERROR.print(CLEAR);
            ERROR.flush();
        }
    }
}
