package dev.pcfstap.pcfs;

/** How the length of a response is known. */
public enum Evidence {
    /** From its own header, or from the request and the connection's settings. */
    STATED,
    /** It was ambiguous, and what came next settled it. */
    SETTLED,
    /** It was ambiguous, and nothing settled it before the stream closed. */
    GUESSED
}
