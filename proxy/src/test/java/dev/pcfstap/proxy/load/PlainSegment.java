package dev.pcfstap.proxy.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A segment of a journal, read from its description alone.
 *
 * @param file where it is
 * @param firstSequence of its header; -1 when that is not whole
 * @param writerStarted whether its header says that a writer began with it
 * @param endSequence after its last whole commit
 * @param intactBytes up to the end of its last whole commit
 * @param sizeBytes the file's length
 * @param records those of its whole commits
 */
public record PlainSegment(
        Path file,
        long firstSequence,
        boolean writerStarted,
        long endSequence,
        long intactBytes,
        long sizeBytes,
        List<PlainRecord> records) {
    private static final long MAGIC = 0x8950_434A_0D0A_1A0AL;
    private static final int SYNC = 0x5043_4A43;
    private static final int HEADER_BYTES = 48;
    private static final int COMMIT_HEAD_BYTES = 20;
    private static final int RECORD_HEAD_BYTES = 24;
    private static final int CRC_BYTES = 4;

    /** Reads up to where it is not whole any more. */
    public static PlainSegment read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
        if (in.limit() < HEADER_BYTES
                || in.getLong(0) != MAGIC
                || in.getInt(HEADER_BYTES - CRC_BYTES) != crc(in, 0, HEADER_BYTES - CRC_BYTES)) {
            return new PlainSegment(file, -1, false, -1, 0, in.limit(), List.of());
        }
        List<PlainRecord> records = new ArrayList<>();
        long first = in.getLong(28);
        long sequence = first;
        int at = HEADER_BYTES;
        int length;
        while ((length = commitLength(in, at)) > 0 && in.getLong(at + 12) == sequence) {
            sequence += addRecords(in, at, records);
            at += length;
        }
        return new PlainSegment(file, first, (in.get(11) & 1) != 0, sequence, at, in.limit(), List.copyOf(records));
    }

    /** The same without the payloads, of which a run has many megabytes. */
    public PlainSegment withoutPayloads() {
        return new PlainSegment(
                file,
                firstSequence,
                writerStarted,
                endSequence,
                intactBytes,
                sizeBytes,
                records.stream().map(PlainRecord::withoutPayload).toList());
    }

    /** Whether it ends inside a header or commit. */
    public boolean torn() {
        return intactBytes < sizeBytes || endSequence < 0;
    }

    /** The length of the whole commit that stands here; 0 when there is none. */
    private static int commitLength(ByteBuffer in, int at) {
        if (in.limit() - at < COMMIT_HEAD_BYTES + CRC_BYTES || in.getInt(at) != SYNC) {
            return 0;
        }
        long bodyLength = Integer.toUnsignedLong(in.getInt(at + 4));
        if (bodyLength > in.limit() - at - COMMIT_HEAD_BYTES - CRC_BYTES) {
            return 0;
        }
        int covered = COMMIT_HEAD_BYTES + (int) bodyLength;
        return in.getInt(at + covered) == crc(in, at, covered) ? covered + CRC_BYTES : 0;
    }

    private static int addRecords(ByteBuffer in, int commit, List<PlainRecord> records) {
        int count = in.getInt(commit + 8);
        long sequence = in.getLong(commit + 12);
        int at = commit + COMMIT_HEAD_BYTES;
        for (int i = 0; i < count; i++) {
            int length = in.getInt(at + 4);
            records.add(new PlainRecord(
                    sequence + i,
                    in.get(at),
                    in.getLong(at + 8),
                    in.getLong(at + 16),
                    in.slice(at + RECORD_HEAD_BYTES, length)));
            at += RECORD_HEAD_BYTES + length;
        }
        return count;
    }

    private static int crc(ByteBuffer in, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(in.slice(from, length));
        return (int) crc.getValue();
    }
}
