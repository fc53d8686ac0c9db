package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A disposable table that shortens the way to a place inside one segment. It is only believed when its checksum, its
 * journal and the commit that it points at are right; without it the segment is read from its beginning.
 *
 * <pre>
 *   index = magic:u32 = 50 43 4A 58, version:u16 = 1, zero:u16, journalId[16], firstSequence:u64, coveredBytes:u64,
 *           latestNanos:u64, count:u32, entry{count}, crc:u32
 *   entry = sequence:u64, offset:u64, latestNanosBefore:u64
 * </pre>
 *
 * <p>Big-endian; the crc is CRC-32C of everything before it. An entry stands for a commit: its first sequence, its place in
 * the file, and the latest time of any record before it, so that times need not be in order.
 */
final class SparseIndex {
    static final int MAGIC = 0x50434A58;
    private static final int VERSION = 1;
    private static final int HEADER_LENGTH = 52;
    private static final int ENTRY_LENGTH = 24;
    private static final int MAX_ENTRIES = 1 << 18;
    private static final long SPACING_BYTES = 1 << 20;

    private long[] entries = new long[3 * 64];
    private int count;
    private long lastOffset = -SPACING_BYTES;
    private long coveredBytes;
    private long latestNanos = Long.MIN_VALUE;

    /** Notes a commit; called for each, in order. */
    void add(long sequence, long offset, int lengthBytes, long commitLatestNanos) {
        if (offset - lastOffset >= SPACING_BYTES && count < MAX_ENTRIES) {
            if (3 * count == entries.length) {
                entries = java.util.Arrays.copyOf(entries, 2 * entries.length);
            }
            entries[3 * count] = sequence;
            entries[3 * count + 1] = offset;
            entries[3 * count + 2] = latestNanos;
            count++;
            lastOffset = offset;
        }
        coveredBytes = offset + lengthBytes;
        latestNanos = Math.max(latestNanos, commitLatestNanos);
    }

    int count() {
        return count;
    }

    long sequence(int entry) {
        return entries[3 * entry];
    }

    long offset(int entry) {
        return entries[3 * entry + 1];
    }

    long coveredBytes() {
        return coveredBytes;
    }

    long latestNanos() {
        return latestNanos;
    }

    /** The last entry whose commit does not begin behind the sequence; negative when there is none. */
    int entryForSequence(long sequence) {
        int found = -1;
        for (int i = 0; i < count && entries[3 * i] <= sequence; i++) {
            found = i;
        }
        return found;
    }

    /** The last entry before which no record is as late as the time; negative when there is none. */
    int entryForTime(long timeNanos) {
        int found = -1;
        for (int i = 0; i < count && entries[3 * i + 2] < timeNanos; i++) {
            found = i;
        }
        return found;
    }

    byte[] encode(SegmentHeader header) {
        byte[] bytes = new byte[HEADER_LENGTH + count * ENTRY_LENGTH + 4];
        BigEndian.putI32(bytes, 0, MAGIC);
        BigEndian.putU16(bytes, 4, VERSION);
        BigEndian.putI64(bytes, 8, header.journal().high());
        BigEndian.putI64(bytes, 16, header.journal().low());
        BigEndian.putI64(bytes, 24, header.firstSequence());
        BigEndian.putI64(bytes, 32, coveredBytes);
        BigEndian.putI64(bytes, 40, latestNanos);
        BigEndian.putI32(bytes, 48, count);
        for (int i = 0; i < 3 * count; i++) {
            BigEndian.putI64(bytes, HEADER_LENGTH + 8 * i, entries[i]);
        }
        BigEndian.putI32(bytes, bytes.length - 4, crc(bytes));
        return bytes;
    }

    /** The index beside a segment; null when there is none that may be believed. */
    static @Nullable SparseIndex load(JournalFiles disk, Path segment, SegmentHeader header) {
        Path name = SegmentName.indexOf(segment);
        if (!disk.exists(name)) {
            return null;
        }
        try (ReadFile file = disk.open(name)) {
            long size = file.sizeBytes();
            if (size < HEADER_LENGTH + 4 || size > HEADER_LENGTH + (long) MAX_ENTRIES * ENTRY_LENGTH + 4) {
                return null;
            }
            byte[] bytes = new byte[(int) size];
            return file.read(0, bytes, 0, bytes.length) == bytes.length ? decode(bytes, header) : null;
        } catch (IOException unreadable) {
            return null;
        }
    }

    static @Nullable SparseIndex decode(byte[] bytes, SegmentHeader header) {
        int count = BigEndian.i32(bytes, 48);
        boolean right = BigEndian.i32(bytes, 0) == MAGIC
                && BigEndian.u16(bytes, 4) == VERSION
                && BigEndian.i64(bytes, 8) == header.journal().high()
                && BigEndian.i64(bytes, 16) == header.journal().low()
                && BigEndian.i64(bytes, 24) == header.firstSequence()
                && count >= 0
                && count <= MAX_ENTRIES
                && bytes.length == HEADER_LENGTH + count * ENTRY_LENGTH + 4
                && BigEndian.i32(bytes, bytes.length - 4) == crc(bytes);
        if (!right) {
            return null;
        }
        SparseIndex index = new SparseIndex();
        index.coveredBytes = BigEndian.i64(bytes, 32);
        index.latestNanos = BigEndian.i64(bytes, 40);
        index.count = count;
        index.entries = new long[3 * count];
        for (int i = 0; i < 3 * count; i++) {
            index.entries[i] = BigEndian.i64(bytes, HEADER_LENGTH + 8 * i);
        }
        return index;
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        return (int) crc.getValue();
    }
}
