package dev.pcfstap.filter;

import java.util.Locale;

/** Words that are a test by themselves. */
enum Flag {
    /** It was answered with a code that says so. */
    FAILED,
    /** The request or its answer did not decode. */
    UNKNOWN,
    /** No answer came. */
    UNANSWERED,
    /** A read reached the end of its file. */
    EOF,
    /** The answer ended before the bytes that it owed. */
    SHORT,
    /** The answer seems to come before its request, so that there is no latency. */
    SKEW,
    /** The length of the answer is a guess. */
    GUESS,
    /** The length of the answer was settled by what came next. */
    SETTLED;

    private final String token = name().toLowerCase(Locale.ROOT);

    String token() {
        return token;
    }
}
