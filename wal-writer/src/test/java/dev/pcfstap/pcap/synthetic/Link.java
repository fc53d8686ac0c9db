package dev.pcfstap.pcap.synthetic;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Link types and what stands before the IP packet on each. */
public enum Link {
    ETHERNET(1, "02000000000a 020000000014 TYPE"),
    VLAN(1, "02000000000a 020000000014 8100 0064 TYPE"),
    QINQ(1, "02000000000a 020000000014 88a8 0064 8100 0065 TYPE"),
    COOKED(113, "0000 0001 0006 0200000000140000 TYPE"),
    COOKED_VLAN(113, "0000 0001 0006 0200000000140000 8100 0064 TYPE"),
    COOKED_V2(276, "TYPE 0000 00000002 0001 00 06 0200000000140000"),
    RAW(101, ""),
    RAW_BSD(12, ""),
    LOOPBACK_LITTLE(0, "FAMILY_LITTLE"),
    LOOPBACK_BIG(0, "FAMILY"),
    LOOPBACK_OPENBSD(108, "FAMILY");

    final int type;
    private final String header;

    Link(int type, String header) {
        this.type = type;
        this.header = header;
    }

    /** The packet as it is on this link; Ethernet pads it to 60 bytes. */
    byte[] frame(byte[] ip) {
        boolean ipv6 = (ip[0] & 0xF0) == 0x60;
        String hex = header.replace("FAMILY_LITTLE", ipv6 ? "1e000000" : "02000000")
                .replace("FAMILY", ipv6 ? "0000001e" : "00000002")
                .replace("TYPE", ipv6 ? "86dd" : "0800")
                .replace(" ", "");
        byte[] before = HexFormat.of().parseHex(hex);
        int least = type == 1 ? 60 : 0;
        ByteBuffer frame = ByteBuffer.allocate(Math.max(least, before.length + ip.length));
        return frame.put(before).put(ip).array();
    }
}
