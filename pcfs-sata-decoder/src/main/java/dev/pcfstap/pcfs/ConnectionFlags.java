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

    void switchedOff() {
        ffio = false;
        csr = false;
    }

    void ponged(Reply.Pong pong) {
        ffio = pong.ffio();
        csr = pong.csr();
    }
}
