package dev.pcfstap.pcap.packet;

import dev.pcfstap.pcap.file.Slab;
import dev.pcfstap.pcap.file.Wire;
import java.util.function.Consumer;

/**
 * Finds the TCP segment in each packet. Confined to the reading thread.
 *
 * <p>The length that a datagram states bounds its payload, so that the padding of short Ethernet frames is left out. A
 * stated length of zero means that the network card was to cut the datagram into pieces: then it fills the packet.
 */
public final class PacketDissector {
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int TCP_HEADER_BYTES = 20;
    private static final int TCP = 6;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int FRAGMENT_OFFSET_MASK = 0x1FFF;
    private static final int ANY_PROTOCOL = -1;

    /** IP packets in IP packets. */
    private static final int MAX_NESTED = 8;

    private static final long IPV4_MAPPED = 0xFFFF_0000_0000L;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int MOBILITY = 135;
    private static final int HOST_IDENTITY = 139;
    private static final int SHIM6 = 140;

    private final Consumer<TcpSegment> segments;
    private final PacketCounts counts = new PacketCounts();
    private final FragmentTable fragments;
    private final TcpSegment segment = new TcpSegment();
    private final LinkLayer links = new LinkLayer();
    private final Tunnel tunnels = new Tunnel(links);

    private Slab slab = new Slab(new byte[0]);
    private byte[] bytes = slab.bytes();
    private int end;
    private long wireEnd;
    private long timeNanos;
    private int nested;

    /** A dissector that calls {@code segments} with a view that is valid during the call. */
    public PacketDissector(FragmentLimits limits, Consumer<TcpSegment> segments) {
        this.segments = segments;
        this.fragments = new FragmentTable(limits, counts);
    }

    /** What became of the packets so far. */
    public PacketCounts counts() {
        return counts;
    }

    /** A packet of a capture; see {@link dev.pcfstap.pcap.file.PacketConsumer#packet}. */
    public void packet(Slab memory, int offset, int capturedBytes, long wireBytes, int linkType, long time) {
        counts.packets++;
        look(memory, offset + capturedBytes, offset + wireBytes, time);
        nested = 0;
        int at = links.ipOffset(linkType, bytes, offset, end);
        if (at == LinkLayer.UNREAD) {
            counts.unread(links.unread());
        } else {
            inside(at);
        }
    }

    /** Goes on at an IP header, or counts why there is none. */
    private void inside(int at) {
        if (at >= 0) {
            datagram(at);
        } else if (at == LinkLayer.TOO_SHORT) {
            broken();
        } else {
            counts.otherPackets++;
        }
    }

    /** A header is not whole: the capture cut it off, or it contradicts itself. */
    private void broken() {
        if (end < wireEnd) {
            counts.cutHeaders++;
        } else {
            counts.malformedPackets++;
        }
    }

    /** How long a packet says that it is, by its outermost IP header; 0 when it has none that can be right. */
    public int extentBytes(byte[] memory, int offset, int packetEnd, int linkType) {
        int at = links.ipOffset(linkType, memory, offset, packetEnd);
        if (at < 0 || at + IPV6_HEADER_BYTES > packetEnd) {
            return 0;
        }
        int version = Wire.u8(memory, at) >>> 4;
        int total = version == 4 ? Wire.u16(memory, at + 2) : IPV6_HEADER_BYTES + Wire.u16(memory, at + 4);
        boolean right =
                version == 6 || (version == 4 && (Wire.u8(memory, at) & 0xF) >= 5 && total >= IPV4_HEADER_BYTES);
        return right ? at - offset + total : 0;
    }

    /** Counts the datagrams whose fragments still wait as incomplete. */
    public void finish() {
        fragments.giveUpAll();
    }

    private void look(Slab memory, int capturedEnd, long sentEnd, long time) {
        slab = memory;
        bytes = memory.bytes();
        end = capturedEnd;
        wireEnd = sentEnd;
        timeNanos = time;
    }

    private void datagram(int at) {
        if (at >= end) {
            broken();
            return;
        }
        if (++nested > MAX_NESTED) {
            counts.unread(Unread.NESTED);
            return;
        }
        switch (Wire.u8(bytes, at) >>> 4) {
            case 4 -> ipv4(at);
            case 6 -> ipv6(at);
            default -> counts.malformedPackets++;
        }
    }

