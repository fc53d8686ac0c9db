package dev.pcfstap.pcap.packet;

import it.unimi.dsi.fastutil.ints.Int2LongAVLTreeMap;
import it.unimi.dsi.fastutil.ints.Int2LongSortedMap;

/** What became of the packets. Mutable; confined to the reading thread. */
public final class PacketCounts {
    long packets;
    long tcpSegments;
    long otherPackets;
    long malformedPackets;
    long cutPackets;
    long fragments;
    long incompleteDatagrams;
    final Int2LongAVLTreeMap unreadLinkTypes = new Int2LongAVLTreeMap();

    /** All packets. */
    public long packets() {
        return packets;
    }

    /** Packets, or datagrams put together from fragments, that hold a TCP segment. */
    public long tcpSegments() {
        return tcpSegments;
    }

    /** Packets that are not TCP over IP. */
    public long otherPackets() {
        return otherPackets;
    }

    /** Packets whose headers contradict themselves or were not captured whole. */
    public long malformedPackets() {
        return malformedPackets;
    }

    /** TCP segments of which only the beginning was captured. */
    public long cutPackets() {
        return cutPackets;
    }

    /** Fragments of TCP datagrams. */
    public long fragments() {
        return fragments;
    }

    /** Datagrams that were given up because a fragment of theirs is missing. */
    public long incompleteDatagrams() {
        return incompleteDatagrams;
    }

    /** Packets by link type, for the link types that are not read. */
    public Int2LongSortedMap unreadLinkTypes() {
        return unreadLinkTypes;
    }
}
