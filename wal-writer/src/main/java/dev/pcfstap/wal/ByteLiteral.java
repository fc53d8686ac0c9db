package dev.pcfstap.wal;

import java.util.Locale;

/** Prints bytes as a Rust byte-string literal, as the reference implementation does: {@code b"\0\x01X"}. */
final class ByteLiteral {
    private static final byte[][] TEXT = new byte[256][];

    static {
        for (int value = 0; value < 256; value++) {
            TEXT[value] = TextBuffer.ascii(text(value));
        }
    }

    private ByteLiteral() {}

    /** Appends the first {@code count} bytes, quotes included. */
    static void put(byte[] bytes, int count, TextBuffer out) {
        out.put('b').put('"');
        for (int i = 0; i < count; i++) {
            out.put(TEXT[bytes[i] & 0xFF]);
        }
        out.put('"');
    }

    private static String text(int value) {
        return switch (value) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\\' -> "\\\\";
            case '"' -> "\\\"";
            case 0 -> "\\0";
            default ->
                value >= 0x20 && value <= 0x7E
                        ? String.valueOf((char) value)
                        : String.format(Locale.ROOT, "\\x%02x", value);
        };
    }
}
