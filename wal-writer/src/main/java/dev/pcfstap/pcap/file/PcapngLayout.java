package dev.pcfstap.pcap.file;

/** Block types, option codes and offsets of pcapng that readers and writers share. */
public final class PcapngLayout {
    /** Section header; reads the same in both byte orders. */
    public static final int SECTION_HEADER = 0x0A0D0D0A;

    public static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    public static final int INTERFACE = 1;

    /** The obsolete packet block. */
    static final int OLD_PACKET = 2;

    static final int SIMPLE_PACKET = 3;
    public static final int NAME_RESOLUTION = 4;
    static final int INTERFACE_STATISTICS = 5;
    public static final int ENHANCED_PACKET = 6;
    static final int DECRYPTION_SECRETS = 10;
    static final int CUSTOM = 0xBAD;

    /** Type and length before a block's body, length again after it. */
    public static final int BLOCK_HEADER_BYTES = 8;

    public static final int MIN_BLOCK_BYTES = 12;
    static final int MIN_SECTION_BYTES = 28;

    public static final int OPTION_END = 0;
    public static final int OPTION_COMMENT = 1;
    public static final int OPTION_TIME_RESOLUTION = 9;
    static final int OPTION_TIME_OFFSET = 14;

    /** In a section header: what wrote it. */
    public static final int OPTION_APPLICATION = 4;

    private PcapngLayout() {}

    /** Whether a block type is one that captures are made of. */
    static boolean known(int type) {
        return (type > 0 && type <= ENHANCED_PACKET)
                || type == DECRYPTION_SECRETS
                || type == SECTION_HEADER
                || type == CUSTOM;
    }

    static boolean packet(int type) {
        return type == ENHANCED_PACKET || type == SIMPLE_PACKET || type == OLD_PACKET;
    }

    /** A length with its padding to four bytes. */
    public static long padded(long length) {
        return (length + 3) & ~3L;
    }
}
