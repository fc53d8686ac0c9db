package dev.pcfstap.pcfs;

import java.util.Arrays;

/**
 * Looks for the next plausible packet in bytes whose boundaries are not known, and keeps what it passes over. One for each
 * stretch.
 */
final class LostBoundary {

    /** Judges the bytes at an offset. */
    @FunctionalInterface
    interface Judge {
        boolean plausible(byte[] bytes, int offset);
    }

    private final RawCapture skipped;
    private final int windowBytes;
    private byte[] tail;

    /**
     * @param windowBytes how many bytes the judge needs to see
     * @param unjudged bytes that came before the first chunk
     */
    LostBoundary(int windowBytes, RawCapture skipped, byte[] unjudged) {
        this.windowBytes = windowBytes;
        this.skipped = skipped;
        this.tail = unjudged;
    }

    /** Passes over one byte without judging it: the first of a packet that cannot be right, which must not be found again. */
    void passFirst(Chunk chunk) {
        if (tail.length > 0) {
            skipped.addView(tail, 0, 1);
            tail = Arrays.copyOfRange(tail, 1, tail.length);
        } else {
            skipped.addView(chunk.bytes, chunk.position, 1);
            chunk.position++;
        }
    }

    /**
     * Searches what is left of the chunk. When a plausible packet is found the chunk begins with it; else all of the chunk
     * is taken.
     *
     * @return whether one was found
     */
    boolean search(Chunk chunk, Judge judge) {
        join(chunk);
        int last = chunk.end - windowBytes;
        for (int at = chunk.position; at <= last; at++) {
            if (judge.plausible(chunk.bytes, at)) {
                skipped.addView(chunk.bytes, chunk.position, at - chunk.position);
                chunk.position = at;
                return true;
            }
        }
        int judged = Math.max(0, last + 1 - chunk.position);
        skipped.addView(chunk.bytes, chunk.position, judged);
        tail = Arrays.copyOfRange(chunk.bytes, chunk.position + judged, chunk.end);
        chunk.position = chunk.end;
        return false;
    }

    RawCapture skipped() {
        return skipped;
    }

    /** Everything that was passed over, what was not judged yet included. */
    RawBytes finish() {
        skipped.addView(tail, 0, tail.length);
        tail = new byte[0];
        return skipped.bytes();
    }

    /** Puts the bytes that could not be judged before in front of the chunk. */
    private void join(Chunk chunk) {
        if (tail.length == 0) {
            return;
        }
        byte[] joined = Arrays.copyOf(tail, tail.length + chunk.remaining());
        System.arraycopy(chunk.bytes, chunk.position, joined, tail.length, chunk.remaining());
        tail = new byte[0];
        chunk.wrap(joined, 0, joined.length, chunk.timeNanos);
    }

    void writeTo(SnapshotWriter out) {
        skipped.writeTo(out);
        out.bytes(tail);
    }

    static LostBoundary readFrom(SnapshotReader in, int windowBytes, DecoderLimits limits, ChecksumLanes lanes)
            throws SnapshotException {
        RawCapture skipped = RawCapture.readFrom(in, limits, lanes);
        return new LostBoundary(windowBytes, skipped, in.bytes(Gatherer.mostWaiting(limits), "bytes not judged yet"));
    }
}
