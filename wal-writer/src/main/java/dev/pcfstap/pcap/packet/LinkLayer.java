package dev.pcfstap.pcap.packet;

import dev.pcfstap.pcap.file.Wire;

/**
 * Where in a packet of some link type the IP header begins. All methods give that offset, or one of the negative constants.
 * Remembers what the packet is called that is not looked into. Confined to the reading thread.
 */
final class LinkLayer {
    /** The packet is not looked into; {@link #unread} names it. */
    static final int UNREAD = -1;

    /** The packet carries something else than IP. */
    static final int NOT_IP = -2;

    /** The packet ends inside a header. */
    static final int TOO_SHORT = -3;

    /** Ethernet in Ethernet, by way of MPLS and the like. */
    private static final int MAX_NESTED = 8;

    private static final int NULL_LOOPBACK = 0;
    private static final int ETHERNET = 1;
    private static final int PPP = 9;
    private static final int RAW_BSD = 12;
    private static final int RAW_OPENBSD = 14;
    private static final int PPP_HDLC = 50;
    private static final int PPP_ETHERNET = 51;
    private static final int RAW = 101;
    private static final int OPENBSD_LOOPBACK = 108;
    private static final int COOKED = 113;
    private static final int RAW_IPV4 = 228;
    private static final int RAW_IPV6 = 229;
    private static final int NFLOG = 239;
    private static final int PKTAP = 258;
    private static final int COOKED_V2 = 276;
    private static final int BROADCOM_TAG = 281;
    private static final int BROADCOM_TAG_FIRST = 282;
    private static final int DSA_TAG = 284;
    private static final int EDSA_TAG = 285;

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86DD;
    private static final int ETHERTYPE_ETHERNET = 0x6558;
    private static final int ETHERTYPE_MPLS = 0x8847;
    private static final int ETHERTYPE_MPLS_MULTICAST = 0x8848;
    private static final int ETHERTYPE_PPPOE = 0x8864;
    private static final int ETHERTYPE_EDSA = 0xDADA;
    private static final int LONGEST_802_3 = 1500;
    private static final int COOKED_LLC = 4;
    private static final int TAG_BYTES = 4;

    private byte[] bytes = {};
    private int end;
    private int nested;
    private String unread = "";

    /** What the packet is called that was not looked into. */
    String unread() {
        return unread;
    }

    /** Looks at a packet that lies from {@code offset} to {@code packetEnd}. */
    int ipOffset(int linkType, byte[] memory, int offset, int packetEnd) {
        look(memory, packetEnd);
        return linkType == PKTAP ? pktap(offset) : link(linkType, offset);
    }

    /** Looks at an Ethernet frame inside a packet. */
    int inEthernet(byte[] memory, int offset, int packetEnd) {
        look(memory, packetEnd);
        return ethernet(offset, 0, 0);
    }

    /** Looks at what an EtherType announces inside a packet. */
    int inEtherType(int type, byte[] memory, int offset, int packetEnd) {
        look(memory, packetEnd);
        return announced(type, offset);
    }

    /** Looks at a PPP frame inside a packet. */
    int inPpp(byte[] memory, int offset, int packetEnd) {
        look(memory, packetEnd);
        return ppp(offset);
    }

    private void look(byte[] memory, int packetEnd) {
        bytes = memory;
        end = packetEnd;
        nested = 0;
    }

    private int link(int linkType, int offset) {
        return switch (linkType) {
            case ETHERNET -> ethernet(offset, 0, 0);
            case BROADCOM_TAG, DSA_TAG -> ethernet(offset, 0, TAG_BYTES);
            case BROADCOM_TAG_FIRST -> ethernet(offset, TAG_BYTES, 0);
            case EDSA_TAG -> ethernet(offset, 0, 2 * TAG_BYTES);
            case COOKED -> cooked(offset + 14, offset + 16);
            case COOKED_V2 -> cooked(offset, offset + 20);
            case NULL_LOOPBACK, OPENBSD_LOOPBACK -> afterFamily(offset);
            case RAW, RAW_BSD, RAW_OPENBSD, RAW_IPV4, RAW_IPV6 -> offset;
            case PPP, PPP_HDLC -> ppp(offset);
            case PPP_ETHERNET -> pppoe(offset);
            case NFLOG -> nflog(offset);
            default -> notRead(Unread.linkType(linkType));
        };
    }

    private int notRead(String name) {
        unread = name;
        return UNREAD;
    }

    /** Two addresses and a type; tags of the switch's own lie before the addresses, or between them and the type. */
    private int ethernet(int offset, int before, int between) {
        if (++nested > MAX_NESTED) {
            return notRead(Unread.NESTED);
        }
        int typeAt = offset + before + 12 + between;
        return typeAt + 2 > end ? TOO_SHORT : announced(Wire.u16(bytes, typeAt), typeAt + 2);
    }

    private int cooked(int typeAt, int headerEnd) {
        if (headerEnd > end) {
            return TOO_SHORT;
        }
        int type = Wire.u16(bytes, typeAt);
        return type == COOKED_LLC ? llc(headerEnd) : announced(type, headerEnd);
    }

    /** Steps over VLAN tags: 802.1Q, 802.1ad (QinQ) and its older type; and over tags of a Marvell switch. */
    private int announced(int first, int offset) {
        int type = first;
        int at = offset;
        while (tagBytes(type) > 0) {
            int tag = tagBytes(type);
            if (at + tag > end) {
                return TOO_SHORT;
            }
            type = Wire.u16(bytes, at + tag - 2);
            at += tag;
        }
        return switch (type) {
            case ETHERTYPE_IPV4, ETHERTYPE_IPV6 -> at;
            case ETHERTYPE_PPPOE -> pppoe(at);
            case ETHERTYPE_MPLS, ETHERTYPE_MPLS_MULTICAST -> mpls(at);
            case ETHERTYPE_ETHERNET -> ethernet(at, 0, 0);
            default -> type > 0 && type <= LONGEST_802_3 ? llc(at) : namedOnly(type);
        };
    }

