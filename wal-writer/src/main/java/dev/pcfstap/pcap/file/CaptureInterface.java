package dev.pcfstap.pcap.file;

/**
 * One interface of a pcapng section.
 *
 * @param linkType its LINKTYPE_ value
 * @param snapLength the longest captured packet, 0 for no limit
 */
record CaptureInterface(int linkType, long snapLength, TimeScale scale) {
    private static final int LINK_TYPE_AT = 8;
    private static final int SNAP_LENGTH_AT = 12;
    private static final int OPTIONS_AT = 16;

    /** Reads an interface description block that lies at {@code at}, {@code length} bytes long, whole. */
    static CaptureInterface parse(byte[] bytes, int at, int length, boolean bigEndian) {
        int linkType = Wire.u16(bytes, at + LINK_TYPE_AT, bigEndian);
        long snapLength = Wire.u32(bytes, at + SNAP_LENGTH_AT, bigEndian);
        int resolution = 6;
        long offsetSeconds = 0;
        PcapngOptions options = new PcapngOptions(bytes, at + OPTIONS_AT, at + length - 4, bigEndian);
        while (options.advance()) {
            if (options.code() == PcapngLayout.OPTION_TIME_RESOLUTION && options.lengthBytes() >= 1) {
                resolution = Wire.u8(bytes, options.offset());
            } else if (options.code() == PcapngLayout.OPTION_TIME_OFFSET && options.lengthBytes() >= 8) {
                offsetSeconds = Wire.i64(bytes, options.offset(), bigEndian);
            }
        }
        return new CaptureInterface(linkType, snapLength, TimeScale.of(resolution, offsetSeconds));
    }
}
