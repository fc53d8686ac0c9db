package dev.pcfstap.pcap.packet;

/**
 * What bounds the memory of fragments that wait for each other.
 *
 * @param datagrams how many datagrams may be incomplete at once
 * @param nanos how long one may stay incomplete, in the capture's time
 */
public record FragmentLimits(int datagrams, long nanos) {

    /** 128 datagrams (at most 8 MiB) and 30 s. */
    public static final FragmentLimits DEFAULT = new FragmentLimits(128, 30_000_000_000L);
}
