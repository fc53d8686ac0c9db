package dev.pcfstap.wal;

import dev.pcfstap.pcfs.WireText;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Prints text that came from outside so that it can neither begin a line, nor forge a field, nor reach the terminal:
 * control characters, line separators, characters that turn the direction of writing, bytes that are not UTF-8 and
 * backslashes are escaped as {@code \n}, {@code \r}, {@code \t}, {@code \\} or {@code \xNN} for each of their bytes.
 */
public final class SafeText {
    private static final byte[] HEX = TextBuffer.ascii("\\x");

    private SafeText() {}

    /** Appends a path or a name. */
    static void put(WireText text, TextBuffer out) {
        if (text.isPlain()) {
            out.put(text.viewBytes());
        } else {
            escape(text.viewBytes(), false, out);
        }
    }

    /** Appends the value of a {@code name=value}: in quotes when it would not be one word otherwise. */
    static void putField(String value, TextBuffer out) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (isWord(value)) {
            escape(bytes, false, out);
        } else {
            out.put('"');
            escape(bytes, true, out);
            out.put('"');
        }
    }

    /**
     * The text as a part of one line for a person: escaped, but for backslashes, which steer nothing and stand in file names.
     *
     * @param mostBytes what is longer is cut, and ends in how much that was
     */
    public static String line(String text, int mostBytes) {
        String safe = text;
        if (text.codePoints().anyMatch(SafeText::isTroublesome)) {
            StringBuilder escaped = new StringBuilder(text.length() + 16);
            text.codePoints().forEach(point -> escapeIfTroublesome(point, escaped));
            safe = escaped.toString();
        }
        byte[] bytes = safe.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= mostBytes) {
            return safe;
        }
        int end = mostBytes;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + "... (" + (bytes.length - end) + " more bytes)";
    }

    /** Lines for a person, escaped in the same way, with their line ends and tabs. */
    public static byte[] lines(byte[] utf8, int offset, int length) {
        StringBuilder escaped = new StringBuilder(length + 16);
        new String(utf8, offset, length, StandardCharsets.UTF_8).codePoints().forEach(point -> {
            if (point == '\n' || point == '\t') {
                escaped.append((char) point);
            } else {
                escapeIfTroublesome(point, escaped);
            }
        });
        return escaped.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void escapeIfTroublesome(int point, StringBuilder out) {
        if (!isTroublesome(point)) {
            out.appendCodePoint(point);
            return;
        }
        switch (point) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                for (byte unit : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                    out.append("\\x").append(HexFormat.of().toHexDigits(unit));
                }
            }
        }
    }

    /** Appends a path as the value of a {@code name=value}. */
    static void putField(WireText text, TextBuffer out) {
        boolean word = text.isPlain() ? isPlainWord(text.viewBytes()) : isWord(text.toString());
        if (word) {
            put(text, out);
        } else {
            out.put('"');
            escape(text.viewBytes(), true, out);
            out.put('"');
        }
    }

    /** Like {@link #isWord}, for printable ASCII, which most paths are. */
    private static boolean isPlainWord(byte[] bytes) {
        for (byte b : bytes) {
            if (b == ' ' || b == '"' || b == '=') {
                return false;
            }
        }
        return bytes.length > 0;
    }

    private static boolean isWord(String value) {
        return !value.isEmpty()
                && value.chars().noneMatch(c -> c == '"' || c == '=' || Character.isWhitespace(c) || c == 0xA0);
    }

    private static void escape(byte[] bytes, boolean quoted, TextBuffer out) {
        int at = 0;
        while (at < bytes.length) {
            int first = bytes[at] & 0xFF;
            if (first < 0x80) {
                ascii(first, quoted, out);
                at++;
            } else {
                at += beyondAscii(bytes, at, out);
            }
        }
    }

    private static void ascii(int character, boolean quoted, TextBuffer out) {
        switch (character) {
            case '\n' -> out.put('\\').put('n');
            case '\r' -> out.put('\\').put('r');
            case '\t' -> out.put('\\').put('t');
            case '\\' -> out.put('\\').put('\\');
            case '"' -> (quoted ? out.put('\\') : out).put('"');
            default -> {
                if (character < 0x20 || character == 0x7F) {
                    out.put(HEX).hex(character);
                } else {
                    out.put((char) character);
                }
            }
        }
    }

    /** Prints the character that begins here, or one byte that begins none; returns how many bytes it took. */
    private static int beyondAscii(byte[] bytes, int at, TextBuffer out) {
        int length = Utf8.lengthAt(bytes, at);
        if (length > 0 && !isTroublesome(Utf8.codePointAt(bytes, at, length))) {
            out.put(bytes, at, length);
            return length;
        }
        int escaped = Math.max(1, length);
        for (int i = at; i < at + escaped; i++) {
            out.put(HEX).hex(bytes[i] & 0xFF);
        }
        return escaped;
    }

    /** C1 controls, line and paragraph separators, direction marks and overrides, and the byte-order mark. */
    static boolean isTroublesome(int codePoint) {
        return codePoint < 0x20
                || (codePoint >= 0x7F && codePoint <= 0x9F)
                || codePoint == 0x061C
                || codePoint == 0x200E
                || codePoint == 0x200F
                || (codePoint >= 0x2028 && codePoint <= 0x202E)
                || (codePoint >= 0x2066 && codePoint <= 0x2069)
                || codePoint == 0xFEFF;
    }
}
