package dev.pcfstap.pcfs;

/** What a note is about; the {@link #token()} is what the logs print. */
public enum NoteKind {
    /** A response that no request waited for. */
    UNMATCHED_RESPONSE("unmatched-response"),
    /** Where the next packet begins is not known any more. */
    LOST_BOUNDARY("lost-boundary"),
    /** A plausible packet was found again. */
    RESUMED("resumed"),
    /** Chunks went by unrecorded. */
    GAP("gap"),
    /** The stream ended inside a packet. */
    TRUNCATED("truncated"),
    /** A read or write of more bytes than the protocol can carry. */
    OVERSIZED("oversized"),
    /** More requests wait than the decoder remembers; the oldest was forgotten. */
    TOO_MANY_OUTSTANDING("too-many-outstanding"),
    /** More descriptors are open than the decoder remembers; one was forgotten. */
    TOO_MANY_DESCRIPTORS("too-many-descriptors"),
    /** All streams together made the decoder remember too much, and this one most: that is forgotten. */
    MEMORY_LIMIT("memory-limit"),
    /** The times of a stream contradict each other: an answer seems to come before its request. Said once a stream. */
    CLOCK_SKEW("clock-skew"),
    /** The stream was open before the first event: what is known of it comes from a snapshot. */
    RESTORED("restored"),
    /** A bug in the decoder: the stream goes on, but is not decoded any more. */
    DECODER_FAILED("decoder-failed"),
    /** Lines that could not be written to the WAL. */
    WAL_LOST("wal-lost"),
    /** What the tap itself has to say, in words. */
    TAP("tap");

    private final String token;

    NoteKind(String token) {
        this.token = token;
    }

    /** The kind as one lower-case word with hyphens. */
    public String token() {
        return token;
    }
}
