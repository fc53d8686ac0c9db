package dev.pcfstap.pcap.synthetic;

import dev.pcfstap.fixtures.tape.TapeKind;

/** A TCP segment that is to be written. Immutable; the payload is not written to. */
public final class Segment {
    public static final int FIN = 1;
    public static final int SYN = 2;
    public static final int RST = 4;
    public static final int PSH = 8;
    public static final int ACK = 16;

    final long stream;
    final TapeKind direction;
    final int sequence;
    final int acknowledgement;
    final int flags;
    final byte[] payload;

    public Segment(long stream, TapeKind direction, int sequence, int acknowledgement, int flags, byte[] payload) {
        this.stream = stream;
        this.direction = direction;
        this.sequence = sequence;
        this.acknowledgement = acknowledgement;
        this.flags = flags;
        this.payload = payload;
    }

    public long stream() {
        return stream;
    }

    public TapeKind direction() {
        return direction;
    }

    public int sequence() {
        return sequence;
    }

    public int acknowledgement() {
        return acknowledgement;
    }

    public byte[] payload() {
        return payload;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    public boolean carriesData() {
        return payload.length > 0;
    }

    /** The same place and acknowledgement with other bytes. */
    public Segment with(int newSequence, byte[] newPayload) {
        return new Segment(stream, direction, newSequence, acknowledgement, flags & ~(SYN | FIN), newPayload);
    }

    public Segment withFlags(int newFlags) {
        return new Segment(stream, direction, sequence, acknowledgement, newFlags, payload);
    }

    @Override
    public String toString() {
        return "s" + stream + " " + direction + " seq=" + Integer.toUnsignedString(sequence) + " len=" + payload.length;
    }
}
