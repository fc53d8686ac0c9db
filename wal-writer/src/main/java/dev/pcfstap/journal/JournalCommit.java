package dev.pcfstap.journal;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * The commit that a {@link JournalReader} stands on, and a cursor over its records. A view: it is valid until the reader
 * advances, and so is the array behind {@link #bytes()}.
 */
public final class JournalCommit {
    private SegmentHeader segment = new SegmentHeader(JournalId.UNKNOWN, 0, 0, 0);
    private Path file = Path.of("");
    private long offset;
    private byte[] bytes = new byte[0];
    private int start;
    private int end;
    private long firstSequence;
    private long endSequence;

    private int firstAt;
    private int recordAt;
    private int nextAt;
    private long sequence;

    void set(SegmentHeader header, Path name, long position, byte[] buffer, int at) {
        segment = header;
        file = name;
        offset = position;
        bytes = buffer;
        start = at;
        firstAt = at + CommitLayout.HEADER_LENGTH;
        end = at + CommitLayout.HEADER_LENGTH + (int) CommitLayout.bodyLength(buffer, at);
        firstSequence = CommitLayout.firstSequence(buffer, at);
        endSequence = firstSequence + CommitLayout.count(buffer, at);
        rewind();
    }

    /** Puts the cursor before the first record. */
    public void rewind() {
        nextAt = firstAt;
        recordAt = nextAt;
        sequence = firstSequence - 1;
    }

    /** The sequence of the first record that stands in the file, also when the view begins behind it. */
    long writtenFirstSequence() {
        return CommitLayout.firstSequence(bytes, start);
    }

    /** Whether the view is all of the commit in the file. */
    boolean isWhole() {
        return firstSequence == writtenFirstSequence();
    }

    /** Drops the records below {@code sequence} from the view. */
    void beginAt(long firstWanted) {
        while (firstSequence < firstWanted) {
            firstAt += RecordLayout.HEADER_LENGTH + (int) RecordLayout.length(bytes, firstAt);
            firstSequence++;
        }
        rewind();
    }

    /** Moves to the next record; false when there is none. */
    public boolean nextRecord() {
        if (nextAt >= end) {
            return false;
        }
        recordAt = nextAt;
        nextAt += RecordLayout.HEADER_LENGTH + (int) RecordLayout.length(bytes, recordAt);
        sequence++;
        return true;
    }

    /** The header of the segment that the commit lies in. */
    public SegmentHeader segment() {
        return segment;
    }

    /** The file that the commit lies in. */
    public Path file() {
        return file;
    }

    /** Where in the file the commit begins. */
    public long offset() {
        return offset;
    }

    /** The length of the whole commit in the file. */
    public int lengthBytes() {
        return end - start + CommitLayout.CRC_LENGTH;
    }

    /** The sequence of the commit's first record. */
    public long firstSequence() {
        return firstSequence;
    }

    /** The sequence after the commit's last record. */
    public long endSequence() {
        return endSequence;
    }

    /** The current record's sequence. */
    public long sequence() {
        return sequence;
    }

    /** What the current record is. */
    public RecordKind kind() {
        return RecordKind.of(kindCode());
    }

    /** The number that says what the current record is, also when {@link #kind()} does not know it. */
    public int kindCode() {
        return RecordLayout.kind(bytes, recordAt);
    }

    /** The current record's stream. */
    public long stream() {
        return RecordLayout.stream(bytes, recordAt);
    }

    /** The current record's time, nanoseconds since 1970. */
    public long timeNanos() {
        return RecordLayout.timeNanos(bytes, recordAt);
    }

    /** The array that holds the commit. Nobody may write it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where in {@link #bytes()} the current record's payload begins. */
    public int payloadOffset() {
        return recordAt + RecordLayout.HEADER_LENGTH;
    }

    /** The length of the current record's payload. */
    public int payloadLength() {
        return nextAt - recordAt - RecordLayout.HEADER_LENGTH;
    }

    /** Whether the current records of both are equal byte for byte. */
    boolean isSameRecordAs(JournalCommit other) {
        return Arrays.equals(bytes, recordAt, nextAt, other.bytes, other.recordAt, other.nextAt);
    }

    /** Where in {@link #bytes()} the commit begins. */
    int start() {
        return start;
    }

    /** The latest time of any record in the commit. Moves the cursor. */
    long latestNanos() {
        long latest = Long.MIN_VALUE;
        rewind();
        while (nextRecord()) {
            latest = Math.max(latest, timeNanos());
        }
        rewind();
        return latest;
    }
}
