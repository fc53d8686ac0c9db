package dev.pcfstap.pcap.file;

/** What takes the packets of a capture file, in the file's order. Called on the reading thread. */
public interface PacketConsumer {

    /**
     * A packet. The view is valid until the slab's generation changes, which does not happen before {@link #batchEnded}
     * has been called.
     *
     * @param wireBytes the packet's length when it was sent; more than {@code capturedBytes} if it was cut
     * @param linkType the LINKTYPE_ value of the interface
     * @param timeNanos nanoseconds since 1970
     */
    void packet(Slab slab, int offset, int capturedBytes, long wireBytes, int linkType, long timeNanos);

    /**
     * The packet that follows has this comment. Only told of sections that {@link
     * dev.pcfstap.pcap.remark.Remark#APPLICATION} wrote.
     */
    default void commented(String comment, long timeNanos) {}

    /**
     * How long the packet that lies at {@code offset} says that it is, 0 when it does not say so. Asked for behind damage, where
     * the file's own lengths cannot be trusted.
     */
    default int extentBytes(byte[] bytes, int offset, int end, int linkType) {
        return 0;
    }

    /** Something in the file is damaged or cannot be read; {@code what} is a whole line that names file and place. */
    void damaged(String what);

    /** A slab is about to be filled again, or the input may make the reader wait. */
    void batchEnded();
}
