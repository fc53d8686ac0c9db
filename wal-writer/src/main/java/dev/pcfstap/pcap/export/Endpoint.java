package dev.pcfstap.pcap.export;

/** An address and a port; an IPv4 address is ::ffff:a.b.c.d. */
record Endpoint(long high, long low, int port) {

    boolean isIpv4() {
        return high == 0 && low >>> 32 == 0xFFFF;
    }

    Endpoint withPort(int other) {
        return new Endpoint(high, low, other);
    }

    boolean sameAddress(Endpoint other) {
        return high == other.high && low == other.low;
    }
}
