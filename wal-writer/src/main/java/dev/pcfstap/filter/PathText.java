package dev.pcfstap.filter;

import dev.pcfstap.pcfs.WireText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Paths are bytes, filters are characters. A byte from 0x80 that a filter gives as {@code \xNN} is kept as the lone
 * surrogate U+DC00 + byte, which no well-formed text contains; everything else is itself.
 */
final class PathText {
    private static final int ESCAPED = 0xDC00;

    private PathText() {}

    /** The character that stands for one byte. */
    static char ofByte(int value) {
        return (char) (value < 0x80 ? value : ESCAPED + value);
    }

    /** The bytes that a filter's text means. A surrogate that means nothing is taken for a question mark. */
    static WireText bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        text.codePoints().forEach(c -> {
            if (isEscaped(c)) {
                bytes.write(c - ESCAPED);
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return WireText.copyOf(bytes.toByteArray(), 0, bytes.size());
    }

    private static boolean isEscaped(int c) {
        return c >= ESCAPED + 0x80 && c <= ESCAPED + 0xFF;
    }

    /** A text as a filter would say it: as it is when it is one word, else in double quotes. */
    static String quoted(WireText text) {
        String characters = text.isPlain() ? text.toString() : "";
        if (Lexer.isOneWord(characters)) {
            return characters;
        }
        StringBuilder quoted = new StringBuilder("\"");
        byte[] bytes = text.viewBytes();
        for (int at = 0; at < bytes.length; at += Utf8.lengthAt(bytes, at)) {
            append(quoted, Utf8.codePointAt(bytes, at));
        }
        return quoted.append('"').toString();
    }

    private static void append(StringBuilder quoted, int c) {
        if (c == '"' || c == '\\') {
            quoted.append('\\').append((char) c);
        } else if (c < 0x20 || c == 0x7F) {
            quoted.append(String.format(Locale.ROOT, "\\x%02x", c));
        } else if (Utf8.isStray(c)) {
            quoted.append(String.format(Locale.ROOT, "\\x%02x", Utf8.strayByte(c)));
        } else {
            quoted.appendCodePoint(c);
        }
    }
}
