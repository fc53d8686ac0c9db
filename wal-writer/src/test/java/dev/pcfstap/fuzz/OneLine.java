package dev.pcfstap.fuzz;

import org.jspecify.annotations.Nullable;

/** What people are told is one line in words, never the text of an exception that nobody meant for them. */
final class OneLine {
    private OneLine() {}

    static void of(Exception refusal) {
        of(refusal.getMessage());
    }

    static void of(@Nullable String line) {
        if (line == null || line.isBlank() || line.indexOf('\n') >= 0 || line.contains("Exception")) {
            throw new AssertionError("not a line for people: " + line);
        }
    }
}
