package dev.pcfstap.pcfs;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A snapshot while it is read. Trusts nothing: every value is checked before it is used, every length before it is allocated. */
final class SnapshotReader {
    private final byte[] bytes;
    private int position;
    private int version;

    SnapshotReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The version of the snapshot, 0 until its header was read. */
    int version() {
        return version;
    }

    void version(int read) {
        version = read;
    }

    int u8(String what) throws SnapshotException {
        return bytes[take(1, what)] & 0xFF;
    }

    boolean bool(String what) throws SnapshotException {
        return index(2, what) == 1;
    }

    /** One of an enum's constants, which are given in their order. */
    <E extends Enum<E>> E choice(E[] constants, String what) throws SnapshotException {
        return constants[index(constants.length, what)];
    }

    private int index(int bound, String what) throws SnapshotException {
        int at = position;
        int value = u8(what);
        if (value >= bound) {
            throw refused(at, what + " is " + value + ", must be below " + bound);
        }
        return value;
    }

    int u16(String what) throws SnapshotException {
        return u8(what) << 8 | u8(what);
    }

    int i32(String what) throws SnapshotException {
        return Wire.i32(bytes, take(Integer.BYTES, what));
    }

    long u32(String what) throws SnapshotException {
        return Wire.u32(bytes, take(Integer.BYTES, what));
    }

    /** A u32 within bounds, both included. */
    long u32(long least, long most, String what) throws SnapshotException {
        int at = position;
        return within(at, u32(what), least, most, what);
    }

    long u64(String what) throws SnapshotException {
        return Wire.u64(bytes, take(Long.BYTES, what));
    }

    /** A u64 within bounds, both included and below 2^63. */
    long u64(long least, long most, String what) throws SnapshotException {
        int at = position;
        return within(at, u64(what), least, most, what);
    }

    /** A count of things that take at least so many bytes each, at most so many. */
    int count(int most, int leastBytesEach, String what) throws SnapshotException {
        int at = position;
        long value = within(at, u32(what), 0, most, what);
        if (value * leastBytesEach > bytes.length - position) {
            throw refused(at, what + " is " + value + ", only " + (bytes.length - position) + " bytes are left");
        }
        return (int) value;
    }

    /** Bytes with a fixed length, in an array of their own. */
    byte[] raw(int length, String what) throws SnapshotException {
        int at = take(length, what);
        return Arrays.copyOfRange(bytes, at, at + length);
    }

    byte[] bytes(int most, String what) throws SnapshotException {
        return raw(count(most, 1, "length of " + what), what);
    }

    WireText wireText(String what) throws SnapshotException {
        byte[] text = bytes(RequestLayout.PATH_LENGTH, what);
        return WireText.copyOf(text, 0, text.length);
    }

    String text(String what) throws SnapshotException {
        int at = position;
        byte[] text = bytes(Integer.MAX_VALUE, what);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused(at, what + " is not UTF-8");
        }
    }

    void atEnd() throws SnapshotException {
        if (position != bytes.length) {
            throw refused(position, bytes.length - position + " bytes follow its end");
        }
    }

    int position() {
        return position;
    }

    /** What is wrong, and where. */
    SnapshotException refused(int at, String problem) {
        return new SnapshotException("snapshot at offset " + at + ": " + problem);
    }

    private long within(int at, long value, long least, long most, String what) throws SnapshotException {
        if (value < least || value > most) {
            throw refused(at, what + " is " + value + ", must be " + least + " to " + most);
        }
        return value;
    }

    private int take(int length, String what) throws SnapshotException {
        int at = position;
        if (length > bytes.length - at) {
            throw refused(at, "ends inside " + what);
        }
        position = at + length;
        return at;
    }
}
