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
 * One stream: pairs requests and answers and remembers what the conversation has established. Confined to the decoder's
 * thread.
 */
final class StreamDecoder implements RequestFramer.Frames, ResponseFramer.Frames {
    private final long stream;
    private final StreamAddresses addresses;
    private final ChecksumLanes lanes;
    private final EventOrder events;
    private final StreamNotes notes;
    private final StreamMemory memory;
    private final Exchanges exchanges;
    private final RequestParser requestParser;
    private final ReplyParser replyParser = new ReplyParser();
    private final RequestFramer requests;
    private final ResponseFramer responses;
    private final Chunk chunk = new Chunk();

    private long toHostBytes;
    private long toConsoleBytes;
    private long requestCount;
    private long responseCount;
    private @Nullable Exchange writing;
    private EventOrder.@Nullable Place undecided;
    private long undecidedBytes;

    StreamDecoder(
            long stream, StreamAddresses addresses, DecoderLimits limits, ChecksumLanes lanes, EventOrder events) {
        this.stream = stream;
        this.addresses = addresses;
        this.lanes = lanes;
        this.events = events;
        this.notes = new StreamNotes(stream, events);
        this.memory = new StreamMemory(limits);
        this.exchanges = new Exchanges(limits.outstanding());
        this.requestParser = new RequestParser(memory.files, memory.folders);
        this.requests = new RequestFramer(limits, lanes, this);
        this.responses = new ResponseFramer(limits, lanes, exchanges, memory.flags, this);
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
            placeUndecided(timeNanos);
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
            placeUndecided(timeNanos);
        } else {
            toHostBytes += data.countedBytes();
            taken = usable && requests.accept(data, toHostBytes, timeNanos);
        }
        if (!taken) {
            gap(data.asGap(timeNanos));
        }
    }

    /** A read that may be complete is shown where its last byte arrived, though it is known only later that it was. */
    private void placeUndecided(long timeNanos) {
        ReadFrame frame = responses.undecided();
        if (frame != null && undecided != null && undecidedBytes == frame.dataBytes()) {
            return;
        }
        giveUpPlace();
        if (frame != null) {
            undecided = events.reserve(timeNanos);
            undecidedBytes = frame.dataBytes();
        }
    }

    private void giveUpPlace() {
        if (undecided != null) {
            events.giveUp(undecided);
            undecided = null;
        }
    }

    void gap(Gap gap) {
        boolean anywhere = gap.bytes() == 0;
        if (anywhere || gap.toHostBytes() > 0) {
            notes.truncated(Direction.CONSOLE_TO_HOST, gap.fromNanos(), requests.unfinished(), toHostBytes);
            requests.bytesMissing();
            writing = null;
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

    void closed(long timeNanos, CloseReason reason) {
        notes.truncated(Direction.CONSOLE_TO_HOST, timeNanos, requests.unfinished(), toHostBytes);
        notes.truncated(Direction.HOST_TO_CONSOLE, timeNanos, responses.finish(), toConsoleBytes);
        events.add(new PcfsEvent.Closed(stream, timeNanos, reason, requestCount, responseCount));
    }

    @Override
    public void begins(long timeNanos) {
        responses.requestBegins(timeNanos);
    }

    @Override
    public long request(byte[] bytes, int offset, int length, long endOffset, long timeNanos) {
        Operation operation = requestParser.parse(bytes, offset, length);
        RawBytes undecodable = null;
        Command command = null;
        if (operation instanceof Operation.Unknown unknown) {
            undecodable = unknown.raw();
        } else {
            command = Command.byId(Wire.i32(bytes, offset + RequestLayout.COMMAND));
            undecodable = operation.isUtf8() ? null : RawCapture.whole(bytes, offset, length);
        }
        if (operation instanceof Operation.Ping ping) {
            memory.flags.pinged(ping);
        }
        Exchange exchange = add(operation, command, undecodable, endOffset - length, endOffset, timeNanos);
        exchange.switchesOff = command == Command.PING && RequestParser.disablesCapabilities(bytes, offset);
        if (!(operation instanceof Operation.WriteFile write)) {
            noteIfOversized(operation, endOffset - length, endOffset, timeNanos);
            return RequestFramer.NO_DATA;
        }
        if (Long.compareUnsigned(write.sizeBytes(), ReadFrame.MAX_READ_BYTES) > 0) {
            notes.oversized(write.sizeBytes(), endOffset - length, endOffset, timeNanos);
            return RequestFramer.NO_DATA;
        }
        writing = exchange;
        return write.sizeBytes();
    }

    private Exchange add(
            Operation operation,
            @Nullable Command command,
            @Nullable RawBytes undecodable,
            long begin,
            long end,
            long timeNanos) {
        long number = ++requestCount;
        // Many may wait, so what waits must not hold on to the bytes of what did not decode.
        Operation waiting = operation instanceof Operation.Unknown unknown
                ? new Operation.Unknown(RawCapture.withoutBytes(unknown.raw(), lanes), unknown.reason())
                : operation;
        Exchange exchange = new Exchange(number, waiting, command, memory.flags.firstReadSize(), timeNanos);
        Exchange forgotten = exchanges.add(exchange);
        if (forgotten != null) {
            notes.forgotten(forgotten, timeNanos);
        }
        events.add(new PcfsEvent.Request(stream, timeNanos, number, operation, undecodable, begin, end));
        return exchange;
    }

    private void noteIfOversized(Operation operation, long begin, long end, long timeNanos) {
        if (operation instanceof Operation.ReadFile read
                && Long.compareUnsigned(read.sizeBytes(), ReadFrame.MAX_READ_BYTES) > 0) {
            notes.oversized(read.sizeBytes(), begin, end, timeNanos);
        }
    }

    @Override
    public void oversizedRequest(RawBytes raw, long endOffset, long timeNanos) {
        String reason = "packet is " + raw.length() + " bytes, no request is that long";
        add(new Operation.Unknown(raw, reason), null, raw, endOffset - raw.length(), endOffset, timeNanos);
    }

    @Override
    public void data(long lengthBytes, long endOffset, long timeNanos) {
        Exchange exchange = writing;
        writing = null;
        if (exchange != null && exchange.operation instanceof Operation.WriteFile write) {
            exchange.completeNanos = timeNanos;
            Exchange first = exchanges.oldest();
            boolean oldest = first != null && first.operation instanceof Operation.WriteFile;
            events.add(new PcfsEvent.WriteData(
                    stream,
                    timeNanos,
                    exchange.number,
                    write,
                    lengthBytes,
                    oldest,
                    endOffset - lengthBytes,
                    endOffset));
        }
    }

    @Override
    public void lost(String reason, long offset, long timeNanos) {
        notes.lost(Direction.CONSOLE_TO_HOST, reason, offset, timeNanos);
    }

    @Override
    public void resumed(RawBytes skipped, long endOffset, long timeNanos) {
        if (skipped.length() > 0) {
            memory.files.forgetPositions();
            Operation operation = new Operation.Unknown(skipped, "its boundary was lost");
            events.add(new PcfsEvent.Request(
                    stream, timeNanos, 0, operation, skipped, endOffset - skipped.length(), endOffset));
        }
        notes.resumed(Direction.CONSOLE_TO_HOST, skipped, endOffset, timeNanos);
    }

    @Override
    public void packet(
            @Nullable Exchange exchange, byte[] bytes, int offset, int length, long endOffset, long timeNanos) {
        if (exchange == null) {
            unmatched(RawCapture.whole(bytes, offset, length), endOffset, timeNanos);
            return;
        }
        Reply reply = replyParser.parse(exchange.operation, bytes, offset, length);
        RawBytes undecodable = null;
        if (reply instanceof Reply.Unknown unknown) {
            undecodable = unknown.raw();
        } else if (!referenceDecodes(exchange.operation, reply)) {
            undecodable = RawCapture.whole(bytes, offset, length);
        }
        answer(exchange, reply, undecodable, Evidence.STATED, endOffset - length, endOffset, timeNanos);
    }

    /** Whether the reference decodes this pair: it wants UTF-8 everywhere, and FFIO on. */
    private static boolean referenceDecodes(Operation operation, Reply reply) {
        if (!operation.isUtf8() || operation instanceof Operation.ReadFile) {
            return false;
        }
        return !(reply instanceof Reply.FolderItem item)
                || item.name() == null
                || item.name().isUtf8();
    }

    @Override
    public void oversizedResponse(@Nullable Exchange exchange, RawBytes raw, long endOffset, long timeNanos) {
        long begin = endOffset - raw.length();
        if (exchange == null) {
            unmatched(raw, endOffset, timeNanos);
        } else if (exchange.operation instanceof Operation.ReadFile) {
            answer(exchange, new Reply.Opaque(raw), raw, Evidence.STATED, begin, endOffset, timeNanos);
        } else {
            String reason = "packet is " + raw.length() + " bytes, no answer is that long";
            answer(exchange, new Reply.Unknown(raw, reason), raw, Evidence.STATED, begin, endOffset, timeNanos);
        }
    }

    @Override
    public void read(ReadFrame frame, Evidence evidence, boolean cutShort, long endOffset) {
        if (frame.dataBytes() != undecidedBytes) {
            giveUpPlace();
        }
        ReadEstimate estimate = FilePositions.afterReading(memory.files, frame);
        Reply.Read reply = frame.reply(estimate.bytesRead(), estimate.endOfFile(), cutShort);
        long begin = endOffset - reply.packetLength();
        answer(frame.exchange, reply, null, evidence, begin, endOffset, frame.lastByteNanos());
    }

    @Override
    public void responsesLost(String reason, long offset, long timeNanos) {
        notes.lost(Direction.HOST_TO_CONSOLE, reason, offset, timeNanos);
    }

    @Override
    public void responsesResumed(RawBytes skipped, @Nullable Exchange answered, long endOffset, long timeNanos) {
        if (answered != null) {
            Reply reply = new Reply.Unknown(skipped, "its boundary was lost");
            long begin = endOffset - skipped.length();
            answer(answered, reply, skipped, Evidence.SETTLED, begin, endOffset, timeNanos);
        } else if (skipped.length() > 0) {
            unmatched(skipped, endOffset, timeNanos);
        }
        notes.resumed(Direction.HOST_TO_CONSOLE, skipped, endOffset, timeNanos);
    }

    private void answer(
            Exchange exchange,
            Reply reply,
            @Nullable RawBytes undecodable,
            Evidence evidence,
            long begin,
            long end,
            long timeNanos) {
        exchanges.answered(exchange);
        responseCount++;
        boolean remembered = memory.remember(exchange.operation, reply);
        if (exchange.switchesOff) {
            memory.flags.switchedOff();
        }
        place(new PcfsEvent.Response(
                stream,
                timeNanos,
                exchange.number,
                exchange.operation,
                reply,
                Math.max(0, timeNanos - exchange.completeNanos),
                evidence,
                undecodable,
                begin,
                end));
        if (!remembered) {
            notes.tooManyDescriptors(timeNanos);
        }
    }

    /** Puts a response where its last byte arrived. */
    private void place(PcfsEvent.Response response) {
        if (undecided == null) {
            events.add(response);
        } else {
            events.fill(undecided, response);
            undecided = null;
        }
    }

    private void unmatched(RawBytes raw, long endOffset, long timeNanos) {
        responseCount++;
        Reply reply = new Reply.Unknown(raw, "no request waits for it");
        events.add(new PcfsEvent.Response(
                stream, timeNanos, 0, null, reply, -1, Evidence.STATED, raw, endOffset - raw.length(), endOffset));
        notes.unmatched(raw, endOffset, timeNanos);
    }

    /** Requests and answers were taken out of the capture here. That a request began is evidence all the same. */
    void omitted(long timeNanos, Omission omission) {
        if (omission.requests() > 0) {
            responses.requestBegins(timeNanos);
        }
        requestCount = Omission.sum(requestCount, omission.requests());
        responseCount = Omission.sum(responseCount, omission.responses());
    }

    /** The stream was open already where the decoding began. */
    void restored(long timeNanos) {
        notes.restored(addresses, requestCount, responseCount, timeNanos);
        placeUndecided(timeNanos);
    }

    void assume(boolean ffio, long firstReadSize) {
        memory.flags.assumed(ffio, firstReadSize);
    }

    long stream() {
        return stream;
    }

    /** Writes the stream as it stands; all checksums must be finished. */
    void writeTo(SnapshotWriter out) {
        out.u64(stream).text(addresses.client()).text(addresses.server());
        out.u64(requestCount).u64(responseCount);
        memory.writeTo(out);
        exchanges.writeTo(out);
        List<Exchange> forgotten = new ArrayList<>(2);
        addForgotten(writing, forgotten);
        addForgotten(responses.answering(), forgotten);
        out.u32(forgotten.size());
        for (Exchange exchange : forgotten) {
            exchange.writeTo(out);
        }
        requests.writeTo(out.reference(writing));
        responses.writeTo(out);
    }

    /** Adds an exchange that is still in use but waits no longer. */
    private void addForgotten(@Nullable Exchange exchange, List<Exchange> forgotten) {
        if (exchange != null && !exchanges.contains(exchange) && !forgotten.contains(exchange)) {
            forgotten.add(exchange);
        }
    }

    static StreamDecoder readFrom(
            SnapshotReader in, long streamBase, DecoderLimits limits, ChecksumLanes lanes, EventOrder events)
            throws SnapshotException {
        long stream = streamBase + in.u64("stream number");
        StreamAddresses addresses = new StreamAddresses(in.text("client address"), in.text("server address"));
        StreamDecoder decoder = new StreamDecoder(stream, addresses, limits, lanes, events);
        decoder.readRest(in);
        return decoder;
    }

    private void readRest(SnapshotReader in) throws SnapshotException {
        requestCount = in.u64(0, Long.MAX_VALUE, "number of requests");
        responseCount = in.u64(0, Long.MAX_VALUE, "number of responses");
        memory.readFrom(in);
        ExchangeRoster roster = new ExchangeRoster(requestCount);
        exchanges.readFrom(in, roster);
        for (int left = in.count(2, SnapshotLayout.MIN_EXCHANGE_BYTES, "number of forgotten requests");
                left > 0;
                left--) {
            roster.enter(in, 0);
        }
        writing = roster.reference(in);
        requests.readFrom(in);
        responses.readFrom(in, roster);
    }
}
