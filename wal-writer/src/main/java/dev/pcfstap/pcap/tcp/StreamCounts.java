package dev.pcfstap.pcap.tcp;

/** What the reassembly did. Mutable; confined to the reading thread. */
public final class StreamCounts {
    long segments;
    long streams;
    long joinedStreams;
    long toHostBytes;
    long toConsoleBytes;
    long refusedBytes;
    long holes;
    long holeBytes;
    long retransmittedBytes;
    long differences;
    long strayPackets;
    long leftOutBytes;
    long misplacedBytes;

    /** TCP segments on the server's port. */
    public long segments() {
        return segments;
    }

    /** Streams that were opened. */
    public long streams() {
        return streams;
    }

    /** Streams that began before the capture did. */
    public long joinedStreams() {
        return joinedStreams;
    }

    /** Bytes handed on from console to host. */
    public long toHostBytes() {
        return toHostBytes;
    }

    /** Bytes handed on from host to console. */
    public long toConsoleBytes() {
        return toConsoleBytes;
    }

    /** Bytes that the sink did not record. */
    public long refusedBytes() {
        return refusedBytes;
    }

    /** Places where bytes are missing from the capture. */
    public long holes() {
        return holes;
    }

    /** Bytes that are missing from the capture. */
    public long holeBytes() {
        return holeBytes;
    }

    /** Bytes that were captured more than once. */
    public long retransmittedBytes() {
        return retransmittedBytes;
    }

    /** Segments that repeat bytes with other values; the first ones were kept. */
    public long differences() {
        return differences;
    }

    /** Bytes that came behind the end of their stream, where nobody received them, and were not handed on. */
    public long leftOutBytes() {
        return leftOutBytes;
    }

    /** Bytes that were not handed on because they lie far from where their stream is, or before its first byte. */
    public long misplacedBytes() {
        return misplacedBytes;
    }

    /** Segments that fit no connection: late ones, impossible ones, data after a stream's end. */
    public long strayPackets() {
        return strayPackets;
    }
}
