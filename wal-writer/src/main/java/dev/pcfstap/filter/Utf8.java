package dev.pcfstap.filter;

/**
 * Reads characters from bytes where they lie. A byte that does not belong to well-formed UTF-8 is a character of its own,
 * beyond all others, so that {@code ?} and {@code *} match it and nothing else does by accident.
 */
final class Utf8 {
    private static final int STRAY = Character.MAX_CODE_POINT + 1;

    private Utf8() {}

    /** The character at an index. */
    static int codePointAt(byte[] bytes, int at) {
        int length = lengthAt(bytes, at);
        int first = bytes[at] & 0xFF;
        if (length == 1) {
            return first < 0x80 ? first : STRAY + first;
        }
        int c = first & (0xFF >> (length + 1));
        for (int i = 1; i < length; i++) {
            c = (c << 6) | (bytes[at + i] & 0x3F);
        }
        return c;
    }

    static boolean isStray(int c) {
        return c >= STRAY;
    }

    static int strayByte(int c) {
        return c - STRAY;
    }

    /** How many bytes the character at an index takes: 1 to 4. */
    static int lengthAt(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        int length = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1;
        if (length > bytes.length - at) {
            return 1;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 1;
            }
        }
        int second = length > 1 ? bytes[at + 1] & 0xFF : 0;
        boolean outOfRange = (first == 0xE0 && second < 0xA0)
                || (first == 0xED && second > 0x9F)
                || (first == 0xF0 && second < 0x90)
                || (first == 0xF4 && second > 0x8F);
        return outOfRange ? 1 : length;
    }
}
