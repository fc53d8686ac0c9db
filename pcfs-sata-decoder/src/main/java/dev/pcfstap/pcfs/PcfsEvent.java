package dev.pcfstap.pcfs;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened on a stream. Times are nanoseconds since 1970: the arrival of the last byte that belongs to the
 * event.
 */
public sealed interface PcfsEvent {

    /** The stream's number, from 1; 0 in notes about the tap itself. */
    long stream();

    /** When it was complete. */
    long timeNanos();

    /** Calls the visitor's method for this kind of event. */
    void accept(Visitor visitor);

    /**
     * An event that tells which bytes of its direction it is made of. Offsets count the bytes of the stream and direction
     * that this decoder was given: after a restoration they begin at 0 again, and what was in progress then begins below 0.
     * What a gap or an omission left out does not count. The spans of a direction neither overlap nor leave a hole, but for a
     * note, which may tell the same bytes as the event that it is about.
     */
    sealed interface OfBytes extends PcfsEvent {
        /** Which way the bytes went, null when it is about none. */
        @Nullable
        Direction direction();

        /** The offset of its first byte. */
        long begin();

        /** The offset after its last byte. */
        long end();
    }

    /** The stream opened. */
    record Opened(long stream, long timeNanos, StreamAddresses addresses) implements PcfsEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.opened(this);
        }
    }

    /**
     * The console asked for something.
     *
     * @param exchange numbers the stream's requests from 1; 0 for bytes that belong to no request
     * @param undecodable the whole packet where the reference implementation would not decode it, else null
     */
    record Request(
            long stream,
            long timeNanos,
            long exchange,
            Operation operation,
            @Nullable RawBytes undecodable,
            long begin,
            long end)
            implements OfBytes {
        @Override
        public void accept(Visitor visitor) {
            visitor.request(this);
        }

        @Override
        public Direction direction() {
            return Direction.CONSOLE_TO_HOST;
        }
    }

    /**
     * The out-of-band bytes of a WriteFile are complete.
     *
     * @param request the write that they belong to
     * @param oldest whether the oldest request without an answer was then a write
     */
    record WriteData(
            long stream,
            long timeNanos,
            long exchange,
            Operation.WriteFile request,
            long bytes,
            boolean oldest,
            long begin,
            long end)
            implements OfBytes {
        @Override
        public void accept(Visitor visitor) {
            visitor.writeData(this);
        }

        @Override
        public Direction direction() {
            return Direction.CONSOLE_TO_HOST;
        }
    }

    /**
     * The host answered.
     *
     * @param exchange that of the request; 0 when no request waited
     * @param request what is being answered, null when no request waited; of an {@link Operation.Unknown} the bytes are no
     *     longer there, only their number and checksum
     * @param latencyNanos from the request's last byte, its out-of-band data included, to the reply's last byte; {@link
     *     #NO_LATENCY} when no request waited, and where the times contradict each other
     * @param skewNanos by how much the reply's time lies before the request's, which no clock that is right can say; else 0
     * @param undecodable the whole packet where the reference implementation would not decode it, else null
     */
    record Response(
            long stream,
            long timeNanos,
            long exchange,
            @Nullable Operation request,
            Reply reply,
            long latencyNanos,
            long skewNanos,
            Evidence evidence,
            @Nullable RawBytes undecodable,
            long begin,
            long end)
            implements OfBytes {
        /** Stands where there is no latency. */
        public static final long NO_LATENCY = -1;

        public boolean hasLatency() {
            return latencyNanos != NO_LATENCY;
        }

        /** Whether its time lies before its request's. */
        public boolean isSkewed() {
            return skewNanos > 0;
        }

        /** Whether the host says that what was asked failed. */
        public boolean isFailure() {
            return reply.saysFailure(request);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.response(this);
        }

        @Override
        public Direction direction() {
            return Direction.HOST_TO_CONSOLE;
        }
    }

    /**
     * Something that is not an operation.
     *
     * @param direction which way the bytes it is about went, null when it is not about one
     * @param fields numbers and words in the order in which they are shown
     * @param raw the bytes it is about, null when there are none to show
     * @param begin as {@code end}, 0 for a note that tells no bytes; where boundaries are lost, both are where that begins.
     *     Those of an unmatched response are the host's, though no direction is shown
     */
    record Note(
            long stream,
            long timeNanos,
            NoteKind kind,
            @Nullable Direction direction,
            List<NoteField> fields,
            @Nullable RawBytes raw,
            long begin,
            long end)
            implements OfBytes {

        /** A note that tells no bytes of a stream. */
        public Note(
                long stream,
                long timeNanos,
                NoteKind kind,
                @Nullable Direction direction,
                List<NoteField> fields,
                @Nullable RawBytes raw) {
            this(stream, timeNanos, kind, direction, fields, raw, 0, 0);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.note(this);
        }
    }

    /**
     * One {@code name=value} of a note.
     *
     * @param name lower-case snake
     * @param value a {@link Long} or a {@link String}
     */
    record NoteField(String name, Object value) {
        public static NoteField of(String name, long value) {
            return new NoteField(name, value);
        }

        public static NoteField of(String name, String value) {
            return new NoteField(name, value);
        }
    }

    /** The stream closed. */
    record Closed(long stream, long timeNanos, CloseReason reason, long requests, long responses) implements PcfsEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.closed(this);
        }
    }

    /** One method a kind of event. */
    interface Visitor {
        void opened(Opened event);

        void request(Request event);

        void writeData(WriteData event);

        void response(Response event);

        void note(Note event);

        void closed(Closed event);
    }
}
