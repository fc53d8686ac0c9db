package dev.pcfstap.pcap;

import dev.pcfstap.pcap.packet.FragmentLimits;
import dev.pcfstap.pcap.tcp.ReassemblyLimits;

/** What to take from a capture: the streams of one server port, and how much memory and gapPolicy it may cost. */
public record ImportOptions(int serverPort, ReassemblyLimits streams, FragmentLimits fragments) {

    /** Port 7500 and the usual limits. */
    public static final ImportOptions DEFAULT =
            new ImportOptions(7500, ReassemblyLimits.DEFAULT, FragmentLimits.DEFAULT);

    /** The same for another port. */
    public ImportOptions withServerPort(int port) {
        return new ImportOptions(port, streams, fragments);
    }
}
