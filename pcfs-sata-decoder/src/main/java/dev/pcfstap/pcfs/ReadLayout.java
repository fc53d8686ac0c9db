package dev.pcfstap.pcfs;

/**
 * The answer to a ReadFile with FFIO on.
 *
 * <pre>
 * 0x00 0x20 bytes pseudo-header, not a packet header
 * 0x20 u32 V
 * 0x24 data, then padding of 0xCD
 * </pre>
 */
final class ReadLayout {
    static final int PSEUDO_HEADER_LENGTH = 0x20;
    static final int VALUE = 0x20;
    static final int DATA = 0x24;
    static final byte PADDING = (byte) 0xCD;

    private static final long ERROR_START = 0xC400FE0020EFFE00L;
    private static final long NORMAL_START = 0xC4002402E8EF2402L;

    private ReadLayout() {}

    /** Which pseudo-header stands at {@code offset}, of which 0x20 bytes are there. */
    static Reply.ReadForm form(byte[] bytes, int offset) {
        long rest = Wire.u64(bytes, offset + 8) | Wire.u64(bytes, offset + 16) | Wire.u64(bytes, offset + 24);
        if (rest != 0) {
            return Reply.ReadForm.OTHER;
        }
        long start = Wire.u64(bytes, offset);
        if (start == ERROR_START) {
            return Reply.ReadForm.ERROR;
        }
        if (start == NORMAL_START) {
            return Reply.ReadForm.NORMAL;
        }
        return start == 0 ? Reply.ReadForm.GROWN : Reply.ReadForm.OTHER;
    }
}
