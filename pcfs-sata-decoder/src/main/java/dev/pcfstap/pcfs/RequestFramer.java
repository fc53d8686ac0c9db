package dev.pcfstap.pcfs;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Cuts the console's bytes into requests and out-of-band data. */
final class RequestFramer {

    /** What the framer found. Arrays are views for the time of the call. */
    interface Frames {
        /**
         * A whole request.
         *
         * @return how many out-of-band bytes follow it, or {@link #NO_DATA}
         */
        long request(byte[] bytes, int offset, int length, long timeNanos);

        /** A request that is too long to be any of the known ones. */
        void oversizedRequest(RawBytes raw, long timeNanos);

        /** The out-of-band bytes that the last request announced are complete. */
        void data(long lengthBytes, long timeNanos);

        /** From here on boundaries are not known. */
        void lost(String reason, long timeNanos);

        /** Boundaries are known again, after bytes that belong to no packet. */
        void resumed(RawBytes skipped, long timeNanos);
    }

    static final long NO_DATA = -1;

    private enum State {
        PACKET,
        DATA,
        OVERSIZED,
        LOST
    }

    private final DecoderLimits limits;
    private final ChecksumLanes lanes;
    private final Frames frames;
    private final Gatherer gatherer = new Gatherer();

    private State state = State.PACKET;
    private boolean implausibleBefore;
    private long leftBytes;
    private long dataBytes;
    private @Nullable RawCapture capture;
    private @Nullable LostBoundary lost;

    RequestFramer(DecoderLimits limits, ChecksumLanes lanes, Frames frames) {
        this.limits = limits;
        this.lanes = lanes;
        this.frames = frames;
    }

    /** Whether the next byte begins a request. */
    boolean atBoundary() {
        return state == State.PACKET && gatherer.waiting() == 0;
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
        if (!gatherer.fill(chunk, HeaderLayout.LENGTH)) {
            return;
        }
        byte[] bytes = gatherer.bytes();
        int offset = gatherer.offset();
        long dataLength = HeaderLayout.dataLength(bytes, offset);
        boolean implausible = !HeaderLayout.paddingIsZero(bytes, offset) && !Command.anyAllowsRequest(dataLength);
        if (dataLength > limits.packetBytes()) {
            lose("data length " + dataLength + " is above " + limits.packetBytes(), chunk.timeNanos);
        } else if (implausible && implausibleBefore) {
            lose("two packets in a row are implausible", chunk.timeNanos);
        } else if (HeaderLayout.LENGTH + dataLength > limits.bufferedBytes()) {
            implausibleBefore = implausible;
            beginOversized(HeaderLayout.LENGTH + dataLength);
        } else if (gatherer.fill(chunk, HeaderLayout.LENGTH + (int) dataLength)) {
            implausibleBefore = implausible;
            whole(chunk, HeaderLayout.LENGTH + (int) dataLength);
        }
    }

    private void whole(Chunk chunk, int length) {
        long announced = frames.request(gatherer.bytes(), gatherer.offset(), length, chunk.timeNanos);
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
            frames.data(dataBytes, chunk.timeNanos);
        }
    }

    private void beginOversized(long totalBytes) {
        capture = takeGathered();
        leftBytes = totalBytes - capture.length();
        state = State.OVERSIZED;
    }

    private void oversized(Chunk chunk) {
        RawCapture raw = Objects.requireNonNull(capture);
        int taken = (int) Math.min(leftBytes, chunk.remaining());
        raw.addView(chunk.bytes, chunk.position, taken);
        chunk.position += taken;
        leftBytes -= taken;
        if (leftBytes == 0) {
            state = State.PACKET;
            capture = null;
            frames.oversizedRequest(raw.bytes(), chunk.timeNanos);
        }
    }

    private void lose(String reason, long timeNanos) {
        frames.lost(reason, timeNanos);
        enterLost(gatherer.copyWaiting());
    }

    /** The bytes that waited in the gatherer, as the beginning of a capture. */
    private RawCapture takeGathered() {
        RawCapture raw = new RawCapture(limits.bufferedBytes(), lanes);
        byte[] waiting = gatherer.copyWaiting();
        raw.addView(waiting, 0, waiting.length);
        gatherer.clear();
        return raw;
    }

    private void enterLost(byte[] unjudged) {
        gatherer.clear();
        capture = null;
        lost = new LostBoundary(Plausibility.REQUEST_WINDOW, new RawCapture(limits.bufferedBytes(), lanes), unjudged);
        implausibleBefore = false;
        state = State.LOST;
    }

    private void search(Chunk chunk) {
        LostBoundary stretch = Objects.requireNonNull(lost);
        if (stretch.search(chunk, Plausibility::request)) {
            lost = null;
            state = State.PACKET;
            frames.resumed(stretch.finish(), chunk.timeNanos);
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
            case OVERSIZED -> {
                RawBytes raw = Objects.requireNonNull(capture).bytes();
                yield new Unfinished(raw.length(), leftBytes, raw);
            }
            case LOST -> {
                RawBytes raw = Objects.requireNonNull(lost).finish();
                yield raw.length() == 0 ? null : new Unfinished(raw.length(), 0, raw);
            }
        };
    }
}