    private int namedOnly(int type) {
        String name = Unread.etherType(type);
        return name.isEmpty() ? NOT_IP : notRead(name);
    }

    /** How many bytes a tag takes, with the type behind it; 0 when the type announces no tag. */
    private static int tagBytes(int type) {
        return switch (type) {
            case 0x8100, 0x88A8, 0x9100, 0x9200 -> TAG_BYTES;
            case ETHERTYPE_EDSA -> 8;
            case 0x8926 -> 6;
            case 0x893F -> 8;
            default -> 0;
        };
    }

    /** 802.2: SNAP names a type; RFC 948 puts IP right behind. */
    private int llc(int at) {
        if (at + 3 > end) {
            return TOO_SHORT;
        }
        int services = Wire.u16(bytes, at);
        if (services == 0x0606) {
            return at + 3;
        }
        if (services != 0xAAAA || Wire.u8(bytes, at + 2) != 3) {
            return NOT_IP;
        }
        if (at + 8 > end) {
            return TOO_SHORT;
        }
        int organization = Wire.i32(bytes, at + 2) & 0xFFFFFF;
        int type = Wire.u16(bytes, at + 6);
        boolean namesType = (organization == 0 || organization == 0xF8) && type > LONGEST_802_3;
        return namesType ? announced(type, at + 8) : NOT_IP;
    }

    private int pppoe(int at) {
        return at + 8 > end ? TOO_SHORT : ppp(at + 6);
    }

    /** PPP with or without its address and control bytes, and with a protocol of one byte or two. */
    private int ppp(int offset) {
        int at = offset;
        if (at + 2 > end) {
            return TOO_SHORT;
        }
        if (Wire.u16(bytes, at) == 0xFF03) {
            at += 2;
        }
        if (at + 2 > end) {
            return TOO_SHORT;
        }
        boolean oneByte = (Wire.u8(bytes, at) & 1) != 0;
        int protocol = oneByte ? Wire.u8(bytes, at) : Wire.u16(bytes, at);
        at += oneByte ? 1 : 2;
        return switch (protocol) {
            case 0x21, 0x57 -> at;
            case 0x281, 0x283 -> mpls(at);
            case 0x2D, 0x2F -> notRead("PPP with compressed TCP headers");
            case 0x3D -> notRead("PPP multilink");
            case 0x53, 0xFB, 0xFD -> notRead("PPP, compressed or encrypted");
            default -> NOT_IP;
        };
    }

    /** Labels up to the bottom of the stack. What follows them names itself, by its first four bits at best. */
    private int mpls(int offset) {
        int at = offset;
        boolean bottom = false;
        while (!bottom) {
            if (at + TAG_BYTES > end) {
                return TOO_SHORT;
            }
            bottom = (Wire.u8(bytes, at + 2) & 1) != 0;
            at += TAG_BYTES;
        }
        if (at >= end) {
            return TOO_SHORT;
        }
        return switch (Wire.u8(bytes, at) >>> 4) {
            case 4, 6 -> at;
            case 0 -> ethernet(at + pseudowireWord(at), 0, 0);
            case 1 -> NOT_IP;
            default -> ethernet(at, 0, 0);
        };
    }

    /** A control word begins with a zero half byte, as many a MAC address does: what is behind it has to be a frame. */
    private int pseudowireWord(int at) {
        boolean frameAtOnce = at + 14 <= end && known(Wire.u16(bytes, at + 12));
        boolean frameBehind = at + 18 <= end && known(Wire.u16(bytes, at + 16));
        return frameAtOnce && !frameBehind ? 0 : TAG_BYTES;
    }

    private static boolean known(int type) {
        return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6 || type == ETHERTYPE_PPPOE || tagBytes(type) > 0;
    }

    /** The address family, in the byte order of the machine that captured it; its values differ by system. */
    private int afterFamily(int offset) {
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

    /** Linux's log of a firewall: a list of values, in the byte order of the machine, of which one is the packet. */
    private int nflog(int offset) {
        int at = offset + 4;
        while (at + 4 <= end) {
            int length = Wire.u16(bytes, at);
            int type = Wire.u16(bytes, at + 2);
            if ((type & 0xFF) == 0 || length > end - at) {
                length = Short.reverseBytes((short) length) & 0xFFFF;
                type = Short.reverseBytes((short) type) & 0xFFFF;
            }
            if ((type & 0x7FFF) == 9) {
                return length < 4 ? TOO_SHORT : at + 4;
            }
            if (length < 4) {
                return NOT_IP;
            }
            at += (length + 3) & ~3;
        }
        return at > end ? TOO_SHORT : NOT_IP;
    }

    /** macOS puts a header before packets that names the link type of each; little-endian on all of its machines. */
    private int pktap(int offset) {
        if (offset + 12 > end) {
            return TOO_SHORT;
        }
        int length = Integer.reverseBytes(Wire.i32(bytes, offset));
        int linkType = Integer.reverseBytes(Wire.i32(bytes, offset + 8));
        if (length < 12 || length > end - offset) {
            return TOO_SHORT;
        }
        return linkType == PKTAP ? notRead(Unread.NESTED) : link(linkType, offset + length);
    }
}
