package dev.pcfstap.wal;

/** Reads characters beyond ASCII out of bytes that may not be UTF-8. */
final class Utf8 {
    private Utf8() {}

    /** How many bytes the well-formed character takes that begins here with a byte of at least 0x80; 0 for none. */
    static int lengthAt(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (length == 0 || bytes.length - at < length) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int codePoint = codePointAt(bytes, at, length);
        boolean overlong = (length == 3 && codePoint < 0x800) || (length == 4 && codePoint < 0x10000);
        boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
        return overlong || surrogate || codePoint > Character.MAX_CODE_POINT ? 0 : length;
    }

    /** The character of {@code length} bytes, 2 to 4, that begins here. */
    static int codePointAt(byte[] bytes, int at, int length) {
        int codePoint = bytes[at] & (0xFF >> (length + 1));
        for (int i = 1; i < length; i++) {
            codePoint = codePoint << 6 | (bytes[at + i] & 0x3F);
        }
        return codePoint;
    }
}
