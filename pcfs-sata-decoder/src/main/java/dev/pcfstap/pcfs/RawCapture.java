package dev.pcfstap.pcfs;

import java.util.Arrays;

/** Collects bytes that will not be decoded: the first of them up to a limit, and the number and checksum of all. */
final class RawCapture {
    private final int limitBytes;
    private final FrameChecksum checksum;
    private byte[] kept = new byte[0];
    private int keptLength;
    private long length;

    RawCapture(int limitBytes, ChecksumLanes lanes) {
        this.limitBytes = limitBytes;
        this.checksum = new FrameChecksum(lanes);
    }

    /** Everything, when it is all there and within the limit. */
    static RawBytes whole(byte[] bytes, int offset, int length) {
        byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
        return new RawBytes(copy, length, FrameChecksum.of(copy));
    }

    /** Appends bytes that nobody writes before the batch ends. */
    void addView(byte[] bytes, int offset, int count) {
        keep(bytes, offset, count);
        checksum.addView(bytes, offset, count);
    }

    /** Appends bytes that are about to change. */
    void addCopy(byte[] bytes, int offset, int count) {
        keep(bytes, offset, count);
        checksum.addCopy(bytes, offset, count);
    }

    private void keep(byte[] bytes, int offset, int count) {
        int room = Math.min(limitBytes - keptLength, count);
        if (kept.length < keptLength + room) {
            kept = Arrays.copyOf(kept, Math.min(limitBytes, Math.max(keptLength + room, 2 * kept.length)));
        }
        System.arraycopy(bytes, offset, kept, keptLength, room);
        keptLength += room;
        length += count;
    }

    long length() {
        return length;
    }

    RawBytes bytes() {
        return new RawBytes(Arrays.copyOf(kept, keptLength), length, checksum);
    }
}
