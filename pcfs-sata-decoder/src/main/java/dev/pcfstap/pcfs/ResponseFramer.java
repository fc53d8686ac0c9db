package dev.pcfstap.pcfs;

import dev.pcfstap.tap.ReducedBytes;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Cuts the host's bytes into the answers to the requests that wait for one. */
final class ResponseFramer {

    /** What the framer found. Arrays are views for the time of the call. */
    interface Frames {
        /**
         * A whole packet; {@code exchange} is null when no request waited when it began.
         *
         * @param endOffset where in the direction it ends, as everywhere below
         */
        void packet(@Nullable Exchange exchange, byte[] bytes, int offset, int length, long endOffset, long timeNanos);

        /** A packet that is too long to be gathered. */
        void oversizedResponse(@Nullable Exchange exchange, RawBytes raw, long endOffset, long timeNanos);

        /** The answer to a read is complete, or as complete as it will ever be. */
        void read(ReadFrame frame, Evidence evidence, boolean cutShort, long endOffset);

        /** From here on boundaries are not known. */
        void responsesLost(String reason, long offset, long timeNanos);

        /** Boundaries are known again; {@code answered} is the request that the passed bytes must have answered, if any. */
        void responsesResumed(RawBytes skipped, @Nullable Exchange answered, long endOffset, long timeNanos);
    }

    /** In the order of their numbers in a snapshot. */
    private enum State {
        BOUNDARY,
        PACKET,
        READ_HEAD,
        READ_DATA,
        OVERSIZED,
        LOST
    }

    private static final State[] STATES = State.values();

    private final DecoderLimits limits;
    private final ChecksumLanes lanes;
    private final Exchanges exchanges;
    private final ConnectionFlags flags;
    private final Frames frames;
    private final Gatherer gatherer = new Gatherer();

    private State state = State.BOUNDARY;
    private boolean implausibleBefore;
    private boolean grown;
    private long readBegin;
    private long heardEnd;
    private @Nullable Exchange exchange;
    private @Nullable ReadFrame read;
    private @Nullable OversizedPacket oversized;
    private @Nullable LostBoundary lost;

    ResponseFramer(
            DecoderLimits limits, ChecksumLanes lanes, Exchanges exchanges, ConnectionFlags flags, Frames frames) {
        this.limits = limits;
        this.lanes = lanes;
        this.exchanges = exchanges;
        this.flags = flags;
        this.frames = frames;
    }

    void accept(Chunk chunk) {
        heardEnd = chunk.endOffset;
        while (!chunk.isEmpty()) {
            switch (state) {
                case BOUNDARY -> begin();
                case PACKET -> packet(chunk);
                case READ_HEAD -> readHead(chunk);
                case READ_DATA -> readData(chunk);
                case OVERSIZED -> oversized(chunk);
                case LOST -> search(chunk);
            }
        }
    }

    /**
     * The first byte of a request has arrived. On a lock-step stream that means that the response before it is complete, so
     * it settles how long that was.
     */
    void requestBegins(long timeNanos) {
        if (exchanges.size() > 1) {
            return;
        }
        ReadFrame frame = undecided();
        if (frame != null) {
            finishRead(frame, Evidence.SETTLED, false);
        } else if (state == State.LOST) {
            resume(exchanges.oldest(), heardEnd, timeNanos);
        }
    }

    /** The read in progress that is complete unless more of it comes, or null. */
    @Nullable
    ReadFrame undecided() {
        return read != null && read.isAmbiguous() && read.hasShortest() ? read : null;
    }

    private void begin() {
        exchange = exchanges.oldest();
        boolean headerless = exchange != null && exchange.operation instanceof Operation.ReadFile && flags.ffio();
        state = headerless ? State.READ_HEAD : State.PACKET;
    }

