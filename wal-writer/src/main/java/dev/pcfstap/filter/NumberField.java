package dev.pcfstap.filter;

import java.util.Locale;

/** Fields whose values are numbers. */
enum NumberField {
    STREAM,
    EXCHANGE,
    FD,
    RC,
    LATENCY,
    SIZE,
    BYTES,
    TIME;

    private final String token = name().toLowerCase(Locale.ROOT);

    String token() {
        return token;
    }

    /** Whether less and more mean something; return codes are only names. */
    boolean isOrdered() {
        return this != RC;
    }

    /** Whether it can be a fact of the answer. */
    boolean needsResponse() {
        return this == FD || this == RC || this == LATENCY || this == BYTES;
    }

    /** Whether being the same means something; no two instants are. */
    boolean isCountable() {
        return this != TIME;
    }
}
