package dev.pcfstap.pcfs;

import java.util.Arrays;

/**
 * Makes the first bytes of a packet readable in one piece: where they lie, when the chunk holds them all, else in a
 * buffer that gathers them over several chunks. Never takes more from a chunk than it was asked for.
 */
final class Gatherer {
    private static final int FIRST_CAPACITY = 0x100;
    private static final int KEPT_CAPACITY = 0x1000;

    private byte[] gathered = new byte[0];
    private int have;
    private byte[] bytes = gathered;
    private int offset;
    private boolean viewing;

    /** How many of the bytes that wait are in the checksum: those that waited when it was last asked for. */
    private int hashed;

    private long checksum = FrameChecksum.INITIAL;

    /**
     * Tries to make the packet's first {@code needed} bytes readable. It takes no more than the most it was ever asked for.
     *
     * @return whether they are, at {@link #bytes()} from {@link #offset()} on
     */
    boolean fill(Chunk chunk, int needed) {
        if (have == 0 && chunk.remaining() >= needed) {
            bytes = chunk.bytes;
            offset = chunk.position;
            viewing = true;
            return true;
        }
        int taken = Math.max(0, Math.min(needed - have, chunk.remaining()));
        if (gathered.length < have + taken) {
            // Grows with what has arrived, not with what a length field claims.
            int grown = Math.max(FIRST_CAPACITY, Math.max(have + taken, have + have / 4));
            gathered = Arrays.copyOf(gathered, Math.min(Math.max(needed, have + taken), grown));
        }
        System.arraycopy(chunk.bytes, chunk.position, gathered, have, taken);
        chunk.position += taken;
        have += taken;
        bytes = gathered;
        offset = 0;
        viewing = false;
        return have >= needed;
    }

    byte[] bytes() {
        return bytes;
    }

    int offset() {
        return offset;
    }

    /** Whether the bytes that are readable lie in the chunk, and so stay as they are until the batch ends. */
    boolean isViewing() {
        return viewing;
    }

    /** The packet's first {@code length} bytes, all that were filled, are dealt with. */
    void finish(Chunk chunk, int length) {
        if (viewing) {
            chunk.position += length;
        }
        clear();
    }

    /** Where in its direction the packet's first {@code length} bytes end: all that were filled, before they are finished. */
    long endOffset(Chunk chunk, int length) {
        return viewing ? chunk.offset() + length : chunk.offset();
    }

    /** How many bytes wait for the rest of their packet. */
    int waiting() {
        return have;
    }

    /** The bytes that wait, and perhaps others behind them. Not to be written. */
    byte[] viewWaiting() {
        return gathered;
    }

    /** The checksum of the bytes that wait. Each of them is hashed once, however often it is asked for. */
    long checksum() {
        checksum = FrameChecksum.hash(checksum, gathered, hashed, have - hashed);
        hashed = have;
        return checksum;
    }

    /** A copy of the bytes that wait. */
    byte[] copyWaiting() {
        return Arrays.copyOf(gathered, have);
    }

    void clear() {
        have = 0;
        hashed = 0;
        checksum = FrameChecksum.INITIAL;
        viewing = false;
        if (gathered.length > KEPT_CAPACITY) {
            gathered = new byte[0];
        }
        bytes = gathered;
    }

    void writeTo(SnapshotWriter out) {
        out.bytes(gathered, have);
    }

    void readFrom(SnapshotReader in, DecoderLimits limits) throws SnapshotException {
        gathered = in.bytes(mostWaiting(limits), "bytes of a packet");
        have = gathered.length;
        bytes = gathered;
    }

    /** How many bytes can wait at the most. */
    static int mostWaiting(DecoderLimits limits) {
        return Math.max(limits.bufferedBytes(), Math.max(Plausibility.REQUEST_WINDOW, Plausibility.RESPONSE_WINDOW));
    }
}
