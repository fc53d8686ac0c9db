package dev.pcfstap.pcfs;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A checksum whose bytes are hashed later, in step with those of other frames: one FNV-1a chain is bound by the latency
 * of a multiplication, four at once are not. Confined to the decoder's thread.
 */
final class FrameChecksum implements Checksum {
    static final long INITIAL = 69420;
    static final long PRIME = 0x100000001b3L;

    private final ChecksumLanes lanes;
    private long state;
    private @Nullable Segment first;
    private @Nullable Segment last;
    private long waitingBytes;
    private boolean entered;

    /** Bytes that belong to the frame and are not hashed yet. */
    static final class Segment {
        final byte[] bytes;
        final int offset;
        final int length;

        @Nullable
        Segment next;

        Segment(byte[] bytes, int offset, int length) {
            this.bytes = bytes;
            this.offset = offset;
            this.length = length;
        }
    }

    FrameChecksum(ChecksumLanes lanes) {
        this(lanes, INITIAL);
    }

    FrameChecksum(ChecksumLanes lanes, long state) {
        this.lanes = lanes;
        this.state = state;
    }

    /** The checksum of bytes that are all there, computed when it is asked for. */
    static Checksum of(byte[] bytes) {
        return () -> hash(INITIAL, bytes, 0, bytes.length);
    }

    /** Appends bytes that nobody writes before the batch ends. */
    void addView(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return;
        }
        Segment segment = new Segment(bytes, offset, length);
        if (last == null) {
            first = segment;
            enter();
        } else {
            last.next = segment;
        }
        last = segment;
        waitingBytes += length;
    }

    /** How many bytes were added that are not hashed yet. */
    long waitingBytes() {
        return waitingBytes;
    }

    private void enter() {
        if (!entered) {
            entered = true;
            lanes.enter(this);
        }
    }

    /** Somebody else has hashed everything so far, and this came out. */
    void restart(long newState) {
        forgetSegments();
        state = newState;
    }

    /** Appends bytes that are about to change. */
    void addCopy(byte[] bytes, int offset, int length) {
        if (first == null) {
            state = hash(state, bytes, offset, length);
        } else {
            addView(Arrays.copyOfRange(bytes, offset, offset + length), 0, length);
        }
    }

    @Nullable
    Segment takeSegments() {
        Segment segments = first;
        entered = false;
        forgetSegments();
        return segments;
    }

    private void forgetSegments() {
        first = null;
        last = null;
        waitingBytes = 0;
    }

    long state() {
        return state;
    }

    void advanceTo(long newState) {
        state = newState;
    }

    @Override
    public long value() {
        if (first != null) {
            throw new IllegalStateException("the checksum was asked for before its batch ended");
        }
        return state;
    }

    static long hash(long state, byte[] bytes, int offset, int length) {
        long hash = state;
        for (int i = offset, end = offset + length; i < end; i++) {
            hash = (hash ^ (bytes[i] & 0xFF)) * PRIME;
        }
        return hash;
    }
}
