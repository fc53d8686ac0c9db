package dev.pcfstap.pcap.packet;

import dev.pcfstap.pcap.file.Wire;

/**
 * Where in the payload of an IP packet another IP header begins. Gives that offset, or one of {@link LinkLayer}'s negative
 * constants. Confined to the reading thread.
 *
 * <p>Read are IP in IP, GRE (also of PPTP) with Ethernet, ERSPAN, MPLS or IP inside, EtherIP, MPLS in IP, and of UDP: VXLAN, also
 * in its generic form, Geneve and TZSP, by their ports.
 */
final class Tunnel {
    static final int UDP = 17;

    private static final int IPV4_IN_IP = 4;
    private static final int IPV6_IN_IP = 41;
    private static final int GRE = 47;
    private static final int ENCRYPTED = 50;
    private static final int ETHERNET_IN_IP = 97;
    private static final int LAYER_2 = 115;
    private static final int MPLS_IN_IP = 137;

    private static final int CHECKSUM = 0x8000;
    private static final int ROUTING = 0x4000;
    private static final int KEY = 0x2000;
    private static final int SEQUENCE = 0x1000;
    private static final int ACKNOWLEDGEMENT = 0x0080;
    private static final int ERSPAN = 0x88BE;
    private static final int ERSPAN_III = 0x22EB;
    private static final int ETHERTYPE_MPLS = 0x8847;
    private static final int ETHERTYPE_PPP = 0x880B;

    private static final int VXLAN = 4789;
    private static final int VXLAN_OF_LINUX = 8472;
    private static final int VXLAN_GENERIC = 4790;
    private static final int GENEVE = 6081;
    private static final int TZSP = 37008;
    private static final int UDP_HEADER_BYTES = 8;

    private final LinkLayer links;
    private byte[] bytes = {};
    private int end;
    private String unread = "";

    Tunnel(LinkLayer links) {
        this.links = links;
    }

    /** What the packet is called that was not looked into. */
    String unread() {
        return unread;
    }

    /** Whether fragments of this protocol are worth putting together. */
    static boolean mayCarry(int protocol) {
        return switch (protocol) {
            case IPV4_IN_IP, IPV6_IN_IP, GRE, ETHERNET_IN_IP, MPLS_IN_IP, UDP -> true;
            default -> false;
        };
    }

    /** Looks at a payload that lies from {@code offset} to {@code packetEnd}. */
    int ipOffset(int protocol, byte[] memory, int offset, int packetEnd) {
        bytes = memory;
        end = packetEnd;
        int at = payload(protocol, offset);
        if (at == LinkLayer.UNREAD && unread.isEmpty()) {
            unread = links.unread();
        }
        return at;
    }

    private int payload(int protocol, int at) {
        unread = "";
        return switch (protocol) {
            case IPV4_IN_IP, IPV6_IN_IP -> at;
            case GRE -> gre(at);
            case ETHERNET_IN_IP -> at + 2 > end ? LinkLayer.TOO_SHORT : links.inEthernet(bytes, at + 2, end);
            case MPLS_IN_IP -> links.inEtherType(ETHERTYPE_MPLS, bytes, at, end);
            case UDP -> udp(at);
            case ENCRYPTED -> notRead("IPsec (encrypted)");
            case LAYER_2 -> notRead("L2TP");
            default -> LinkLayer.NOT_IP;
        };
    }

    private int notRead(String name) {
        unread = name;
        return LinkLayer.UNREAD;
    }

    private int gre(int at) {
        if (at + 4 > end) {
            return LinkLayer.TOO_SHORT;
        }
        int flags = Wire.u16(bytes, at);
        int type = Wire.u16(bytes, at + 2);
        if ((flags & ROUTING) != 0 || (flags & 7) > 1) {
            return notRead("GRE with routes, or of an unknown version");
        }
        boolean sequence = (flags & SEQUENCE) != 0;
        boolean ofPptp = (flags & 7) == 1;
        int next = at + 4;
        next += (flags & CHECKSUM) != 0 ? 4 : 0;
        next += (flags & KEY) != 0 ? 4 : 0;
        next += sequence ? 4 : 0;
        next += ofPptp && (flags & ACKNOWLEDGEMENT) != 0 ? 4 : 0;
        if (next > end) {
            return LinkLayer.TOO_SHORT;
        }
        return switch (type) {
            case ERSPAN -> sequence ? erspan(next) : links.inEthernet(bytes, next, end);
            case ERSPAN_III -> erspan(next);
            case ETHERTYPE_PPP -> next == end ? LinkLayer.NOT_IP : links.inPpp(bytes, next, end);
            default -> links.inEtherType(type, bytes, next, end);
        };
    }

