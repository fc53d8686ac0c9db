package dev.pcfstap.proxy.cli;

import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Help.Ansi;

/** How far a long reading has come, on a line of standard error that is overwritten; nothing where there is no terminal. */
final class ProgressLine {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final String CLEAR = "\r\u001b[K";

    private final boolean wanted;
    private long shownNanos = System.nanoTime();
    private boolean shown;

    private ProgressLine(boolean wanted) {
        this.wanted = wanted;
    }

    static ProgressLine onTerminal() {
        return new ProgressLine(Ansi.AUTO.enabled());
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
