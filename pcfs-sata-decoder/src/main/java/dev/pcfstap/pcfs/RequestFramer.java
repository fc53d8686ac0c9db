package dev.pcfstap.pcfs;

import dev.pcfstap.tap.ReducedBytes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Cuts the console's bytes into requests and out-of-band data. */
final class RequestFramer {

    /** What the framer found. Arrays are views for the time of the call. */
    interface Frames {
        /** The first byte of a request has arrived. */
        void begins(long timeNanos);

        /**
         * A whole request.
         *
         * @param endOffset where in the direction it ends, as everywhere below
         * @return how many out-of-band bytes follow it, or {@link #NO_DATA}
         */
        long request(byte[] bytes, int offset, int length, long endOffset, long timeNanos);

        /** A request that is too long to be any of the known ones. */
        void oversizedRequest(RawBytes raw, long endOffset, long timeNanos);

        /** The out-of-band bytes that the last request announced are complete. */
        void data(long lengthBytes, long endOffset, long timeNanos);

        /** From here on boundaries are not known. */
        void lost(String reason, long offset, long timeNanos);

        /** Boundaries are known again, after bytes that belong to no packet. */
        void resumed(RawBytes skipped, long endOffset, long timeNanos);
    }

    static final long NO_DATA = -1;

    /** In the order of their numbers in a snapshot. */
    private enum State {
        PACKET,
        DATA,
        OVERSIZED,
        LOST
    }

    private static final State[] STATES = State.values();

    private final DecoderLimits limits;
    private final ChecksumLanes lanes;
    private final Frames frames;
    private final Gatherer gatherer = new Gatherer();

    private State state = State.PACKET;
    private boolean implausibleBefore;
    private long leftBytes;
    private long dataBytes;
    private @Nullable OversizedPacket oversized;
    private @Nullable LostBoundary lost;

    RequestFramer(DecoderLimits limits, ChecksumLanes lanes, Frames frames) {
        this.limits = limits;
        this.lanes = lanes;
        this.frames = frames;
    }

    void accept(Chunk chunk) {
        while (!chunk.isEmpty()) {
            switch (state) {
                case PACKET -> packet(chunk);
                case DATA -> data(chunk);
                case OVERSIZED -> oversized(chunk);
                case LOST -> search(chunk);
            }
        }
    }

    private void packet(Chunk chunk) {
        if (gatherer.waiting() == 0) {
            frames.begins(chunk.timeNanos);
        }
        if (!gatherer.fill(chunk, HeaderLayout.LENGTH)) {
            return;
        }
        byte[] bytes = gatherer.bytes();
        int offset = gatherer.offset();
        long dataLength = HeaderLayout.dataLength(bytes, offset);
        boolean implausible = !HeaderLayout.paddingIsZero(bytes, offset) && !Command.anyAllowsRequest(dataLength);
        if (dataLength > limits.packetBytes()) {
            lose("data length " + dataLength + " is above " + limits.packetBytes(), chunk);
        } else if (implausible && implausibleBefore) {
            lose("two packets in a row are implausible", chunk);
        } else if (HeaderLayout.LENGTH + dataLength > limits.bufferedBytes()) {
            implausibleBefore = implausible;
            beginOversized(HeaderLayout.LENGTH + dataLength);
        } else if (gatherer.fill(chunk, HeaderLayout.LENGTH + (int) dataLength)) {
            implausibleBefore = implausible;
            whole(chunk, HeaderLayout.LENGTH + (int) dataLength);
        }
    }

    private void whole(Chunk chunk, int length) {
        long end = gatherer.endOffset(chunk, length);
        long announced = frames.request(gatherer.bytes(), gatherer.offset(), length, end, chunk.timeNanos);
        gatherer.finish(chunk, length);
        if (announced != NO_DATA) {
            state = State.DATA;
            leftBytes = announced;
            dataBytes = announced;
            if (announced == 0) {
                data(chunk);
            }
        }
    }

    private void data(Chunk chunk) {
        int taken = (int) Math.min(leftBytes, chunk.remaining());
        chunk.position += taken;
        leftBytes -= taken;
        if (leftBytes == 0) {
            state = State.PACKET;
            frames.data(dataBytes, chunk.offset(), chunk.timeNanos);
        }
    }

    /**
     * Takes out-of-band data of which only the length is left.
     *
     * @return false, with nothing changed, when not so much is expected
     */
    boolean accept(ReducedBytes data, long endOffset, long timeNanos) {
        if (state != State.DATA || data.lengthBytes() <= 0 || data.lengthBytes() > leftBytes) {
            return false;
        }
        leftBytes -= data.lengthBytes();
        if (leftBytes == 0) {
            state = State.PACKET;
            frames.data(dataBytes, endOffset, timeNanos);
        }
        return true;
    }

    private void beginOversized(long totalBytes) {
        oversized =
                new OversizedPacket(totalBytes, gatherer.copyWaiting(), new RawCapture(limits.bufferedBytes(), lanes));
        gatherer.clear();
        state = State.OVERSIZED;
    }

