package dev.pcfstap.pcfs;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream: leads what comes to the framer of its direction, and knows what both have to do with each other. Confined to the
 * decoder's thread.
 */
final class StreamDecoder {
    private static final DecoderMemory.Kind[] KINDS = DecoderMemory.Kind.values();

    private final long stream;
    private final StreamAddresses addresses;
    private final EventOrder events;
    private final DecoderMemory shared;
    private final StreamNotes notes;
    private final StreamMemory memory;
    private final Exchanges exchanges;
    private final RequestEvents requestEvents;
    private final ResponseEvents responseEvents;
    private final RequestFramer requests;
    private final ResponseFramer responses;
    private final Chunk chunk = new Chunk();

    private long toHostBytes;
    private long toConsoleBytes;
    private long heldBytes;

    /** How much was left out of the snapshot that this stream was restored from. */
    private long leftOutBytes;

    StreamDecoder(
            long stream,
            StreamAddresses addresses,
            DecoderLimits limits,
            ChecksumLanes lanes,
            EventOrder events,
            DecoderMemory shared) {
        this.stream = stream;
        this.addresses = addresses;
        this.events = events;
        this.shared = shared;
        this.notes = new StreamNotes(stream, events);
        this.memory = new StreamMemory(limits);
        this.exchanges = new Exchanges(limits.outstanding());
        this.responseEvents = new ResponseEvents(stream, events, notes, memory, exchanges);
        this.responses = new ResponseFramer(limits, lanes, exchanges, memory.flags, responseEvents);
        this.requestEvents = new RequestEvents(stream, lanes, events, notes, memory, exchanges, responses);
        this.requests = new RequestFramer(limits, lanes, requestEvents);
    }

    void opened(long timeNanos) {
        events.add(new PcfsEvent.Opened(stream, timeNanos, addresses));
    }

    void received(Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        if (length == 0) {
            return;
        }
        chunk.wrap(bytes, offset, length, timeNanos);
        if (direction == Direction.HOST_TO_CONSOLE) {
            toConsoleBytes += length;
            chunk.endOffset = toConsoleBytes;
            responses.accept(chunk);
            responseEvents.undecided(responses.undecided(), timeNanos);
        } else {
            toHostBytes += length;
            chunk.endOffset = toHostBytes;
            requests.accept(chunk);
        }
    }

    /** File data of which only a description is left. Where it cannot stand it is no more than bytes that are missing. */
    void reduced(long timeNanos, ReducedBytes data) {
        boolean usable = data.paddingBytes() >= 0 && data.paddingBytes() <= data.lengthBytes();
        boolean taken;
        if (data.direction() == Direction.HOST_TO_CONSOLE) {
            toConsoleBytes += data.countedBytes();
            taken = usable && responses.accept(data, toConsoleBytes, timeNanos);
            responseEvents.undecided(responses.undecided(), timeNanos);
        } else {
            toHostBytes += data.countedBytes();
            taken = usable && requests.accept(data, toHostBytes, timeNanos);
        }
        if (!taken) {
            gap(data.asGap(timeNanos));
        }
    }

    void gap(Gap gap) {
        boolean anywhere = gap.bytes() == 0;
        if (anywhere || gap.toHostBytes() > 0) {
            notes.truncated(Direction.CONSOLE_TO_HOST, gap.fromNanos(), requests.unfinished(), toHostBytes);
            requests.bytesMissing();
            requestEvents.writing(null);
        }
        if (anywhere || gap.toConsoleBytes() > 0) {
            notes.truncated(Direction.HOST_TO_CONSOLE, gap.fromNanos(), responses.finish(), toConsoleBytes);
            responses.bytesMissing();
        }
        // What was asked or answered meanwhile is not known, so nothing that waits can be paired any more.
        exchanges.clear();
        memory.files.forgetPositions();
        notes.gap(gap);
    }

    /** What is left in the middle of something when the stream ends. */
    void unfinished(long timeNanos) {
        notes.truncated(Direction.CONSOLE_TO_HOST, timeNanos, requests.unfinished(), toHostBytes);
        notes.truncated(Direction.HOST_TO_CONSOLE, timeNanos, responses.finish(), toConsoleBytes);
    }

    void closed(long timeNanos, CloseReason reason) {
        events.add(new PcfsEvent.Closed(stream, timeNanos, reason, requestEvents.count(), responseEvents.count()));
    }

    /** Requests and answers were taken out of the capture here. That a request began is evidence all the same. */
    void omitted(long timeNanos, Omission omission) {
        if (omission.requests() > 0) {
            responses.requestBegins(timeNanos);
        }
        requestEvents.count(Omission.sum(requestEvents.count(), omission.requests()));
        responseEvents.count(Omission.sum(responseEvents.count(), omission.responses()));
    }

    /** The stream was open already where the decoding began. */
    void restored(long timeNanos) {
        long leftOut = leftOutBytes + requests.missingBytes() + responses.missingBytes();
        notes.restored(addresses, requestEvents.count(), responseEvents.count(), leftOut, timeNanos);
        responseEvents.undecided(responses.undecided(), timeNanos);
    }

    /** Tells the memory of all streams what this one takes of it now. To be called behind everything that can change that. */
    void account() {
        long now = 0;
        for (DecoderMemory.Kind kind : KINDS) {
            now += heldBytes(kind);
        }
        shared.changed(now - heldBytes);
        heldBytes = now;
    }

