package dev.pcfstap.pcap.synthetic;

import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeKind;
import dev.pcfstap.fixtures.tape.TapeRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Turns a tape into the segments of undisturbed TCP connections: handshake, data, acknowledgements, FINs. */
public final class Conversations {
    private static final byte[] NOTHING = {};

    private final int mostBytes;
    private final int firstSequence;
    private final List<Segment> segments = new ArrayList<>();
    private final Map<Long, int[]> sequences = new HashMap<>();

    private Conversations(int mostBytes, int firstSequence) {
        this.mostBytes = mostBytes;
        this.firstSequence = firstSequence;
    }

    /** Segments of at most {@code mostBytes}; sequence numbers begin at {@code firstSequence} in both directions. */
    public static List<Segment> of(Tape tape, int mostBytes, int firstSequence) {
        Conversations conversations = new Conversations(mostBytes, firstSequence);
        tape.joined().records().forEach(conversations::add);
        return conversations.segments;
    }

    private void add(TapeRecord record) {
        switch (record.kind()) {
            case OPENED -> open(record.stream());
            case CLOSED -> close(record.stream());
            case TO_HOST, TO_CONSOLE -> data(record);
        }
    }

    private void open(long stream) {
        sequences.put(stream, new int[] {firstSequence, firstSequence + 77});
        segments.add(new Segment(stream, TapeKind.TO_HOST, firstSequence, 0, Segment.SYN, NOTHING));
        advance(stream, TapeKind.TO_HOST, 1);
        send(stream, TapeKind.TO_CONSOLE, Segment.SYN | Segment.ACK, NOTHING);
        advance(stream, TapeKind.TO_CONSOLE, 1);
        send(stream, TapeKind.TO_HOST, Segment.ACK, NOTHING);
    }

    private void data(TapeRecord record) {
        byte[] bytes = record.bytes();
        for (int at = 0, to; at < bytes.length; at = to) {
            to = Math.min(bytes.length, at + mostBytes);
            byte[] payload = Arrays.copyOfRange(bytes, at, to);
            send(record.stream(), record.kind(), Segment.ACK | Segment.PSH, payload);
            advance(record.stream(), record.kind(), payload.length);
        }
    }

    private void close(long stream) {
        send(stream, TapeKind.TO_HOST, Segment.FIN | Segment.ACK, NOTHING);
        advance(stream, TapeKind.TO_HOST, 1);
        send(stream, TapeKind.TO_CONSOLE, Segment.FIN | Segment.ACK, NOTHING);
        advance(stream, TapeKind.TO_CONSOLE, 1);
        send(stream, TapeKind.TO_HOST, Segment.ACK, NOTHING);
    }

    private void advance(long stream, TapeKind direction, int bytes) {
        Objects.requireNonNull(sequences.get(stream))[direction == TapeKind.TO_HOST ? 0 : 1] += bytes;
    }

    private void send(long stream, TapeKind direction, int flags, byte[] payload) {
        int[] next = Objects.requireNonNull(sequences.get(stream));
        boolean toHost = direction == TapeKind.TO_HOST;
        segments.add(
                new Segment(stream, direction, toHost ? next[0] : next[1], toHost ? next[1] : next[0], flags, payload));
    }
}
