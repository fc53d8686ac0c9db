package dev.pcfstap.pcfs;

/**
 * The STAT record: 84 bytes, of which these mean something.
 *
 * <pre>
 * 0x00 u32 flags
 * 0x04 u32 permissions
 * 0x10 u32 file length
 * 0x24 u64 created       milliseconds since 1980-01-01
 * 0x2C u64 modified
 * </pre>
 */
final class StatLayout {
    static final int LENGTH = 84;

    private StatLayout() {}

    static FileStat read(byte[] bytes, int record) {
        return new FileStat(
                Wire.i32(bytes, record),
                Wire.i32(bytes, record + 0x04),
                Wire.u32(bytes, record + 0x10),
                Wire.u64(bytes, record + 0x24),
                Wire.u64(bytes, record + 0x2C));
    }
}
