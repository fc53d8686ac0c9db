package dev.pcfstap.pcfs;

/** A packet that is too long to be gathered: it passes by, and what there is room for is kept. Mutable. */
final class OversizedPacket {
    private final RawCapture capture;
    private long leftBytes;

    /**
     * @param totalBytes the whole packet's length
     * @param first what of it has come already; not to be written any more
     */
    OversizedPacket(long totalBytes, byte[] first, RawCapture capture) {
        this(totalBytes - first.length, capture);
        capture.addView(first, 0, first.length);
    }

    /** A packet of which the first bytes were gathered, and of which only so many are kept from now on. */
    static OversizedPacket of(Gatherer gatherer, int keptBytes, ChecksumLanes lanes) {
        long total = HeaderLayout.LENGTH + HeaderLayout.dataLength(gatherer.viewWaiting(), 0);
        return new OversizedPacket(total - gatherer.waiting(), RawCapture.of(gatherer, keptBytes, lanes));
    }

    private OversizedPacket(long leftBytes, RawCapture capture) {
        this.capture = capture;
        this.leftBytes = leftBytes;
    }

    /** Takes what the chunk has of it; true when that was its end. */
    boolean take(Chunk chunk) {
        int taken = (int) Math.min(leftBytes, chunk.remaining());
        capture.addView(chunk.bytes, chunk.position, taken);
        chunk.position += taken;
        leftBytes -= taken;
        return leftBytes == 0;
    }

    RawCapture capture() {
        return capture;
    }

    RawBytes bytes() {
        return capture.bytes();
    }

    /** The packet as it stands when no more of it comes. */
    Unfinished unfinished() {
        RawBytes raw = capture.bytes();
        return new Unfinished(raw.length(), leftBytes, raw);
    }

    void writeTo(SnapshotWriter out) {
        out.u32(leftBytes);
        capture.writeTo(out);
    }

    static OversizedPacket readFrom(SnapshotReader in, DecoderLimits limits, ChecksumLanes lanes)
            throws SnapshotException {
        long leftBytes = in.u32(1, HeaderLayout.LENGTH + limits.packetBytes(), "rest of a packet");
        return new OversizedPacket(leftBytes, RawCapture.readFrom(in, limits, lanes));
    }
}
