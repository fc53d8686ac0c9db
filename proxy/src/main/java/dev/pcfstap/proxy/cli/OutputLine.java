package dev.pcfstap.proxy.cli;

import dev.pcfstap.wal.SafeText;

/** One line of a result on standard output, with what is foreign in it escaped as in a WAL. Main thread. */
final class OutputLine {
    private static final int MAX_BYTES = 1 << 20;

    private OutputLine() {}

    static void print(Object text) {
        System.out.println(SafeText.line(text.toString(), MAX_BYTES));
    }
}
