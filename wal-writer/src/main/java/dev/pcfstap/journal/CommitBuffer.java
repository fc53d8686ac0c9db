package dev.pcfstap.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Gathers the records of one commit in the form in which they are written, in memory that is laid out as the place in the file
 * where the commit is expected to stand, so that whole blocks of it can be written as they are. Confined to the writer's
 * thread, and to the one that writes for it as long as that does.
 */
final class CommitBuffer {
    private static final int USUAL_LENGTH = 1 << 20;
    private static final int LONGEST = CommitLayout.MAX_BODY_LENGTH + CommitLayout.OVERHEAD;
    private static final int PAGE_BYTES = 4096;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer memory = allocate(USUAL_LENGTH);
    private int phase;
    private ByteBuffer bytes = fromPhase();
    private int count;
    private long latestNanos;

    /** Is given each record that a buffer holds. */
    interface Visitor {
        void record(RecordKind kind, long stream, long timeNanos, ByteBuffer payload);
    }

    CommitBuffer() {
        clear();
    }

    /** Begins a commit of which nobody knows where it will stand. */
    void clear() {
        clear(0);
    }

    /** Begins a commit that will stand at this place of its file, if all goes well. Nothing but speed depends on that. */
    void clear(long expectedOffset) {
        phase = (int) (expectedOffset & (PAGE_BYTES - 1));
        bytes = fromPhase().position(CommitLayout.HEADER_LENGTH);
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

    /** How long the whole commit is. */
    int lengthBytes() {
        return bodyLength() + CommitLayout.OVERHEAD;
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

    /** Adds a record of nothing if need be, so that a commit that begins at {@code offset} ends where a block does. */
    void padToBlock(long offset, int blockBytes) {
        long end = offset + lengthBytes();
        if ((end & (blockBytes - 1)) == 0 || !hasRoomFor(blockBytes)) {
            return;
        }
        int padding = (int) (-(end + RecordLayout.HEADER_LENGTH) & (blockBytes - 1));
        append(RecordKind.PADDING, 0, latestNanos, new byte[padding], 0, padding);
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
        memory = allocate((int) Math.min(LONGEST, Math.max(needed, 2L * bytes.capacity())));
        bytes = fromPhase().put(bytes.flip());
    }

    private static ByteBuffer allocate(int length) {
        return ByteBuffer.allocateDirect(length + PAGE_BYTES);
    }

    /** The memory without a page: it begins as far behind a page boundary as the commit is expected to. */
    private ByteBuffer fromPhase() {
        int offset = Math.floorMod(phase - memory.alignmentOffset(0, PAGE_BYTES), PAGE_BYTES);
        return memory.slice(offset, memory.capacity() - PAGE_BYTES);
    }
}
