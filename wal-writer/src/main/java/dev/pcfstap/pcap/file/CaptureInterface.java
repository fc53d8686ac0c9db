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
        int option = at + OPTIONS_AT;
        int end = at + length - 4;
        while (option + 4 <= end) {
            int code = Wire.u16(bytes, option, bigEndian);
            int valueLength = Wire.u16(bytes, option + 2, bigEndian);
            int value = option + 4;
            if (code == PcapngLayout.OPTION_END || value + valueLength > end) {
                break;
            }
            if (code == PcapngLayout.OPTION_TIME_RESOLUTION && valueLength >= 1) {
                resolution = Wire.u8(bytes, value);
            } else if (code == PcapngLayout.OPTION_TIME_OFFSET && valueLength >= 8) {
                offsetSeconds = Wire.i64(bytes, value, bigEndian);
            }
            option = value + (int) PcapngLayout.padded(valueLength);
        }
        return new CaptureInterface(linkType, snapLength, TimeScale.of(resolution, offsetSeconds));
    }
}