    /** The stream is not followed any more, and takes no memory. */
    void retire() {
        shared.changed(-heldBytes);
        heldBytes = 0;
    }

    /** About how much memory one part of what the stream says takes. */
    long heldBytes(DecoderMemory.Kind kind) {
        return switch (kind) {
            case ASKING -> requests.heldBytes();
            case ANSWERING -> responses.heldBytes();
            case OUTSTANDING -> exchanges.heldBytes();
            case FILES -> memory.files.heldBytes();
            case FOLDERS -> memory.folders.heldBytes();
        };
    }

    /** Forgets that part, and says so. */
    void letGo(DecoderMemory.Kind kind, long limitBytes, long timeNanos) {
        long bytes = heldBytes(kind);
        switch (kind) {
            case ASKING -> {
                notes.letGo("bytes", Direction.CONSOLE_TO_HOST, bytes, limitBytes, timeNanos);
                requests.letGo();
            }
            case ANSWERING -> {
                notes.letGo("bytes", Direction.HOST_TO_CONSOLE, bytes, limitBytes, timeNanos);
                responses.letGo();
            }
            case OUTSTANDING -> {
                notes.letGo("requests", null, bytes, limitBytes, timeNanos);
                exchanges.clear();
            }
            case FILES -> {
                notes.letGo("files", null, bytes, limitBytes, timeNanos);
                memory.files.forget();
            }
            case FOLDERS -> {
                notes.letGo("folders", null, bytes, limitBytes, timeNanos);
                memory.folders.forget();
            }
        }
        account();
    }

    void assume(boolean ffio, long firstReadSize) {
        memory.flags.assumed(ffio, firstReadSize);
    }

    /** A read that is complete unless more of it comes has its time already, as its request has. */
    void clockStepped(long stepNanos) {
        Exchange answering = responses.answering();
        boolean undecided = responses.undecided() != null;
        exchanges.clockStepped(stepNanos, undecided ? answering : null);
        if (answering != null && !undecided && !exchanges.contains(answering)) {
            // It waits no longer, as others were too many, but its answer is half there.
            answering.completeNanos += stepNanos;
        }
    }

    long stream() {
        return stream;
    }

    /**
     * Writes the stream as it stands; all checksums must be finished.
     *
     * @param leftOut if not 0, tables and outstanding requests are left out, which are so many bytes
     */
    void writeTo(SnapshotWriter out, long leftOut) {
        out.u64(stream).text(addresses.client()).text(addresses.server());
        out.u64(requestEvents.count())
                .u64(responseEvents.count())
                .bool(responseEvents.skewNoted())
                .u64(leftOut);
        List<Exchange> forgotten = new ArrayList<>(2);
        if (leftOut == 0) {
            memory.writeTo(out);
            exchanges.writeTo(out);
        } else {
            memory.writeFlagsTo(out);
            out.u32(0).u32(0).u32(0);
        }
        addForgotten(requestEvents.writing(), leftOut == 0, forgotten);
        addForgotten(responses.answering(), leftOut == 0, forgotten);
        out.u32(forgotten.size());
        for (Exchange exchange : forgotten) {
            exchange.writeTo(out);
        }
        requests.writeTo(out.reference(requestEvents.writing()));
        responses.writeTo(out);
    }

    /** Adds an exchange that is still in use but waits no longer. */
    private void addForgotten(@Nullable Exchange exchange, boolean withWaiting, List<Exchange> forgotten) {
        boolean waits = withWaiting && exchange != null && exchanges.contains(exchange);
        if (exchange != null && !waits && !forgotten.contains(exchange)) {
            forgotten.add(exchange);
        }
    }

    static StreamDecoder readFrom(
            SnapshotReader in,
            long streamBase,
            DecoderLimits limits,
            ChecksumLanes lanes,
            EventOrder events,
            DecoderMemory shared)
            throws SnapshotException {
        long stream = streamBase + in.u64("stream number");
        StreamAddresses addresses = new StreamAddresses(in.text("client address"), in.text("server address"));
        StreamDecoder decoder = new StreamDecoder(stream, addresses, limits, lanes, events, shared);
        decoder.readRest(in);
        return decoder;
    }

    private void readRest(SnapshotReader in) throws SnapshotException {
        requestEvents.count(in.u64(0, Long.MAX_VALUE, "number of requests"));
        responseEvents.count(in.u64(0, Long.MAX_VALUE, "number of responses"));
        boolean withFacts = in.version() >= SnapshotLayout.VERSION_OF_FACTS;
        responseEvents.skewNoted(withFacts && in.bool("clock skew was noted"));
        leftOutBytes = withFacts ? in.u64(0, Long.MAX_VALUE, "bytes left out") : 0;
        memory.readFrom(in);
        RestoredExchanges restored = new RestoredExchanges(requestEvents.count());
        exchanges.readFrom(in, restored);
        for (int left = in.count(2, SnapshotLayout.MIN_EXCHANGE_BYTES, "number of forgotten requests");
                left > 0;
                left--) {
            restored.enter(in, 0);
        }
        requestEvents.writing(restored.reference(in));
        requests.readFrom(in);
        responses.readFrom(in, restored);
    }
}
