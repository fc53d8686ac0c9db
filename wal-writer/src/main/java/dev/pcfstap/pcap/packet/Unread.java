package dev.pcfstap.pcap.packet;

import java.util.Map;

/** What packets that are not looked into are called. Stateless. */
final class Unread {
    static final String NESTED = "nested deeper than 8 tunnels";

    private static final Map<Integer, String> LINK_TYPES = Map.ofEntries(
            Map.entry(6, "Token Ring"),
            Map.entry(7, "ARCNET"),
            Map.entry(8, "SLIP"),
            Map.entry(10, "FDDI"),
            Map.entry(11, "ATM"),
            Map.entry(100, "ATM"),
            Map.entry(104, "Cisco HDLC"),
            Map.entry(105, "802.11 (Wi-Fi)"),
            Map.entry(107, "Frame Relay"),
            Map.entry(119, "802.11 (Wi-Fi) with Prism headers"),
            Map.entry(122, "IP over Fibre Channel"),
            Map.entry(123, "ATM"),
            Map.entry(127, "802.11 (Wi-Fi) with radiotap headers"),
            Map.entry(138, "IP over FireWire"),
            Map.entry(143, "DOCSIS"),
            Map.entry(163, "802.11 (Wi-Fi) with AVS headers"),
            Map.entry(166, "PPP of pppd"),
            Map.entry(169, "GPRS LLC"),
            Map.entry(187, "Bluetooth HCI"),
            Map.entry(189, "USB"),
            Map.entry(192, "packets with PPI headers (802.11, as a rule)"),
            Map.entry(195, "802.15.4"),
            Map.entry(197, "Endace ERF"),
            Map.entry(201, "Bluetooth HCI"),
            Map.entry(204, "PPP with direction"),
            Map.entry(220, "USB"),
            Map.entry(226, "Solaris IPNET"),
            Map.entry(227, "CAN bus"),
            Map.entry(230, "802.15.4"),
            Map.entry(240, "Hilscher netANALYZER"),
            Map.entry(247, "InfiniBand"),
            Map.entry(249, "USB (USBPcap)"),
            Map.entry(252, "Wireshark upper PDU"),
            Map.entry(253, "Netlink"),
            Map.entry(254, "Bluetooth monitor"),
            Map.entry(266, "USB (macOS)"),
            Map.entry(271, "vsock"),
            Map.entry(272, "Nordic BLE"),
            Map.entry(274, "Ethernet with mPackets"));

    private static final Map<Integer, String> ETHERTYPES = Map.of(
            0x22F3, "TRILL",
            0x883E, "WCCP",
            0x8870, "Ethernet jumbo LLC",
            0x88E5, "MACsec (encrypted)",
            0x88E7, "provider backbone bridging (802.1ah)",
            0x8903, "Cisco FabricPath",
            0x893B, "TRILL Fine Grained Labeling",
            0x894F, "NSH");

    private static final Map<Integer, String> UDP_PORTS = Map.of(
            1701, "L2TP",
            2152, "GTP-U",
            3544, "Teredo",
            4500, "IPsec (encrypted) in UDP",
            51820, "WireGuard (encrypted)");

    private Unread() {}

    static String linkType(int linkType) {
        boolean ofUsers = linkType >= 147 && linkType <= 162;
        String unknown = ofUsers ? "a link type for private use (" : "an unknown link type (";
        return LINK_TYPES.getOrDefault(linkType, unknown + linkType + ")");
    }

    /** The name of what an EtherType announces, empty when no IP packet can be in it, or it is unknown. */
    static String etherType(int type) {
        return ETHERTYPES.getOrDefault(type, "");
    }

    /** The name of a tunnel on a UDP port, empty when it is none. */
    static String udpPort(int port) {
        return UDP_PORTS.getOrDefault(port, "");
    }
}
