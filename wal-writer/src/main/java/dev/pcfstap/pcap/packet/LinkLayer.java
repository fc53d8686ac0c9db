package dev.pcfstap.pcap.packet;

import dev.pcfstap.pcap.file.Wire;

/** Where in a packet of some link type the IP header begins. Stateless. */
final class LinkLayer {
    /** The link type is not one that is read. */
    static final int UNREAD = -1;

    /** The packet carries something else than IP. */
    static final int NOT_IP = -2;

    /** The packet ends inside its link header. */
    static final int TOO_SHORT = -3;

    private static final int NULL_LOOPBACK = 0;
    private static final int ETHERNET = 1;
    private static final int RAW_BSD = 12;
    private static final int RAW_OPENBSD = 14;
    private static final int RAW = 101;
    private static final int OPENBSD_LOOPBACK = 108;
    private static final int COOKED = 113;
    private static final int RAW_IPV4 = 228;
    private static final int RAW_IPV6 = 229;
    private static final int COOKED_V2 = 276;

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86DD;
    private static final int TAG_BYTES = 4;

    private LinkLayer() {}

    /** The IP header's offset in {@code bytes}, or one of this class's negative constants. */
    static int ipOffset(int linkType, byte[] bytes, int offset, int end) {
        return switch (linkType) {
            case ETHERNET -> afterType(bytes, offset + 12, offset + 14, end);
            case COOKED -> afterType(bytes, offset + 14, offset + 16, end);
            case COOKED_V2 -> afterType(bytes, offset, offset + 20, end);
            case NULL_LOOPBACK, OPENBSD_LOOPBACK -> afterFamily(bytes, offset, end);
            case RAW, RAW_BSD, RAW_OPENBSD, RAW_IPV4, RAW_IPV6 -> offset;
            default -> UNREAD;
        };
    }

    /** Steps over VLAN tags: 802.1Q, 802.1ad (QinQ) and its older type. */
    private static int afterType(byte[] bytes, int typeAt, int headerEnd, int end) {
        int at = headerEnd;
        if (at > end) {
            return TOO_SHORT;
        }
        int type = Wire.u16(bytes, typeAt);
        while (type == 0x8100 || type == 0x88A8 || type == 0x9100) {
            if (at + TAG_BYTES > end) {
                return TOO_SHORT;
            }
            type = Wire.u16(bytes, at + 2);
            at += TAG_BYTES;
        }
        return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6 ? at : NOT_IP;
    }

    /** The address family, in the byte order of the machine that captured it; its values differ by system. */
    private static int afterFamily(byte[] bytes, int offset, int end) {
        if (offset + 4 > end) {
            return TOO_SHORT;
        }
        int family = Wire.i32(bytes, offset);
        if ((family & 0xFFFF) == 0) {
            family = Integer.reverseBytes(family);
        }
        return switch (family) {
            case 2, 10, 24, 28, 30 -> offset + 4;
            default -> NOT_IP;
        };
    }
}
