package dev.pcfstap.pcap.tcp;

/**
 * What bounds memory, and how long a gap is waited for.
 *
 * @param streams connections remembered at once; beyond it the ones that were quiet longest are let go
 * @param streamHeldBytes bytes of one connection that may wait for missing ones
 * @param heldBytes bytes of all connections together that may wait
 * @param patiencePackets how many packets of a connection may pass before bytes that the receiver has acknowledged count
 *     as missing from the capture
 * @param patienceNanos the same in the capture's time
 */
public record ReassemblyLimits(
        int streams, long streamHeldBytes, long heldBytes, int patiencePackets, long patienceNanos) {

    /** 4096 streams, 8 MiB each, together an eighth of the heap, 48 MiB at most, 64 packets, 1 s. */
    public static final ReassemblyLimits DEFAULT = new ReassemblyLimits(
            4096, 8L << 20, Math.min(48L << 20, Runtime.getRuntime().maxMemory() / 8), 64, 1_000_000_000L);
}
