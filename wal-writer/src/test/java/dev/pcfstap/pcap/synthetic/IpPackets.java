package dev.pcfstap.pcap.synthetic;

import dev.pcfstap.fixtures.tape.TapeKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Wraps segments into IP packets with right checksums; one segment can become several fragments. */
final class IpPackets {
    private static final int FRAGMENT_BYTES = 328;
    private static final int FIRST_CONSOLE_PORT = 49152;

    private final Network network;
    private final int hostPort;
    private int identification = 7;

    IpPackets(Network network, int hostPort) {
        this.network = network;
        this.hostPort = hostPort;
    }

    List<byte[]> of(Segment segment) {
        byte[] tcp = tcp(segment);
        return switch (network) {
            case IPV4 -> List.of(ipv4(segment, tcp, 0, 0x4000));
            case IPV4_FRAGMENTS -> fragments(segment, tcp);
            case IPV6 -> List.of(ipv6(segment, 6, tcp));
            case IPV6_EXTENSIONS -> List.of(ipv6(segment, 0, extended(tcp)));
            case IPV6_FRAGMENTS -> fragments(segment, tcp);
        };
    }

    private byte[] tcp(Segment segment) {
        boolean toHost = segment.direction == TapeKind.TO_HOST;
        int consolePort = FIRST_CONSOLE_PORT + (int) segment.stream;
        int headerBytes = segment.carriesData() ? 32 : 20;
        ByteBuffer tcp = ByteBuffer.allocate(headerBytes + segment.payload.length);
        tcp.putShort((short) (toHost ? consolePort : hostPort)).putShort((short) (toHost ? hostPort : consolePort));
        tcp.putInt(segment.sequence).putInt(segment.acknowledgement);
        tcp.putShort((short) ((headerBytes / 4) << 12 | segment.flags))
                .putShort((short) 8192)
                .putInt(0);
        if (segment.carriesData()) {
            tcp.put(new byte[] {1, 1, 8, 10, 0, 0, 1, 2, 0, 0, 3, 4}).put(segment.payload);
        }
        byte[] ends = network.isIpv6() ? ipv6Ends(toHost) : ipv4Ends(toHost);
        tcp.putShort(16, (short) checksum(tcp.array(), sum(ends) + 6 + tcp.capacity()));
        return tcp.array();
    }

    private static byte[] ipv4Ends(boolean toHost) {
        return toHost
                ? new byte[] {(byte) 192, (byte) 168, 7, 40, (byte) 192, (byte) 168, 7, 10}
                : new byte[] {(byte) 192, (byte) 168, 7, 10, (byte) 192, (byte) 168, 7, 40};
    }

    private static byte[] ipv6Ends(boolean toHost) {
        ByteBuffer ends = ByteBuffer.allocate(32);
        ends.putLong(0xFD00_0007_0000_0000L).putLong(toHost ? 0x40 : 0x10);
        ends.putLong(0xFD00_0007_0000_0000L).putLong(toHost ? 0x10 : 0x40);
        return ends.array();
    }

    private byte[] ipv4(Segment segment, byte[] payload, int id, int flagsAndOffset) {
        ByteBuffer ip = ByteBuffer.allocate(20 + payload.length);
        ip.put((byte) 0x45).put((byte) 0).putShort((short) (20 + payload.length));
        ip.putShort((short) id).putShort((short) flagsAndOffset);
        ip.put((byte) 64).put((byte) 6).putShort((short) 0);
        ip.put(ipv4Ends(segment.direction == TapeKind.TO_HOST));
        ip.putShort(10, (short) checksum(Arrays.copyOf(ip.array(), 20), 0));
        return ip.put(payload).array();
    }

    private static byte[] ipv6(Segment segment, int nextHeader, byte[] payload) {
        ByteBuffer ip = ByteBuffer.allocate(40 + payload.length);
        ip.putInt(0x6000_0000)
                .putShort((short) payload.length)
                .put((byte) nextHeader)
                .put((byte) 64);
        return ip.put(ipv6Ends(segment.direction == TapeKind.TO_HOST))
                .put(payload)
                .array();
    }

    /** Hop-by-hop, routing and destination options before the TCP header. */
    private static byte[] extended(byte[] tcp) {
        ByteBuffer all = ByteBuffer.allocate(8 + 8 + 16 + tcp.length);
        all.put(new byte[] {43, 0, 1, 4, 0, 0, 0, 0});
        all.put(new byte[] {60, 0, 0, 0, 0, 0, 0, 0});
        all.put(new byte[] {6, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        return all.put(tcp).array();
    }

    /** Fragments, last one first. */
    private List<byte[]> fragments(Segment segment, byte[] tcp) {
        if (tcp.length <= FRAGMENT_BYTES) {
            return List.of(network.isIpv6() ? ipv6(segment, 6, tcp) : ipv4(segment, tcp, 0, 0x4000));
        }
        List<byte[]> fragments = new ArrayList<>();
        identification++;
        for (int at = 0; at < tcp.length; at += FRAGMENT_BYTES) {
            int to = Math.min(tcp.length, at + FRAGMENT_BYTES);
            byte[] part = Arrays.copyOfRange(tcp, at, to);
            fragments.add(
                    network.isIpv6()
                            ? part6(segment, part, at, to < tcp.length)
                            : part4(segment, part, at, to < tcp.length));
        }
        Collections.reverse(fragments);
        return fragments;
    }

    private byte[] part4(Segment segment, byte[] part, int at, boolean more) {
        return ipv4(segment, part, identification, (more ? 0x2000 : 0) | at / 8);
    }

    private byte[] part6(Segment segment, byte[] part, int at, boolean more) {
        ByteBuffer all = ByteBuffer.allocate(8 + part.length);
        all.put((byte) 6).put((byte) 0).putShort((short) (at | (more ? 1 : 0))).putInt(identification);
        return ipv6(segment, 44, all.put(part).array());
    }

    private static long sum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (long) (bytes[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static int checksum(byte[] bytes, long start) {
        long sum = start + sum(bytes);
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return (int) ~sum & 0xFFFF;
    }
}
