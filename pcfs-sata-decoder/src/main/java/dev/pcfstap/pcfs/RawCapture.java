package dev.pcfstap.pcfs;

import java.util.Arrays;

/** Collects bytes that will not be decoded: the first of them up to a limit, and the number and checksum of all. */
final class RawCapture {
    private static final byte[] NOTHING = {};

    private int limitBytes;
    private final FrameChecksum checksum;
    private byte[] kept = new byte[0];
    private int keptLength;
    private long length;

    RawCapture(int limitBytes, ChecksumLanes lanes) {
        this(limitBytes, new FrameChecksum(lanes));
    }

    private RawCapture(int limitBytes, FrameChecksum checksum) {
        this.limitBytes = limitBytes;
        this.checksum = checksum;
    }

    /** The first bytes of a packet that waits in a gatherer, up to a limit that also holds for those that come. */
    static RawCapture of(Gatherer gatherer, int limitBytes, ChecksumLanes lanes) {
        RawCapture capture = new RawCapture(limitBytes, new FrameChecksum(lanes, gatherer.checksum()));
        capture.keptLength = Math.min(limitBytes, gatherer.waiting());
        capture.kept = Arrays.copyOf(gatherer.viewWaiting(), capture.keptLength);
        capture.length = gatherer.waiting();
        return capture;
    }

    /** Everything, when it is all there and within the limit. */
    static RawBytes whole(byte[] bytes, int offset, int length) {
        byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
        return new RawBytes(copy, length, FrameChecksum.of(copy));
    }

    /** What is left to say of bytes that are not kept any longer: how many they were, and their checksum. */
    static RawBytes withoutBytes(RawBytes raw, ChecksumLanes lanes) {
        if (raw.isCut()) {
            return new RawBytes(NOTHING, raw.length(), raw.checksum());
        }
        FrameChecksum checksum = new FrameChecksum(lanes);
        checksum.addView(raw.kept(), 0, raw.kept().length);
        return new RawBytes(NOTHING, raw.length(), checksum);
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
            int grown = Math.max(keptLength + room, kept.length + kept.length / 4);
            kept = Arrays.copyOf(kept, Math.min(limitBytes, grown));
        }
        System.arraycopy(bytes, offset, kept, keptLength, room);
        keptLength += room;
        length += count;
    }

    long length() {
        return length;
    }

    int keptBytes() {
        return keptLength;
    }

    /** Keeps no more than so many of the first bytes, from now on too. */
    void shorten(int mostBytes) {
        limitBytes = Math.min(limitBytes, mostBytes);
        if (keptLength > mostBytes) {
            kept = Arrays.copyOf(kept, mostBytes);
            keptLength = mostBytes;
        }
    }

    RawBytes bytes() {
        return new RawBytes(Arrays.copyOf(kept, keptLength), length, checksum);
    }

    /** How many bytes are not kept. */
    long missingBytes() {
        return length - keptLength;
    }

    /** Not all that is kept: bytes that did not decode would make a snapshot as large as the traffic before it. */
    void writeTo(SnapshotWriter out) {
        out.u64(length).u64(checksum.value()).bytes(kept, Math.min(keptLength, DecoderMemory.SMALL_BYTES));
    }

    static RawCapture readFrom(SnapshotReader in, DecoderLimits limits, ChecksumLanes lanes) throws SnapshotException {
        long length = in.u64(0, Long.MAX_VALUE, "length of a capture");
        FrameChecksum checksum = new FrameChecksum(lanes, in.u64("checksum of a capture"));
        byte[] kept = in.bytes((int) Math.min(limits.bufferedBytes(), length), "captured bytes");
        // What was cut stays cut, even when this decoder would keep more.
        RawCapture capture = new RawCapture(kept.length < length ? kept.length : limits.bufferedBytes(), checksum);
        capture.kept = kept;
        capture.keptLength = kept.length;
        capture.length = length;
        return capture;
    }
}
