package dev.pcfstap.wal;

import static dev.pcfstap.wal.TextBuffer.ascii;

import dev.pcfstap.pcfs.WireText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Prints the parts of JSON. Keys come with their comma, quotes and colon, made by {@link #key}. */
final class JsonText {
    /** Beyond this a double does not hold every whole number. */
    private static final long EXACT_IN_DOUBLE = 1L << 53;

    private static final byte[] UNICODE = ascii("\\u");
    private static final byte[] NULL = ascii("null");

    private JsonText() {}

    /** {@code ,"name":}. */
    static byte[] key(String name) {
        return ascii(",\"" + name + "\":");
    }

    /** {@code ,"name":"value"}, for constants that need no escapes. */
    static byte[] entry(String name, String value) {
        return ascii(",\"" + name + "\":\"" + value + "\"");
    }

    static TextBuffer string(byte[] constant, TextBuffer out) {
        return out.put('"').put(constant).put('"');
    }

    static TextBuffer string(String value, TextBuffer out) {
        out.put('"');
        for (int i = 0; i < value.length(); i++) {
            character(value, i, out);
        }
        return out.put('"');
    }

    /** The text, with U+FFFD for what is not UTF-8. */
    static TextBuffer string(WireText text, TextBuffer out) {
        byte[] bytes = text.viewBytes();
        return text.isPlain() && !hasQuote(bytes) ? string(bytes, out) : string(text.toString(), out);
    }

    /** A number from 0 up, 64 bits without a sign: as a string when a double may not hold it. */
    static TextBuffer number(long value, TextBuffer out) {
        return value >= 0 && value <= EXACT_IN_DOUBLE
                ? out.decimal(value)
                : out.put('"').unsigned(value).put('"');
    }

    /** A signed number: as a string when a double may not hold it. */
    static TextBuffer signed(long value, TextBuffer out) {
        return value >= -EXACT_IN_DOUBLE && value <= EXACT_IN_DOUBLE
                ? out.decimal(value)
                : out.put('"').decimal(value).put('"');
    }

    static TextBuffer checksum(long value, TextBuffer out) {
        return out.put('"').hex(value).put('"');
    }

    static TextBuffer base64(byte[] bytes, TextBuffer out) {
        return string(Base64.getEncoder().encode(bytes), out);
    }

    static TextBuffer nothing(TextBuffer out) {
        return out.put(NULL);
    }

    /** Escapes what JSON must have escaped, and what a terminal should not get; pairs of surrogates stay together. */
    private static void character(String value, int at, TextBuffer out) {
        char character = value.charAt(at);
        switch (character) {
            case '"' -> out.put('\\').put('"');
            case '\\' -> out.put('\\').put('\\');
            case '\n' -> out.put('\\').put('n');
            case '\r' -> out.put('\\').put('r');
            case '\t' -> out.put('\\').put('t');
            default -> {
                if (character >= 0x20 && character < 0x7F) {
                    out.put(character);
                } else if (character == 0x7F || Character.isSurrogate(character) || SafeText.isTroublesome(character)) {
                    unicode(character, out);
                } else {
                    out.put(String.valueOf(character).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static void unicode(char character, TextBuffer out) {
        out.put(UNICODE).hex(character >> 8).hex(character & 0xFF);
    }

    private static boolean hasQuote(byte[] bytes) {
        for (byte b : bytes) {
            if (b == '"') {
                return true;
            }
        }
        return false;
    }
}
