package dev.pcfstap.pcap.export;

import java.nio.ByteBuffer;

/** Builds Ethernet frames with one TCP segment each, checksums included, in memory that is used again. */
final class TcpFrame {
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int PSH = 0x08;
    static final int ACK = 0x10;

    private static final int ETHERNET_BYTES = 14;
    private static final int LEAST_FRAME_BYTES = 60;
    private static final int LOCAL_EXPERIMENT = 0x88B5;
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int TCP_BYTES = 20;
    private static final int TCP = 6;
    private static final int HOP_LIMIT = 64;
    private static final int DO_NOT_FRAGMENT = 0x4000;
    private static final int WINDOW = 0xFFFF;
    private static final int SEGMENT_SIZE_OPTION = 0x0204;

    /** A window scale of 14, so that no transfer ever fills the window. */
    private static final int WINDOW_SCALE_OPTION = 0x0103_030E;

    private final byte[] bytes = new byte[ETHERNET_BYTES + 0xFFFF + IPV6_BYTES];
    private final ByteBuffer frame = ByteBuffer.wrap(bytes);

    /** How many bytes of payload a packet of the MTU has room for. */
    static int room(int mtuBytes, boolean ipv4) {
        return mtuBytes - (ipv4 ? IPV4_BYTES : IPV6_BYTES) - TCP_BYTES;
    }

    /** The frame that was built last; its length is what {@link #build} returned. */
    byte[] bytes() {
        return bytes;
    }

    /** Builds a frame that belongs to no connection, of a type for local use, and returns its length. */
    int buildOfNobody() {
        frame.clear();
        frame.putShort((short) 0x0200).putInt(1).putShort((short) 0x0200).putInt(1);
        frame.putShort((short) LOCAL_EXPERIMENT).put(new byte[LEAST_FRAME_BYTES - ETHERNET_BYTES]);
        return frame.position();
    }

    /** Builds a frame and returns its length. */
    int build(Header header, byte[] payload, int offset, int length) {
        boolean ipv4 = header.from().isIpv4() && header.to().isIpv4();
        int optionBytes = (header.flags() & SYN) != 0 ? 8 : 0;
        int tcpBytes = TCP_BYTES + optionBytes + length;
        frame.clear();
        frame.putShort((short) 0x0200).putInt(header.toHost() ? 2 : 1);
        frame.putShort((short) 0x0200).putInt(header.toHost() ? 1 : 2);
        frame.putShort((short) (ipv4 ? 0x0800 : 0x86DD));
        long pseudo = ipv4 ? ipv4(header, tcpBytes) : ipv6(header, tcpBytes);
        int at = frame.position();
        frame.putShort((short) header.from().port())
                .putShort((short) header.to().port());
        frame.putInt(header.sequence()).putInt(header.acknowledgement());
        frame.put((byte) ((TCP_BYTES + optionBytes) << 2)).put((byte) header.flags());
        frame.putShort((short) WINDOW).putInt(0);
        if (optionBytes > 0) {
            frame.putShort((short) SEGMENT_SIZE_OPTION).putShort((short) header.segmentBytes());
            frame.putInt(WINDOW_SCALE_OPTION);
        }
        frame.put(payload, offset, length);
        frame.putShort(at + 16, (short) checksum(pseudo + sum(at, tcpBytes)));
        return frame.position();
    }

    /**
     * What stands before the payload.
     *
     * @param identification the IPv4 packet's number
     * @param segmentBytes the segment size that a SYN announces
     */
    record Header(
            boolean toHost,
            Endpoint from,
            Endpoint to,
            int sequence,
            int acknowledgement,
            int flags,
            int identification,
            int segmentBytes) {}

    /** Returns the sum of the pseudo header that the TCP checksum covers. */
    private long ipv4(Header header, int tcpBytes) {
        int at = frame.position();
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (IPV4_BYTES + tcpBytes));
        frame.putShort((short) header.identification()).putShort((short) DO_NOT_FRAGMENT);
        frame.put((byte) HOP_LIMIT).put((byte) TCP).putShort((short) 0);
        frame.putInt((int) header.from().low()).putInt((int) header.to().low());
        frame.putShort(at + 10, (short) checksum(sum(at, IPV4_BYTES)));
        return sum(at + 12, 8) + TCP + tcpBytes;
    }

    private long ipv6(Header header, int tcpBytes) {
        int at = frame.position();
        frame.putInt(0x6000_0000).putShort((short) tcpBytes).put((byte) TCP).put((byte) HOP_LIMIT);
        frame.putLong(header.from().high()).putLong(header.from().low());
        frame.putLong(header.to().high()).putLong(header.to().low());
        return sum(at + 8, 32) + TCP + tcpBytes;
    }

    private long sum(int at, int length) {
        long sum = 0;
        int i = at;
        for (int end = at + length - 3; i < end; i += 4) {
            sum += frame.getInt(i) & 0xFFFF_FFFFL;
        }
        for (int shift = 24; i < at + length; i++, shift -= 8) {
            sum += (bytes[i] & 0xFFL) << shift;
        }
        return (sum & 0xFFFF_FFFFL) + (sum >>> 32);
    }

    private static int checksum(long sum) {
        long folded = sum;
        while (folded > 0xFFFF) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return (int) ~folded & 0xFFFF;
    }
}