    private void packet(Chunk chunk) {
        if (!gatherer.fill(chunk, HeaderLayout.LENGTH)) {
            return;
        }
        byte[] bytes = gatherer.bytes();
        int offset = gatherer.offset();
        long dataLength = HeaderLayout.dataLength(bytes, offset);
        if (ReadLayout.form(bytes, offset) == Reply.ReadForm.ERROR) {
            // A read's error where no read was recognised: its length is known all the same.
            dataLength = ReadLayout.DATA - HeaderLayout.LENGTH;
        }
        boolean implausible = !HeaderLayout.paddingIsZero(bytes, offset) && !Command.anyAllowsReply(dataLength);
        if (dataLength > limits.packetBytes()) {
            lose("data length " + dataLength + " is above " + limits.packetBytes(), chunk);
        } else if (implausible && implausibleBefore) {
            lose("two packets in a row are implausible", chunk);
        } else if (HeaderLayout.LENGTH + dataLength > limits.bufferedBytes()) {
            implausibleBefore = implausible;
            beginOversized(HeaderLayout.LENGTH + dataLength);
        } else if (gatherer.fill(chunk, HeaderLayout.LENGTH + (int) dataLength)) {
            implausibleBefore = implausible;
            state = State.BOUNDARY;
            int length = HeaderLayout.LENGTH + (int) dataLength;
            long end = gatherer.endOffset(chunk, length);
            frames.packet(exchange, gatherer.bytes(), gatherer.offset(), length, end, chunk.timeNanos);
            gatherer.finish(chunk, length);
        }
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
            state = State.BOUNDARY;
            oversized = null;
            frames.oversizedResponse(exchange, packet.bytes(), chunk.offset(), chunk.timeNanos);
        }
    }

    private void readHead(Chunk chunk) {
        if (!gatherer.fill(chunk, ReadLayout.DATA)) {
            return;
        }
        Exchange answered = Objects.requireNonNull(exchange);
        byte[] bytes = gatherer.bytes();
        int offset = gatherer.offset();
        FrameChecksum checksum = new FrameChecksum(lanes);
        ReadFrame frame = new ReadFrame(
                answered, (Operation.ReadFile) answered.operation, bytes, offset, checksum, chunk.timeNanos);
        if (gatherer.isViewing()) {
            checksum.addView(bytes, offset, ReadLayout.DATA);
        } else {
            checksum.addCopy(bytes, offset, ReadLayout.DATA);
        }
        readBegin = gatherer.endOffset(chunk, ReadLayout.DATA) - ReadLayout.DATA;
        gatherer.finish(chunk, ReadLayout.DATA);
        implausibleBefore = false;
        read = frame;
        state = State.READ_DATA;
        if (frame.isComplete()) {
            finishRead(frame, Evidence.STATED, false);
        }
    }

    private void readData(Chunk chunk) {
        ReadFrame frame = Objects.requireNonNull(read);
        if (!frame.atBoundary()) {
            frame.take(chunk);
            if (frame.isComplete()) {
                finishRead(frame, frame.isAmbiguous() ? Evidence.SETTLED : Evidence.STATED, false);
            }
            return;
        }
        Exchange next = exchanges.secondOldest();
        if (next == null) {
            // Nothing else can be answered, so more bytes are more of this answer; so are those that were only looked
            // at.
            giveBack(chunk);
            frame.passBoundary();
            return;
        }
        if (gatherer.fill(chunk, Plausibility.RESPONSE_WINDOW)) {
            boolean plausible = Plausibility.response(
                    next,
                    flags.ffio(),
                    grown || frame.form() == Reply.ReadForm.GROWN,
                    gatherer.bytes(),
                    gatherer.offset());
            giveBack(chunk);
            if (plausible) {
                finishRead(frame, Evidence.SETTLED, false);
            } else {
                frame.passBoundary();
            }
        }
    }

    /**
     * Takes data of the read in progress of which only a description is left. That it is data settles that the answer did
     * not end before.
     *
     * @return false, with nothing taken, when there is no such read or the data does not fit into it
     */
    boolean accept(ReducedBytes data, long endOffset, long timeNanos) {
        heardEnd = endOffset;
        ReadFrame frame = read;
        if (state != State.READ_DATA || frame == null || !frame.hasRoomFor(data.lengthBytes(), gatherer.waiting())) {
            return false;
        }
        if (gatherer.waiting() > 0) {
            byte[] looked = gatherer.copyWaiting();
            gatherer.clear();
            Chunk before = new Chunk();
            before.wrap(looked, 0, looked.length, timeNanos);
            while (!before.isEmpty()) {
                if (frame.atBoundary()) {
                    frame.passBoundary();
                }
                frame.take(before);
            }
        }
        frame.take(data, timeNanos);
        if (frame.isComplete()) {
            finishRead(frame, frame.isAmbiguous() ? Evidence.SETTLED : Evidence.STATED, false);
        }
        return true;
    }

    /** Puts bytes that were gathered only to look at them back in front of the chunk. */
    private void giveBack(Chunk chunk) {
        byte[] looked = gatherer.copyWaiting();
        gatherer.clear();
        if (looked.length > 0) {
            byte[] joined = Arrays.copyOf(looked, looked.length + chunk.remaining());
            System.arraycopy(chunk.bytes, chunk.position, joined, looked.length, chunk.remaining());
            chunk.wrap(joined, 0, joined.length, chunk.timeNanos);
        }
    }

    private void finishRead(ReadFrame frame, Evidence evidence, boolean cutShort) {
        grown |= frame.form() == Reply.ReadForm.GROWN;
        read = null;
        state = State.BOUNDARY;
        frames.read(frame, evidence, cutShort, readBegin + ReadLayout.DATA + frame.dataBytes());
    }

    private void lose(String reason, Chunk chunk) {
        frames.responsesLost(reason, chunk.offset() - gatherer.waiting(), chunk.timeNanos);
        enterLost(gatherer.copyWaiting());
        Objects.requireNonNull(lost).passFirst(chunk);
    }

    private void enterLost(byte[] unjudged) {
        gatherer.clear();
        oversized = null;
        read = null;
        lost = new LostBoundary(Plausibility.RESPONSE_WINDOW, new RawCapture(limits.bufferedBytes(), lanes), unjudged);
        implausibleBefore = false;
        state = State.LOST;
    }

    private void search(Chunk chunk) {
        Exchange next = exchanges.oldest();
        boolean ffio = flags.ffio();
        boolean found = Objects.requireNonNull(lost)
                .search(
                        chunk,
                        (bytes, offset) -> next == null
                                ? Plausibility.anyResponse(bytes, offset)
                                : Plausibility.responseInTheOpen(next, ffio, bytes, offset));
        if (found) {
            resume(null, chunk.offset(), chunk.timeNanos);
        }
    }

    private void resume(@Nullable Exchange answered, long endOffset, long timeNanos) {
        RawBytes skipped = Objects.requireNonNull(lost).finish();
        lost = null;
        state = State.BOUNDARY;
        frames.responsesResumed(skipped, skipped.length() == 0 ? null : answered, endOffset, timeNanos);
    }

    /** Bytes are missing: whatever was in progress is over, and boundaries have to be found again. */
    void bytesMissing() {
        enterLost(new byte[0]);
    }

    /**
     * No more bytes come. A read that was in progress is reported to the frames; what else is left in the middle of
     * something is returned, or null at a boundary.
     */
    @Nullable
    Unfinished finish() {
        ReadFrame frame = read;
        if (state == State.READ_DATA && frame != null) {
            byte[] looked = gatherer.copyWaiting();
            boolean undecided = frame.isAmbiguous() && frame.hasShortest();
            finishRead(frame, frame.isAmbiguous() ? Evidence.GUESSED : Evidence.STATED, !undecided);
            gatherer.clear();
            return looked.length == 0 ? null : Unfinished.ofPacket(looked);
        }
        return switch (state) {
            case READ_DATA -> null;
            case READ_HEAD -> {
                byte[] bytes = gatherer.copyWaiting();
                yield bytes.length == 0
                        ? null
                        : new Unfinished(bytes.length, 0, RawCapture.whole(bytes, 0, bytes.length));
            }
            case BOUNDARY, PACKET -> gatherer.waiting() == 0 ? null : Unfinished.ofPacket(gatherer.copyWaiting());
            case OVERSIZED -> Objects.requireNonNull(oversized).unfinished();
            case LOST -> {
                RawBytes raw = Objects.requireNonNull(lost).finish();
                yield raw.length() == 0 ? null : new Unfinished(raw.length(), 0, raw);
            }
        };
    }

    /** The request that is being answered in the middle of a packet, or null. */
    @Nullable
    Exchange answering() {
        return switch (state) {
            case PACKET, READ_HEAD, OVERSIZED -> exchange;
            case READ_DATA -> Objects.requireNonNull(read).exchange;
            case BOUNDARY, LOST -> null;
        };
    }

    /** How many bytes of what does not decode, or not yet, are kept. */
    int heldBytes() {
        return switch (state) {
            case OVERSIZED -> Objects.requireNonNull(oversized).capture().keptBytes();
            case LOST -> Objects.requireNonNull(lost).skipped().keptBytes();
            case BOUNDARY, PACKET, READ_HEAD, READ_DATA -> gatherer.waiting();
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
            case BOUNDARY, READ_HEAD, READ_DATA -> {}
        }
    }

    /** Whether the packet that waits has a header that no packet has. */
    private boolean isImplausible() {
        byte[] bytes = gatherer.viewWaiting();
        return !HeaderLayout.paddingIsZero(bytes, 0) && !Command.anyAllowsReply(HeaderLayout.dataLength(bytes, 0));
    }

    /** How many bytes of what is in progress are not kept. */
    long missingBytes() {
        return switch (state) {
            case OVERSIZED -> Objects.requireNonNull(oversized).capture().missingBytes();
            case LOST -> Objects.requireNonNull(lost).skipped().missingBytes();
            case BOUNDARY, PACKET, READ_HEAD, READ_DATA -> 0;
        };
    }

    /** Of a long packet that is not whole only the beginning is written: whoever goes on from there lets it pass by. */
    void writeTo(SnapshotWriter out) {
        if (state == State.PACKET && gatherer.waiting() > DecoderMemory.SMALL_BYTES) {
            out.choice(State.OVERSIZED).bool(isImplausible()).bool(grown).bytes(new byte[0]);
            OversizedPacket.of(gatherer, DecoderMemory.SMALL_BYTES, lanes).writeTo(out.reference(exchange));
            return;
        }
        out.choice(state).bool(implausibleBefore).bool(grown);
        gatherer.writeTo(out);
        switch (state) {
            case BOUNDARY -> {}
            case PACKET, READ_HEAD -> out.reference(exchange);
            case READ_DATA -> Objects.requireNonNull(read).writeTo(out);
            case OVERSIZED -> Objects.requireNonNull(oversized).writeTo(out.reference(exchange));
            case LOST -> Objects.requireNonNull(lost).writeTo(out);
        }
    }

    void readFrom(SnapshotReader in, RestoredExchanges restored) throws SnapshotException {
        state = in.choice(STATES, "state of the responses");
        implausibleBefore = in.bool("implausible before");
        grown = in.bool("grown");
        gatherer.readFrom(in, limits);
        switch (state) {
            case BOUNDARY -> {}
            case PACKET -> exchange = restored.reference(in);
            case READ_HEAD -> exchange = restored.readReference(in);
            case READ_DATA -> {
                ReadFrame frame = ReadFrame.readFrom(in, restored, lanes);
                readBegin = -(ReadLayout.DATA + frame.dataBytes() + gatherer.waiting());
                read = frame;
            }
            case OVERSIZED -> {
                exchange = restored.reference(in);
                oversized = OversizedPacket.readFrom(in, limits, lanes);
            }
            case LOST -> lost = LostBoundary.readFrom(in, Plausibility.RESPONSE_WINDOW, limits, lanes);
        }
    }
}