    private void oversized(Chunk chunk) {
        OversizedPacket packet = Objects.requireNonNull(oversized);
        if (packet.take(chunk)) {
            state = State.PACKET;
            oversized = null;
            frames.oversizedRequest(packet.bytes(), chunk.offset(), chunk.timeNanos);
        }
    }

    private void lose(String reason, Chunk chunk) {
        frames.lost(reason, chunk.offset() - gatherer.waiting(), chunk.timeNanos);
        enterLost(gatherer.copyWaiting());
        Objects.requireNonNull(lost).passFirst(chunk);
    }

    private void enterLost(byte[] unjudged) {
        gatherer.clear();
        oversized = null;
        lost = new LostBoundary(Plausibility.REQUEST_WINDOW, new RawCapture(limits.bufferedBytes(), lanes), unjudged);
        implausibleBefore = false;
        state = State.LOST;
    }

    private void search(Chunk chunk) {
        LostBoundary stretch = Objects.requireNonNull(lost);
        if (stretch.search(chunk, Plausibility::request)) {
            lost = null;
            state = State.PACKET;
            frames.resumed(stretch.finish(), chunk.offset(), chunk.timeNanos);
        }
    }

    /** Bytes are missing: whatever was in progress is over, and boundaries have to be found again. */
    void bytesMissing() {
        enterLost(new byte[0]);
    }

    /** What is left in the middle of something when no more bytes come, or null at a boundary. */
    @Nullable
    Unfinished unfinished() {
        return switch (state) {
            case PACKET -> gatherer.waiting() == 0 ? null : Unfinished.ofPacket(gatherer.copyWaiting());
            case DATA -> new Unfinished(dataBytes - leftBytes, leftBytes, null);
            case OVERSIZED -> Objects.requireNonNull(oversized).unfinished();
            case LOST -> {
                RawBytes raw = Objects.requireNonNull(lost).finish();
                yield raw.length() == 0 ? null : new Unfinished(raw.length(), 0, raw);
            }
        };
    }

    /** How many bytes of what does not decode, or not yet, are kept. */
    int heldBytes() {
        return switch (state) {
            case OVERSIZED -> Objects.requireNonNull(oversized).capture().keptBytes();
            case LOST -> Objects.requireNonNull(lost).skipped().keptBytes();
            case PACKET, DATA -> gatherer.waiting();
        };
    }

    /** Keeps few of these bytes and of those that belong to them; where they end is known as before. */
    void letGo() {
        switch (state) {
            case OVERSIZED -> Objects.requireNonNull(oversized).capture().shorten(DecoderMemory.KEPT_BYTES);
            case LOST -> Objects.requireNonNull(lost).skipped().shorten(DecoderMemory.KEPT_BYTES);
            case PACKET -> {
                implausibleBefore = isImplausible();
                oversized = OversizedPacket.of(gatherer, DecoderMemory.KEPT_BYTES, lanes);
                gatherer.clear();
                state = State.OVERSIZED;
            }
            case DATA -> {}
        }
    }

    /** Whether the packet that waits has a header that no packet has. */
    private boolean isImplausible() {
        byte[] bytes = gatherer.viewWaiting();
        return !HeaderLayout.paddingIsZero(bytes, 0) && !Command.anyAllowsRequest(HeaderLayout.dataLength(bytes, 0));
    }

    /** How many bytes of what is in progress are not kept. */
    long missingBytes() {
        return switch (state) {
            case OVERSIZED -> Objects.requireNonNull(oversized).capture().missingBytes();
            case LOST -> Objects.requireNonNull(lost).skipped().missingBytes();
            case PACKET, DATA -> 0;
        };
    }

    /** Of a long packet that is not whole only the beginning is written: whoever goes on from there lets it pass by. */
    void writeTo(SnapshotWriter out) {
        if (state == State.PACKET && gatherer.waiting() > DecoderMemory.SMALL_BYTES) {
            out.choice(State.OVERSIZED).bool(isImplausible()).bytes(new byte[0]);
            OversizedPacket.of(gatherer, DecoderMemory.SMALL_BYTES, lanes).writeTo(out);
            return;
        }
        out.choice(state).bool(implausibleBefore);
        gatherer.writeTo(out);
        switch (state) {
            case PACKET -> {}
            case DATA -> out.u32(dataBytes).u32(leftBytes);
            case OVERSIZED -> Objects.requireNonNull(oversized).writeTo(out);
            case LOST -> Objects.requireNonNull(lost).writeTo(out);
        }
    }

    void readFrom(SnapshotReader in) throws SnapshotException {
        state = in.choice(STATES, "state of the requests");
        implausibleBefore = in.bool("implausible before");
        gatherer.readFrom(in, limits);
        switch (state) {
            case PACKET -> {}
            case DATA -> {
                dataBytes = in.u32(1, ReadFrame.MAX_READ_BYTES, "announced data");
                leftBytes = in.u32(1, dataBytes, "rest of the data");
            }
            case OVERSIZED -> oversized = OversizedPacket.readFrom(in, limits, lanes);
            case LOST -> lost = LostBoundary.readFrom(in, Plausibility.REQUEST_WINDOW, limits, lanes);
        }
    }
}