    /** Types II and III; type I has no header of its own, nor a sequence number in GRE's. */
    private int erspan(int at) {
        if (at + 8 > end) {
            return LinkLayer.TOO_SHORT;
        }
        int version = Wire.u8(bytes, at) >>> 4;
        if (version == 1) {
            return links.inEthernet(bytes, at + 8, end);
        }
        if (version != 2) {
            return notRead("ERSPAN of an unknown version");
        }
        if (at + 12 > end) {
            return LinkLayer.TOO_SHORT;
        }
        int last = Wire.u16(bytes, at + 10);
        int next = at + 12 + ((last & 1) != 0 ? 8 : 0);
        int frameType = last >>> 10 & 0x1F;
        if (next >= end) {
            return LinkLayer.TOO_SHORT;
        }
        return switch (frameType) {
            case 0 -> links.inEthernet(bytes, next, end);
            case 2 -> next;
            default -> notRead("ERSPAN of frames other than Ethernet");
        };
    }

    private int udp(int at) {
        if (at + UDP_HEADER_BYTES > end) {
            return LinkLayer.TOO_SHORT;
        }
        int port = Wire.u16(bytes, at + 2);
        int next = at + UDP_HEADER_BYTES;
        return switch (port) {
            case VXLAN, VXLAN_OF_LINUX -> vxlan(next, false);
            case VXLAN_GENERIC -> vxlan(next, true);
            case GENEVE -> geneve(next);
            case TZSP -> tzsp(next);
            default -> {
                String name = Unread.udpPort(port);
                yield name.isEmpty() ? LinkLayer.NOT_IP : notRead(name);
            }
        };
    }

    private int vxlan(int at, boolean generic) {
        if (at + 8 > end) {
            return LinkLayer.TOO_SHORT;
        }
        int flags = Wire.u8(bytes, at);
        if ((flags & 0x08) == 0) {
            return LinkLayer.NOT_IP;
        }
        int next = generic && (flags & 0x04) != 0 ? Wire.u8(bytes, at + 3) : 3;
        return switch (next) {
            case 1, 2 -> at + 8;
            case 3 -> links.inEthernet(bytes, at + 8, end);
            case 5 -> links.inEtherType(ETHERTYPE_MPLS, bytes, at + 8, end);
            default -> notRead("VXLAN with something else than Ethernet or IP");
        };
    }

    private int geneve(int at) {
        if (at + 8 > end) {
            return LinkLayer.TOO_SHORT;
        }
        int first = Wire.u8(bytes, at);
        int next = at + 8 + (first & 0x3F) * 4;
        if (next > end) {
            return LinkLayer.TOO_SHORT;
        }
        return first >>> 6 != 0 ? LinkLayer.NOT_IP : links.inEtherType(Wire.u16(bytes, at + 2), bytes, next, end);
    }

    /** Version, type, protocol; then tags up to the one that ends them, of which two have no length. */
    private int tzsp(int at) {
        if (at + 4 > end) {
            return LinkLayer.TOO_SHORT;
        }
        int type = Wire.u8(bytes, at + 1);
        if (Wire.u8(bytes, at) != 1 || type > 1) {
            return LinkLayer.NOT_IP;
        }
        int protocol = Wire.u16(bytes, at + 2);
        int next = at + 4;
        while (next < end && Wire.u8(bytes, next) != 1) {
            if (Wire.u8(bytes, next) == 0) {
                next++;
            } else if (next + 2 > end) {
                return LinkLayer.TOO_SHORT;
            } else {
                next += 2 + Wire.u8(bytes, next + 1);
            }
        }
        if (next >= end) {
            return LinkLayer.TOO_SHORT;
        }
        return protocol == 1
                ? links.inEthernet(bytes, next + 1, end)
                : notRead(
                        protocol == 18 || protocol == 119 || protocol == 127
                                ? Unread.linkType(105)
                                : "TZSP with something else than Ethernet");
    }
}