    private void ipv4(int at) {
        int headerBytes = (Wire.u8(bytes, at) & 0x0F) * 4;
        if (headerBytes < IPV4_HEADER_BYTES || at + headerBytes > end) {
            broken();
            return;
        }
        int total = Wire.u16(bytes, at + 2);
        if (total != 0 && total < headerBytes) {
            counts.malformedPackets++;
            return;
        }
        int protocol = Wire.u8(bytes, at + 9);
        bound(at, total);
        long from = IPV4_MAPPED | (Wire.i32(bytes, at + 12) & 0xFFFF_FFFFL);
        long to = IPV4_MAPPED | (Wire.i32(bytes, at + 16) & 0xFFFF_FFFFL);
        segment.addresses(0, from, 0, to);
        int fragment = Wire.u16(bytes, at + 6);
        if ((fragment & (MORE_FRAGMENTS | FRAGMENT_OFFSET_MASK)) == 0) {
            payload(protocol, at + headerBytes);
            return;
        }
        if (protocol != TCP && !Tunnel.mayCarry(protocol)) {
            counts.otherPackets++;
            return;
        }
        boolean more = (fragment & MORE_FRAGMENTS) != 0;
        int id = Wire.u16(bytes, at + 4);
        fragment(protocol, protocol, id, (fragment & FRAGMENT_OFFSET_MASK) * 8, more, at + headerBytes);
    }

    private void ipv6(int at) {
        if (at + IPV6_HEADER_BYTES > end) {
            broken();
            return;
        }
        int payload = Wire.u16(bytes, at + 4);
        bound(at, payload == 0 ? 0 : IPV6_HEADER_BYTES + payload);
        segment.addresses(
                Wire.i64(bytes, at + 8), Wire.i64(bytes, at + 16), Wire.i64(bytes, at + 24), Wire.i64(bytes, at + 32));
        payload(Wire.u8(bytes, at + 6), at + IPV6_HEADER_BYTES);
    }

    /** Walks the extension headers; each is at least eight bytes long, so the packet's end bounds the walk. */
    private void payload(int firstHeader, int firstAt) {
        int header = firstHeader;
        int at = firstAt;
        while (extension(header)) {
            if (at + 8 > end) {
                broken();
                return;
            }
            int next = Wire.u8(bytes, at);
            if (header == FRAGMENT) {
                int field = Wire.u16(bytes, at + 2);
                if ((field & 0xFFF9) != 0) {
                    fragment(next, ANY_PROTOCOL, Wire.i32(bytes, at + 4), field & 0xFFF8, (field & 1) != 0, at + 8);
                    return;
                }
                at += 8;
            } else {
                int units = Wire.u8(bytes, at + 1);
                at += header == AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
            }
            header = next;
        }
        if (header == TCP) {
            tcp(at);
        } else {
            tunnel(header, at);
        }
    }

    private void tunnel(int protocol, int at) {
        int inner = at > end ? LinkLayer.TOO_SHORT : tunnels.ipOffset(protocol, bytes, at, end);
        if (inner == LinkLayer.UNREAD) {
            counts.unread(tunnels.unread());
        } else {
            inside(inner);
        }
    }

    private static boolean extension(int header) {
        return switch (header) {
            case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS, MOBILITY, HOST_IDENTITY, SHIM6 ->
                true;
            default -> false;
        };
    }

    /** Narrows the packet to a datagram that says it is {@code total} bytes long; 0 means that it fills the packet. */
    private void bound(int at, int total) {
        if (total != 0) {
            wireEnd = at + (long) total;
            end = (int) Math.min(end, wireEnd);
        }
    }

    private void fragment(int header, int protocol, int id, int offset, boolean more, int at) {
        counts.fragments++;
        if (at > end || wireEnd > end) {
            broken();
            return;
        }
        byte[] whole = fragments.add(segment, protocol, id, header, timeNanos, offset, more, bytes, at, end - at);
        if (whole != null) {
            int first = fragments.completedHeader();
            look(new Slab(whole), whole.length, whole.length, timeNanos);
            payload(first, 0);
        }
    }

    private void tcp(int at) {
        if (at + TCP_HEADER_BYTES > end) {
            broken();
            return;
        }
        int offsetAndFlags = Wire.u16(bytes, at + 12);
        int headerBytes = (offsetAndFlags >>> 12) * 4;
        long payloadBytes = wireEnd - at - headerBytes;
        if (headerBytes < TCP_HEADER_BYTES || payloadBytes < 0 || payloadBytes > Integer.MAX_VALUE / 2) {
            counts.malformedPackets++;
            return;
        }
        counts.tcpSegments++;
        int captured = Math.max(0, end - at - headerBytes);
        if (captured < payloadBytes) {
            counts.cutPackets++;
        }
        segment.header(
                Wire.u16(bytes, at),
                Wire.u16(bytes, at + 2),
                Wire.i32(bytes, at + 4),
                Wire.i32(bytes, at + 8),
                offsetAndFlags & 0x3F);
        segment.payload(timeNanos, slab, at + headerBytes, captured, (int) payloadBytes);
        segments.accept(segment);
    }
}
