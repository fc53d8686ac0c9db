package dev.pcfstap.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Gathers the records of one commit in the form in which they are written. Confined to the writer's thread. */
final class CommitBuffer {
    private static final int USUAL_LENGTH = 1 << 20;
    private static final int LONGEST = CommitLayout.MAX_BODY_LENGTH + CommitLayout.OVERHEAD;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer bytes = ByteBuffer.allocateDirect(USUAL_LENGTH);
    private int count;
    private long latestNanos;

    /** Is given each record that a buffer holds. */
    interface Visitor {
        void record(RecordKind kind, long stream, long timeNanos, ByteBuffer payload);
    }

    CommitBuffer() {
        clear();
    }

    void clear() {
        bytes.clear().position(CommitLayout.HEADER_LENGTH);
        count = 0;
        latestNanos = Long.MIN_VALUE;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    int bodyLength() {
        return bytes.position() - CommitLayout.HEADER_LENGTH;
    }

    long latestNanos() {
        return latestNanos;
    }

    /** Adds a record; it must fit into {@link CommitLayout#MAX_BODY_LENGTH}. */
    void append(RecordKind kind, long stream, long timeNanos, byte[] payload, int offset, int length) {
        append(kind.code(), stream, timeNanos, payload, offset, length);
    }

    void append(int kindCode, long stream, long timeNanos, byte[] payload, int offset, int length) {
        makeRoom(RecordLayout.HEADER_LENGTH + (long) length);
        bytes.putLong((long) kindCode << 56 | length);
        bytes.putLong(stream).putLong(timeNanos);
        bytes.put(payload, offset, length);
        count++;
        latestNanos = Math.max(latestNanos, timeNanos);
    }

    /** Whether a record with a payload of this length can still be added. */
    boolean hasRoomFor(int payloadLength) {
        return bodyLength() + RecordLayout.HEADER_LENGTH + (long) payloadLength <= CommitLayout.MAX_BODY_LENGTH;
    }

    /** Adds all records of another buffer. */
    void appendAll(CommitBuffer other) {
        makeRoom(other.bodyLength());
        bytes.put(other.bytes.duplicate().flip().position(CommitLayout.HEADER_LENGTH));
        count += other.count;
        latestNanos = Math.max(latestNanos, other.latestNanos);
    }

    /** The whole commit, to be written. Valid until the buffer is changed; more records may still be added after it. */
    ByteBuffer seal(long firstSequence) {
        makeRoom(CommitLayout.CRC_LENGTH);
        bytes.putInt(0, CommitLayout.SYNC);
        bytes.putInt(CommitLayout.BODY_LENGTH_OFFSET, bodyLength());
        bytes.putInt(CommitLayout.COUNT_OFFSET, count);
        bytes.putLong(CommitLayout.FIRST_SEQUENCE_OFFSET, firstSequence);
        crc.reset();
        crc.update(bytes.duplicate().flip());
        bytes.putInt(bytes.position(), (int) crc.getValue());
        return bytes.duplicate()
                .limit(bytes.position() + CommitLayout.CRC_LENGTH)
                .position(0);
    }

    void forEach(Visitor visitor) {
        ByteBuffer view = bytes.duplicate().flip().position(CommitLayout.HEADER_LENGTH);
        while (view.hasRemaining()) {
            int at = view.position();
            int length = view.getInt(at + RecordLayout.LENGTH_OFFSET);
            ByteBuffer payload = view.slice(at + RecordLayout.HEADER_LENGTH, length);
            visitor.record(
                    RecordKind.of(view.get(at) & 0xff),
                    view.getLong(at + RecordLayout.STREAM_OFFSET),
                    view.getLong(at + RecordLayout.TIME_OFFSET),
                    payload);
            view.position(at + RecordLayout.HEADER_LENGTH + length);
        }
    }

    private void makeRoom(long more) {
        long needed = bytes.position() + more + CommitLayout.CRC_LENGTH;
        if (needed <= bytes.capacity()) {
            return;
        }
        if (needed > LONGEST) {
            throw new IllegalArgumentException("commit would be " + needed + " bytes, the limit is " + LONGEST);
        }
        ByteBuffer larger = ByteBuffer.allocateDirect((int) Math.min(LONGEST, Math.max(needed, 2L * bytes.capacity())));
        bytes = larger.put(bytes.flip());
    }
}
