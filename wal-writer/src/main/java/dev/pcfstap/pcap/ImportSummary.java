package dev.pcfstap.pcap;

import dev.pcfstap.pcap.packet.PacketCounts;
import dev.pcfstap.pcap.tcp.PortCandidate;
import dev.pcfstap.pcap.tcp.StreamCounts;
import java.util.List;

/**
 * What an import did.
 *
 * @param damages how many places of the files are damaged
 * @param found whether data was on the server's port, and no other port looks more like PCFS SATA
 * @param notices lines about what could not be read, for people
 * @param candidates when nothing was on the server's port: other ports whose traffic looks like PCFS SATA
 */
public record ImportSummary(
        PacketCounts packets,
        StreamCounts streams,
        long damages,
        boolean found,
        List<String> notices,
        List<PortCandidate> candidates) {

    /**
     * Whether all bytes of all streams were read and recorded. Packets and fragments that are broken count only when a
     * stream misses them: most of a capture is somebody else's. What was not looked into counts when nothing was found, as it
     * may be there.
     */
    public boolean complete() {
        return damages == 0
                && (found || !packets.overlooked())
                && streams.holes() == 0
                && streams.leftOutBytes() == 0
                && streams.misplacedBytes() == 0
                && streams.refusedBytes() == 0;
    }
}
