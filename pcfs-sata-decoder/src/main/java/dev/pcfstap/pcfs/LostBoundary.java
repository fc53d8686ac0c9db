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
}
