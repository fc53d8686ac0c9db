package dev.pcfstap.journal;

import dev.pcfstap.tap.StreamAddresses;

/**
 * One stream of a journal.
 *
 * @param stream its number
 * @param addresses both ends; question marks when its opening was pruned
 * @param startNanos its opening, or the first record that is left, nanoseconds since 1970
 * @param endNanos its closing, or its last record
 * @param state what has become of it
 * @param operations requests that were decoded; -1 when nobody counted
 * @param toHostBytes bytes from console to host
 * @param toConsoleBytes bytes from host to console
 * @param firstSequence its first record
 * @param lastSequence its last record
 */
public record Session(
        long stream,
        StreamAddresses addresses,
        long startNanos,
        long endNanos,
        SessionState state,
        long operations,
        long toHostBytes,
        long toConsoleBytes,
        long firstSequence,
        long lastSequence) {

    static final StreamAddresses UNKNOWN = new StreamAddresses("?", "?");

    /** The session as a JSON object in one line, as in {@code sessions.json}. */
    public String json() {
        return SessionJson.line(this);
    }

    static Session begun(long stream, StreamAddresses addresses, long timeNanos, long sequence) {
        return new Session(stream, addresses, timeNanos, timeNanos, SessionState.ACTIVE, -1, 0, 0, sequence, sequence);
    }

    Session with(SessionState newState, long timeNanos, long sequence, long toHost, long toConsole) {
        return new Session(
                stream,
                addresses,
                startNanos,
                Math.max(endNanos, timeNanos),
                newState,
                operations,
                toHostBytes + toHost,
                toConsoleBytes + toConsole,
                firstSequence,
                Math.max(lastSequence, sequence));
    }

    Session withOperations(long count) {
        return new Session(
                stream,
                addresses,
                startNanos,
                endNanos,
                state,
                count,
                toHostBytes,
                toConsoleBytes,
                firstSequence,
                lastSequence);
    }
}
