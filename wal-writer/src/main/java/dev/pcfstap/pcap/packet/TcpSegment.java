package dev.pcfstap.pcap.packet;

import dev.pcfstap.pcap.file.Slab;

/**
 * One TCP segment, a view into a packet. Mutable and used again for the next packet: what is needed longer is copied.
 * Confined to the reading thread.
 */
public final class TcpSegment {
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int ACK = 0x10;

    private long timeNanos;
    private long sourceHigh;
    private long sourceLow;
    private long targetHigh;
    private long targetLow;
    private int sourcePort;
    private int targetPort;
    private int sequence;
    private int acknowledgement;
    private int flags;
    private Slab slab = new Slab(new byte[0]);
    private int payloadOffset;
    private int capturedBytes;
    private int payloadBytes;

    void addresses(long fromHigh, long fromLow, long toHigh, long toLow) {
        sourceHigh = fromHigh;
        sourceLow = fromLow;
        targetHigh = toHigh;
        targetLow = toLow;
    }

    void header(int fromPort, int toPort, int sequenceNumber, int acknowledgementNumber, int flagBits) {
        sourcePort = fromPort;
        targetPort = toPort;
        sequence = sequenceNumber;
        acknowledgement = acknowledgementNumber;
        flags = flagBits;
    }

    void payload(long time, Slab memory, int offset, int captured, int whole) {
        timeNanos = time;
        slab = memory;
        payloadOffset = offset;
        capturedBytes = captured;
        payloadBytes = whole;
    }

    /** When it was captured, nanoseconds since 1970. */
    public long timeNanos() {
        return timeNanos;
    }

    /** The upper half of the sender's address; an IPv4 address is ::ffff:a.b.c.d. */
    public long sourceHigh() {
        return sourceHigh;
    }

    /** The lower half of the sender's address. */
    public long sourceLow() {
        return sourceLow;
    }

    /** The upper half of the receiver's address. */
    public long targetHigh() {
        return targetHigh;
    }

    /** The lower half of the receiver's address. */
    public long targetLow() {
        return targetLow;
    }

    public int sourcePort() {
        return sourcePort;
    }

    public int targetPort() {
        return targetPort;
    }

    /** The sequence number as it is on the wire. */
    public int sequence() {
        return sequence;
    }

    /** The acknowledgement number as it is on the wire; means something with {@link #ack} only. */
    public int acknowledgement() {
        return acknowledgement;
    }

    public boolean syn() {
        return (flags & SYN) != 0;
    }

    public boolean ack() {
        return (flags & ACK) != 0;
    }

    public boolean fin() {
        return (flags & FIN) != 0;
    }

    public boolean rst() {
        return (flags & RST) != 0;
    }

    /** The memory that the payload lies in. */
    public Slab slab() {
        return slab;
    }

    /** Where the payload begins in the slab. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** How many bytes of the payload were captured. */
    public int capturedBytes() {
        return capturedBytes;
    }

    /** How many bytes of payload were sent. */
    public int payloadBytes() {
        return payloadBytes;
    }
}
