package dev.pcfstap.pcfs;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A C string field as it came: the bytes before the first NUL. Usually UTF-8, but nobody promises. Immutable.
 *
 * <p>Kept as bytes because that is what is compared, logged and escaped; {@link #toString} is for people.
 */
public final class WireText implements Comparable<WireText> {
    private final byte[] bytes;
    private final boolean utf8;
    private final boolean plain;

    private WireText(byte[] bytes) {
        this.bytes = bytes;
        this.plain = isPlain(bytes);
        this.utf8 = plain || isUtf8(bytes);
    }

    /** A copy of a stretch of an array. */
    public static WireText copyOf(byte[] source, int offset, int length) {
        return new WireText(Arrays.copyOfRange(source, offset, offset + length));
    }

    /** The UTF-8 form of a string. */
    public static WireText of(String text) {
        return new WireText(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes; shared, not to be written. */
    public byte[] viewBytes() {
        return bytes;
    }

    /** Whether the bytes are well-formed UTF-8. */
    public boolean isUtf8() {
        return utf8;
    }

    /** Whether every byte is printable ASCII other than a backslash, so that it can be printed as it is. */
    public boolean isPlain() {
        return plain;
    }

    /** The text, with U+FFFD for what is not UTF-8. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WireText text && Arrays.equals(bytes, text.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** By their bytes, unsigned. Also keeps hash tables fast whose keys a peer has chosen to collide. */
    @Override
    public int compareTo(WireText other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    private static boolean isPlain(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0x20 || b == 0x7F || b == '\\') {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            CharBuffer decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return decoded.remaining() <= bytes.length;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
