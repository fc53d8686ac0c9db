package dev.pcfstap.pcfs;

/** What console and host have agreed on for one stream. Mutable; starts with what a live tap assumes before the Ping. */
final class ConnectionFlags {
    static final long DEFAULT_FIRST_READ_SIZE = 196_672;
    static final long DEFAULT_FIRST_WRITE_SIZE = 196_640;

    private boolean ffio = true;
    private boolean csr = true;
    private long firstReadSize = DEFAULT_FIRST_READ_SIZE;
    private long firstWriteSize = DEFAULT_FIRST_WRITE_SIZE;

    /** Whether reads are answered without a packet header. */
    boolean ffio() {
        return ffio;
    }

    boolean csr() {
        return csr;
    }

    long firstReadSize() {
        return firstReadSize;
    }

    long firstWriteSize() {
        return firstWriteSize;
    }

    void pinged(Operation.Ping ping) {
        firstReadSize = ping.firstReadSize();
        firstWriteSize = ping.firstWriteSize();
    }

    /** What somebody says who knows more than the bytes do. */
    void assumed(boolean fastReads, long readSize) {
        ffio = fastReads;
        firstReadSize = readSize;
    }

    void switchedOff() {
        ffio = false;
        csr = false;
    }

    void ponged(Reply.Pong pong) {
        ffio = pong.ffio();
        csr = pong.csr();
    }

    void writeTo(SnapshotWriter out) {
        out.bool(ffio).bool(csr).u32(firstReadSize).u32(firstWriteSize);
    }

    void readFrom(SnapshotReader in) throws SnapshotException {
        ffio = in.bool("FFIO");
        csr = in.bool("CSR");
        firstReadSize = in.u32("first read size");
        firstWriteSize = in.u32("first write size");
    }
}
