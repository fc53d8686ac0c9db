package dev.pcfstap.proxy.cli;

import dev.pcfstap.wal.SafeText;

/**
 * One line on standard error. What a peer, a file or the environment says can be part of it: it can neither begin a line of its
 * own, nor steer a terminal, nor fill the screen. Any thread.
 */
final class ErrorLine {
    private static final int MAX_BYTES = 4096;

    private ErrorLine() {}

    static void print(Object text) {
        System.err.println(SafeText.line(text.toString(), MAX_BYTES));
    }

    /** Each line of a text that this program wrote. */
    static void printAll(String lines) {
        lines.lines().forEach(ErrorLine::print);
    }

    /** What is wrong, behind the name of the command. */
    static void print(String command, Object text) {
        print(command + ": " + text);
    }
}
