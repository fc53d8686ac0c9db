package dev.pcfstap.pcap.synthetic;

/** How segments travel: the packets of the Internet layer that carry them. */
public enum Network {
    IPV4,
    IPV4_FRAGMENTS,
    IPV6,
    IPV6_EXTENSIONS,
    IPV6_FRAGMENTS;

    boolean isIpv6() {
        return this == IPV6 || this == IPV6_EXTENSIONS || this == IPV6_FRAGMENTS;
    }
}
