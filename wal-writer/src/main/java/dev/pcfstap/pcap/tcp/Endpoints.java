package dev.pcfstap.pcap.tcp;

import dev.pcfstap.tap.AddressText;
import dev.pcfstap.tap.StreamAddresses;

/** Who talks to whom: the console's and the host's address and port; IPv4 addresses are ::ffff:a.b.c.d. */
record Endpoints(long consoleHigh, long consoleLow, int consolePort, long hostHigh, long hostLow, int hostPort) {

    StreamAddresses addresses() {
        return new StreamAddresses(
                AddressText.of(consoleHigh, consoleLow, consolePort), AddressText.of(hostHigh, hostLow, hostPort));
    }

    static int hash(long consoleHigh, long consoleLow, int consolePort, long hostHigh, long hostLow, int hostPort) {
        long mixed = consoleHigh * 0x9E3779B97F4A7C15L ^ consoleLow;
        mixed = mixed * 0x9E3779B97F4A7C15L ^ hostHigh ^ consolePort;
        mixed = mixed * 0x9E3779B97F4A7C15L ^ hostLow ^ (long) hostPort << 16;
        mixed *= 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    int hash() {
        return hash(consoleHigh, consoleLow, consolePort, hostHigh, hostLow, hostPort);
    }

    boolean are(long cHigh, long cLow, int cPort, long hHigh, long hLow, int hPort) {
        return consolePort == cPort
                && hostPort == hPort
                && consoleLow == cLow
                && hostLow == hLow
                && consoleHigh == cHigh
                && hostHigh == hHigh;
    }
}
