package dev.pcfstap.wal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * UTF-8 text under construction. Words that are printed often are encoded once, by {@link #ascii}, and copied from then
 * on. Not thread-safe.
 */
public final class TextBuffer {
    private static final byte[] DIGITS = ascii("0123456789abcdef");
    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes;
    private int length;

    /** An empty text that grows beyond the given capacity when it has to. */
    public TextBuffer(int capacityBytes) {
        bytes = new byte[capacityBytes];
    }

    /** The bytes of a constant, to be copied many times. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** How many bytes there are. */
    public int length() {
        return length;
    }

    /** The array that holds the text in its first {@link #length} bytes; valid until the next change. */
    public byte[] viewBytes() {
        return bytes;
    }

    /** Drops everything after the first {@code newLength} bytes. */
    public void truncate(int newLength) {
        length = Math.min(length, newLength);
    }

    /** Drops everything, and memory beyond the given capacity with it. */
    public void clear(int capacityBytes) {
        length = 0;
        if (bytes.length > capacityBytes) {
            try {
                bytes = new byte[capacityBytes];
            } catch (OutOfMemoryError kept) {
                // The long one goes on: whoever clears has handed the text over.
            }
        }
    }

    /** Appends bytes as they are. */
    public TextBuffer put(byte[] source) {
        return put(source, 0, source.length);
    }

    /** Appends a stretch of bytes as they are. */
    public TextBuffer put(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
        return this;
    }

    /** Appends one ASCII character. */
    public TextBuffer put(char character) {
        reserve(1);
        bytes[length++] = (byte) character;
        return this;
    }

    /** Appends text as UTF-8. */
    public TextBuffer put(String text) {
        int count = text.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            char character = text.charAt(i);
            if (character >= 0x80) {
                return put(text.substring(i).getBytes(StandardCharsets.UTF_8));
            }
            bytes[length++] = (byte) character;
        }
        return this;
    }

    /** Appends a signed number in decimal. */
    public TextBuffer decimal(long value) {
        if (value >= 0) {
            return digits(value);
        }
        if (value == Long.MIN_VALUE) {
            return put(Long.toString(value));
        }
        return put('-').digits(-value);
    }

    /** Appends an unsigned 64-bit number in decimal. */
    public TextBuffer unsigned(long value) {
        return value >= 0 ? digits(value) : put(Long.toUnsignedString(value));
    }

    /** Appends a number from 0 to 999,999,999 with leading zeroes. */
    public TextBuffer padded(int value, int width) {
        reserve(width);
        int rest = value;
        for (int at = length + width - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += width;
        return this;
    }

    /** Appends a 32-bit pattern in lower-case hexadecimal of at least two digits. */
    public TextBuffer hex(int value) {
        return hex(value & 0xFFFF_FFFFL);
    }

    /** Appends a 64-bit pattern in lower-case hexadecimal of at least two digits. */
    public TextBuffer hex(long value) {
        int width = Math.max(2, (67 - Long.numberOfLeadingZeros(value)) / 4);
        reserve(width);
        long rest = value;
        for (int at = length + width - 1; at >= length; at--) {
            bytes[at] = DIGITS[(int) rest & 0xF];
            rest >>>= 4;
        }
        length += width;
        return this;
    }

    /** The text, for people and tests. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private TextBuffer digits(long value) {
        reserve(LONGEST_NUMBER);
        int width = 1;
        for (long bound = 10; width < LONGEST_NUMBER - 1 && value >= bound; bound *= 10) {
            width++;
        }
        long rest = value;
        for (int at = length + width - 1; at >= length; at--) {
            long quotient = rest / 10;
            bytes[at] = (byte) ('0' + (rest - quotient * 10));
            rest = quotient;
        }
        length += width;
        return this;
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            grow(count);
        }
    }

    private void grow(int count) {
        int needed = Math.addExact(length, count);
        int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(64, 2L * bytes.length));
        bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
    }
}
