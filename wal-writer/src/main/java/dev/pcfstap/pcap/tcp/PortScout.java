package dev.pcfstap.pcap.tcp;

import dev.pcfstap.pcap.file.Wire;
import dev.pcfstap.pcap.packet.TcpSegment;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import java.util.Comparator;
import java.util.List;

/**
 * Looks for PCFS SATA on other ports, so that a user who named the wrong one can be told. Confined to the reading thread.
 *
 * <p>A segment looks like a request to its target port, or like a response from its source port, when a header begins it:
 * eight zero bytes at 0x18, and a data length at 0x00 that is the rest of the segment. A request's time and process id at
 * 0x10 are zero and it names a command at 0x30 that exists; a response's are not zero.
 */
final class PortScout {
    private static final int HEADER_BYTES = 0x20;
    private static final int REQUEST_BYTES = 0x34;
    private static final int COMMANDS = 0x1D_EAFF;
    private static final int LAST_COMMAND = 0x14;
    private static final int LONGEST_RESPONSE_BYTES = 0x158;
    private static final int SEEN_OFTEN_ENOUGH = 2;
    private static final int SHOWN = 10;

    private final Int2IntOpenHashMap hits = new Int2IntOpenHashMap();

    /** Looks at a segment; true when it looks like PCFS SATA. */
    boolean look(TcpSegment segment) {
        int length = segment.capturedBytes();
        if (length <= HEADER_BYTES || length != segment.payloadBytes()) {
            return false;
        }
        byte[] bytes = segment.slab().bytes();
        int at = segment.payloadOffset();
        if (Wire.i64(bytes, at + 0x18) != 0 || Wire.i32(bytes, at) != length - HEADER_BYTES) {
            return false;
        }
        boolean fromConsole = Wire.i64(bytes, at + 0x10) == 0;
        if (fromConsole && length >= REQUEST_BYTES && command(Wire.i32(bytes, at + 0x30))) {
            hits.addTo(segment.targetPort(), 1);
            return true;
        }
        if (!fromConsole && length - HEADER_BYTES <= LONGEST_RESPONSE_BYTES) {
            hits.addTo(segment.sourcePort(), 1);
            return true;
        }
        return false;
    }

    /** Ports with at least two such segments, the likeliest first. */
    List<PortCandidate> candidates() {
        return hits.int2IntEntrySet().stream()
                .filter(entry -> entry.getIntValue() >= SEEN_OFTEN_ENOUGH)
                .map(entry -> new PortCandidate(entry.getIntKey(), entry.getIntValue()))
                .sorted(Comparator.comparingInt(PortCandidate::segments).reversed())
                .limit(SHOWN)
                .toList();
    }

    private static boolean command(int id) {
        return id >= 0 && id <= LAST_COMMAND && (COMMANDS >>> id & 1) != 0;
    }
}
