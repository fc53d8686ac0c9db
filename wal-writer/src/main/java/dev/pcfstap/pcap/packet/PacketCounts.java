package dev.pcfstap.pcap.packet;

import it.unimi.dsi.fastutil.objects.Object2LongAVLTreeMap;
import it.unimi.dsi.fastutil.objects.Object2LongSortedMap;

/** What became of the packets. Mutable; confined to the reading thread. */
public final class PacketCounts {
    long packets;
    long tcpSegments;
    long otherPackets;
    long malformedPackets;
    long cutPackets;
    long fragments;
    long incompleteDatagrams;
    long cutHeaders;
    private final Object2LongAVLTreeMap<String> unread = new Object2LongAVLTreeMap<>();

    /** A capture that is made for it names thousands of link types. */
    private static final int MAX_NAMES = 64;

    void unread(String name) {
        String counted = unread.size() < MAX_NAMES || unread.containsKey(name) ? name : "other kinds";
        unread.addTo(counted, 1);
    }

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

    /** Packets whose headers contradict themselves. */
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

    /** Packets of which so little was captured that their headers are not whole. */
    public long cutHeaders() {
        return cutHeaders;
    }

    /** Packets that were not looked into, by the name of what they are. */
    public Object2LongSortedMap<String> unread() {
        return unread;
    }

    /** Whether something was not looked into that could hold what is looked for. */
    public boolean overlooked() {
        return !unread.isEmpty() || cutHeaders > 0 || incompleteDatagrams > 0;
    }
}
