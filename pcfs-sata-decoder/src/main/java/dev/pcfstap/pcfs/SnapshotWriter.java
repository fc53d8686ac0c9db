package dev.pcfstap.pcfs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that grow as a snapshot is written, up to a limit: what goes beyond is only said at the end. */
final class SnapshotWriter {
    private static final int FIRST_CAPACITY = 1024;

    private final int limitBytes;
    private byte[] bytes;
    private int length;
    private long countedBytes;
    private boolean full;
    private final boolean counts;

    /** One that only counts, and keeps nothing. */
    static SnapshotWriter counting() {
        return new SnapshotWriter(0, true);
    }

    SnapshotWriter(int limitBytes) {
        this(limitBytes, false);
    }

    private SnapshotWriter(int limitBytes, boolean counts) {
        this.counts = counts;
        this.limitBytes = limitBytes;
        this.bytes = new byte[Math.min(limitBytes, FIRST_CAPACITY)];
    }

    SnapshotWriter u8(int value) {
        if (hasRoomFor(1)) {
            bytes[length++] = (byte) value;
        }
        return this;
    }

    SnapshotWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    /** One of an enum's constants, whose order is part of the format. */
    @SuppressWarnings("EnumOrdinal")
    SnapshotWriter choice(Enum<?> constant) {
        return u8(constant.ordinal());
    }

    SnapshotWriter u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    /** The low 32 bits: a u32 as it is kept in a {@code long}, or an i32. */
    SnapshotWriter u32(long value) {
        if (hasRoomFor(Integer.BYTES)) {
            Wire.putI32(bytes, length, (int) value);
            length += Integer.BYTES;
        }
        return this;
    }

    SnapshotWriter u64(long value) {
        if (hasRoomFor(Long.BYTES)) {
            Wire.putU64(bytes, length, value);
            length += Long.BYTES;
        }
        return this;
    }

    /** Bytes without a length before them. */
    SnapshotWriter raw(byte[] source) {
        return raw(source, source.length);
    }

    SnapshotWriter bytes(byte[] source) {
        return bytes(source, source.length);
    }

    /** The first bytes of an array. */
    SnapshotWriter bytes(byte[] source, int count) {
        return u32(count).raw(source, count);
    }

    SnapshotWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    SnapshotWriter text(WireText text) {
        return bytes(text.viewBytes());
    }

    SnapshotWriter reference(@Nullable Exchange exchange) {
        return u64(exchange == null ? 0 : exchange.number);
    }

    /** Everything that was written; refused when it went beyond the limit. */
    byte[] written() throws SnapshotException {
        if (full) {
            throw new SnapshotException("a snapshot of what is in progress takes more than " + limitBytes + " bytes");
        }
        return Arrays.copyOf(bytes, length);
    }

    private SnapshotWriter raw(byte[] source, int count) {
        if (hasRoomFor(count)) {
            System.arraycopy(source, 0, bytes, length, count);
            length += count;
        }
        return this;
    }

    /** How many bytes were written or counted. */
    long lengthBytes() {
        return counts ? countedBytes : length;
    }

    private boolean hasRoomFor(int more) {
        if (counts) {
            countedBytes += more;
            return false;
        }
        full |= more > limitBytes - length;
        if (!full && more > bytes.length - length) {
            long doubled = Math.max(2L * bytes.length, (long) length + more);
            bytes = Arrays.copyOf(bytes, (int) Math.min(limitBytes, doubled));
        }
        return !full;
    }
}
