package dev.pcfstap.pcap.export;

/**
 * How an export looks.
 *
 * @param mtuBytes the longest IP packet, {@value #LEAST_MTU_BYTES} to 65,535
 * @param consoleName what Wireshark shows for the console's address, empty for nothing
 * @param hostName what Wireshark shows for the host's address, empty for nothing
 */
public record ExportOptions(int mtuBytes, String consoleName, String hostName) {
    static final int LEAST_MTU_BYTES = 128;
    private static final int MAX_MTU_BYTES = 0xFFFF;

    /** MTU 1500; the names are {@code console} and {@code host}. */
    public static final ExportOptions DEFAULT = new ExportOptions(1500, "console", "host");

    public ExportOptions {
        if (mtuBytes < LEAST_MTU_BYTES || mtuBytes > MAX_MTU_BYTES) {
            throw new IllegalArgumentException(
                    "the MTU is " + mtuBytes + ", allowed are " + LEAST_MTU_BYTES + " to " + MAX_MTU_BYTES);
        }
    }

    /** The same with another MTU. */
    public ExportOptions withMtuBytes(int bytes) {
        return new ExportOptions(bytes, consoleName, hostName);
    }
}
