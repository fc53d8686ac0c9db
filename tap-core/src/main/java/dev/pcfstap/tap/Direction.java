package dev.pcfstap.tap;

/** Which way a chunk of bytes travels. */
public enum Direction {
    /** Requests: from the console, which connected, to the host that serves the files. */
    CONSOLE_TO_HOST,
    /** Responses: from the host back to the console. */
    HOST_TO_CONSOLE;

    /** The other way. */
    public Direction opposite() {
        return this == CONSOLE_TO_HOST ? HOST_TO_CONSOLE : CONSOLE_TO_HOST;
    }
}
