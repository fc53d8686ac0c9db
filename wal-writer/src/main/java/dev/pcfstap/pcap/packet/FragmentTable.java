package dev.pcfstap.pcap.packet;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Datagrams whose fragments have not all been seen, oldest first. Confined to the reading thread. */
final class FragmentTable {
    private final FragmentLimits limits;
    private final PacketCounts counts;
    private final Map<Key, FragmentedDatagram> waiting = new LinkedHashMap<>();

    /** The last ones that were whole: what comes again of them is missing nothing. */
    private final Set<Key> finished = new LinkedHashSet<>();

    private int completedHeader;

    private record Key(long fromHigh, long fromLow, long toHigh, long toLow, int protocol, int id) {}

    FragmentTable(FragmentLimits limits, PacketCounts counts) {
        this.limits = limits;
        this.counts = counts;
    }

    /**
     * Adds a fragment.
     *
     * @param protocol what tells apart datagrams of the same number, beside their addresses
     * @param header the protocol that the datagram's payload begins with, as this fragment states it
     * @return the datagram's payload when this fragment completes it, else null
     */
    byte @Nullable [] add(
            TcpSegment addresses,
            int protocol,
            int id,
            int header,
            long timeNanos,
            int offset,
            boolean more,
            byte[] bytes,
            int at,
            int length) {
        expire(timeNanos);
        Key key = new Key(
                addresses.sourceHigh(),
                addresses.sourceLow(),
                addresses.targetHigh(),
                addresses.targetLow(),
                protocol,
                id);
        if (!FragmentedDatagram.canHold(offset, more, length)) {
            counts.malformedPackets++;
            return null;
        }
        FragmentedDatagram datagram = waiting.computeIfAbsent(key, k -> new FragmentedDatagram(timeNanos, header));
        datagram.add(header, offset, more, bytes, at, length);
        if (!datagram.complete()) {
            if (waiting.size() > limits.datagrams()) {
                giveUpOldest();
            }
            return null;
        }
        waiting.remove(key);
        remember(key);
        completedHeader = datagram.header();
        return datagram.payload();
    }

    /** The protocol that the payload last returned begins with. */
    int completedHeader() {
        return completedHeader;
    }

    void giveUpAll() {
        while (!waiting.isEmpty()) {
            giveUpOldest();
        }
    }

    private void remember(Key key) {
        finished.remove(key);
        finished.add(key);
        if (finished.size() > limits.datagrams()) {
            Iterator<Key> oldest = finished.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private void expire(long timeNanos) {
        while (!waiting.isEmpty()
                && timeNanos - waiting.values().iterator().next().startNanos() > limits.nanos()) {
            giveUpOldest();
        }
    }

    private void giveUpOldest() {
        Iterator<Map.Entry<Key, FragmentedDatagram>> oldest = waiting.entrySet().iterator();
        Map.Entry<Key, FragmentedDatagram> given = oldest.next();
        oldest.remove();
        // Most of UDP is no tunnel, and what is missing of it is missed by nobody.
        boolean missed = given.getValue().announced() != Tunnel.UDP && !finished.contains(given.getKey());
        counts.incompleteDatagrams += missed ? 1 : 0;
    }
}
