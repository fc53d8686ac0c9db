package dev.pcfstap.pcfs;

/**
 * The header of every packet in both directions.
 *
 * <pre>
 * 0x00 u32 data length    bytes that follow the header
 * 0x04 u32 packet id
 * 0x08 u32 flags          in a Ping request 0x2 = FFIO, 0x4 = CSR
 * 0x0C u32 version
 * 0x10 u32 host timestamp
 * 0x14 u32 host pid
 * 0x18 8 bytes padding    zero, or this is not a header
 * </pre>
 */
final class HeaderLayout {
    static final int LENGTH = 0x20;
    static final int FLAG_FFIO = 0x2;
    static final int FLAG_CSR = 0x4;

    private static final int DATA_LENGTH = 0x00;
    private static final int FLAGS = 0x08;
    private static final int PADDING = 0x18;

    private HeaderLayout() {}

    static long dataLength(byte[] bytes, int packet) {
        return Wire.u32(bytes, packet + DATA_LENGTH);
    }

    static int flags(byte[] bytes, int packet) {
        return Wire.i32(bytes, packet + FLAGS);
    }

    static boolean paddingIsZero(byte[] bytes, int packet) {
        return Wire.u64(bytes, packet + PADDING) == 0;
    }
}
