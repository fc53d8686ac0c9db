package dev.pcfstap.pcfs;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream: pairs requests and answers and remembers what the conversation has established. Confined to the decoder's
 * thread.
 */
final class StreamDecoder implements RequestFramer.Frames, ResponseFramer.Frames {
    private final long stream;
    private final Consumer<PcfsEvent> events;
    private final ConnectionFlags flags = new ConnectionFlags();
    private final DescriptorTable files;
    private final DescriptorTable folders;
    private final Exchanges exchanges;
    private final RequestParser requestParser;
    private final ReplyParser replyParser = new ReplyParser();
    private final RequestFramer requests;
    private final ResponseFramer responses;
    private final Chunk chunk = new Chunk();

    private long requestCount;
    private long responseCount;
    private @Nullable Exchange writing;

    StreamDecoder(long stream, DecoderLimits limits, ChecksumLanes lanes, Consumer<PcfsEvent> events) {
        this.stream = stream;
        this.events = events;
        this.files = new DescriptorTable(limits.descriptors());
        this.folders = new DescriptorTable(limits.descriptors());
        this.exchanges = new Exchanges(limits.outstanding());
        this.requestParser = new RequestParser(files, folders);
        this.requests = new RequestFramer(limits, lanes, this);
        this.responses = new ResponseFramer(limits, lanes, exchanges, flags, this);
    }

    void opened(long timeNanos, StreamAddresses addresses) {
        events.accept(new PcfsEvent.Opened(stream, timeNanos, addresses));
    }

    void received(Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        if (length == 0) {
            return;
        }
        chunk.wrap(bytes, offset, length, timeNanos);
        if (direction == Direction.HOST_TO_CONSOLE) {
            responses.accept(chunk);
        } else {
            if (requests.atBoundary()) {
                responses.requestBegins(timeNanos);
            }
            requests.accept(chunk);
        }
    }

    void gap(Gap gap) {
        boolean anywhere = gap.bytes() == 0;
        if (anywhere || gap.toHostBytes() > 0) {
            truncated(Direction.CONSOLE_TO_HOST, gap.fromNanos(), requests.unfinished());
            requests.bytesMissing();
            writing = null;
        }
        if (anywhere || gap.toConsoleBytes() > 0) {
            truncated(Direction.HOST_TO_CONSOLE, gap.fromNanos(), responses.finish());
            responses.bytesMissing();
        }
        // What was asked or answered meanwhile is not known, so nothing that waits can be paired any more.
        exchanges.clear();
        note(
                gap.toNanos(),
                NoteKind.GAP,
                null,
                null,
                PcfsEvent.NoteField.of("events", gap.events()),
                PcfsEvent.NoteField.of("bytes", gap.bytes()),
                PcfsEvent.NoteField.of("to_host", gap.toHostBytes()),
                PcfsEvent.NoteField.of("to_console", gap.toConsoleBytes()),
                PcfsEvent.NoteField.of("from", UtcTime.format(gap.fromNanos())),
                PcfsEvent.NoteField.of("to", UtcTime.format(gap.toNanos())));
    }

    void closed(long timeNanos, CloseReason reason) {
        truncated(Direction.CONSOLE_TO_HOST, timeNanos, requests.unfinished());
        truncated(Direction.HOST_TO_CONSOLE, timeNanos, responses.finish());
        events.accept(new PcfsEvent.Closed(stream, timeNanos, reason, requestCount, responseCount));
    }

    @Override
    public long request(byte[] bytes, int offset, int length, long timeNanos) {
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
            flags.pinged(ping);
        }
        Exchange exchange = add(operation, command, undecodable, timeNanos);
        exchange.switchesOff = command == Command.PING && RequestParser.disablesCapabilities(bytes, offset);
        if (!(operation instanceof Operation.WriteFile write)) {
            noteIfOversized(operation, timeNanos);
            return RequestFramer.NO_DATA;
        }
        if (Long.compareUnsigned(write.sizeBytes(), ReadFrame.MAX_READ_BYTES) > 0) {
            noteOversized(write.sizeBytes(), timeNanos);
            return RequestFramer.NO_DATA;
        }
        writing = exchange;
        return write.sizeBytes();
    }

    private Exchange add(
            Operation operation, @Nullable Command command, @Nullable RawBytes undecodable, long timeNanos) {
        long number = ++requestCount;
        Exchange exchange = new Exchange(number, operation, command, flags.firstReadSize(), timeNanos);
        Exchange forgotten = exchanges.add(exchange);
        if (forgotten != null) {
            note(
                    timeNanos,
                    NoteKind.TOO_MANY_OUTSTANDING,
                    null,
                    null,
                    PcfsEvent.NoteField.of("forgotten", forgotten.number));
        }
        events.accept(new PcfsEvent.Request(stream, timeNanos, number, operation, undecodable));
        return exchange;
    }

    private void noteIfOversized(Operation operation, long timeNanos) {
        if (operation instanceof Operation.ReadFile read
                && Long.compareUnsigned(read.sizeBytes(), ReadFrame.MAX_READ_BYTES) > 0) {
            noteOversized(read.sizeBytes(), timeNanos);
        }
    }

    private void noteOversized(long sizeBytes, long timeNanos) {
        note(
                timeNanos,
                NoteKind.OVERSIZED,
                Direction.CONSOLE_TO_HOST,
                null,
                PcfsEvent.NoteField.of("size", Long.toUnsignedString(sizeBytes)),
                PcfsEvent.NoteField.of("limit", ReadFrame.MAX_READ_BYTES));
    }

    @Override
    public void oversizedRequest(RawBytes raw, long timeNanos) {
        String reason = "packet is " + raw.length() + " bytes, no request is that long";
        add(new Operation.Unknown(raw, reason), null, raw, timeNanos);
    }

    @Override
    public void data(long lengthBytes, long timeNanos) {
        Exchange exchange = writing;
        writing = null;
        if (exchange != null && exchange.operation instanceof Operation.WriteFile write) {
            exchange.completeNanos = timeNanos;
            boolean oldest = exchanges.oldest() == exchange;
            events.accept(new PcfsEvent.WriteData(stream, timeNanos, exchange.number, write, lengthBytes, oldest));
        }
    }

    @Override
    public void lost(String reason, long timeNanos) {
        noteLost(Direction.CONSOLE_TO_HOST, reason, timeNanos);
    }

    @Override
    public void resumed(RawBytes skipped, long timeNanos) {
        if (skipped.length() > 0) {
            Operation operation = new Operation.Unknown(skipped, "its boundary was lost");
            events.accept(new PcfsEvent.Request(stream, timeNanos, 0, operation, skipped));
        }
        noteResumed(Direction.CONSOLE_TO_HOST, skipped, timeNanos);
        responses.requestBegins(timeNanos);
    }

    @Override
    public void packet(@Nullable Exchange exchange, byte[] bytes, int offset, int length, long timeNanos) {
        if (exchange == null) {
            unmatched(RawCapture.whole(bytes, offset, length), timeNanos);
            return;
        }
        Reply reply = replyParser.parse(exchange.operation, bytes, offset, length);
        RawBytes undecodable = null;
        if (reply instanceof Reply.Unknown unknown) {
            undecodable = unknown.raw();
        } else if (!referenceDecodes(exchange.operation, reply)) {
            undecodable = RawCapture.whole(bytes, offset, length);
        }
        answer(exchange, reply, undecodable, Evidence.STATED, timeNanos);
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
    public void oversizedResponse(@Nullable Exchange exchange, RawBytes raw, long timeNanos) {
        if (exchange == null) {
            unmatched(raw, timeNanos);
        } else if (exchange.operation instanceof Operation.ReadFile) {
            answer(exchange, new Reply.Opaque(raw), raw, Evidence.STATED, timeNanos);
        } else {
            String reason = "packet is " + raw.length() + " bytes, no answer is that long";
            answer(exchange, new Reply.Unknown(raw, reason), raw, Evidence.STATED, timeNanos);
        }
    }

    @Override
    public void read(ReadFrame frame, Evidence evidence, boolean cutShort) {
        ReadEstimate estimate = FilePositions.afterReading(files, frame);
        Reply.Read reply = frame.reply(estimate.bytesRead(), estimate.endOfFile(), cutShort);
        answer(frame.exchange, reply, null, evidence, frame.lastByteNanos());
    }

    @Override
    public void responsesLost(String reason, long timeNanos) {
        noteLost(Direction.HOST_TO_CONSOLE, reason, timeNanos);
    }

    @Override
    public void responsesResumed(RawBytes skipped, @Nullable Exchange answered, long timeNanos) {
        if (answered != null) {
            Reply reply = new Reply.Unknown(skipped, "its boundary was lost");
            answer(answered, reply, skipped, Evidence.SETTLED, timeNanos);
        } else if (skipped.length() > 0) {
            unmatched(skipped, timeNanos);
        }
        noteResumed(Direction.HOST_TO_CONSOLE, skipped, timeNanos);
    }

    private void answer(
            Exchange exchange, Reply reply, @Nullable RawBytes undecodable, Evidence evidence, long timeNanos) {
        exchanges.answered(exchange);
        responseCount++;
        boolean remembered = remember(exchange.operation, reply);
        if (exchange.switchesOff) {
            flags.switchedOff();
        }
        events.accept(new PcfsEvent.Response(
                stream,
                timeNanos,
                exchange.number,
                exchange.operation,
                reply,
                Math.max(0, timeNanos - exchange.completeNanos),
                evidence,
                undecodable));
        if (!remembered) {
            note(timeNanos, NoteKind.TOO_MANY_DESCRIPTORS, null, null);
        }
    }

    /** Lets an answer change what is known of the stream; false when a table is full. */
    private boolean remember(Operation operation, Reply reply) {
        if (reply instanceof Reply.Opened opened && opened.code() == ReturnCodes.SUCCESS) {
            if (operation instanceof Operation.OpenFile open) {
                return files.open(opened.descriptor(), open.path(), FilePositions.afterOpening(open.mode()));
            }
            return !(operation instanceof Operation.OpenFolder open)
                    || folders.open(opened.descriptor(), open.path(), DescriptorTable.UNKNOWN_POSITION);
        }
        if (reply instanceof Reply.ReturnCode result && result.code() == ReturnCodes.SUCCESS) {
            if (operation instanceof Operation.CloseFile close) {
                files.close(close.file().number());
            } else if (operation instanceof Operation.CloseFolder close) {
                folders.close(close.folder().number());
            } else if (operation instanceof Operation.SetFilePosition set) {
                FilePositions.afterSetting(files, set);
            }
        } else if (reply instanceof Reply.Written written && operation instanceof Operation.WriteFile write) {
            FilePositions.afterWriting(files, write, written);
        } else if (reply instanceof Reply.Pong pong) {
            flags.ponged(pong);
        }
        return true;
    }

    private void unmatched(RawBytes raw, long timeNanos) {
        responseCount++;
        Reply reply = new Reply.Unknown(raw, "no request waits for it");
        events.accept(new PcfsEvent.Response(stream, timeNanos, 0, null, reply, -1, Evidence.STATED, raw));
        note(timeNanos, NoteKind.UNMATCHED_RESPONSE, null, null, PcfsEvent.NoteField.of("bytes", raw.length()));
    }

    private void truncated(Direction direction, long timeNanos, @Nullable Unfinished unfinished) {
        if (unfinished != null) {
            note(
                    timeNanos,
                    NoteKind.TRUNCATED,
                    direction,
                    unfinished.raw(),
                    PcfsEvent.NoteField.of("bytes", unfinished.bytes()),
                    PcfsEvent.NoteField.of("missing", unfinished.missingBytes()));
        }
    }

    private void noteLost(Direction direction, String reason, long timeNanos) {
        note(timeNanos, NoteKind.LOST_BOUNDARY, direction, null, PcfsEvent.NoteField.of("reason", reason));
    }

    private void noteResumed(Direction direction, RawBytes skipped, long timeNanos) {
        note(timeNanos, NoteKind.RESUMED, direction, null, PcfsEvent.NoteField.of("skipped", skipped.length()));
    }

    private void note(
            long timeNanos,
            NoteKind kind,
            @Nullable Direction direction,
            @Nullable RawBytes raw,
            PcfsEvent.NoteField... fields) {
        events.accept(new PcfsEvent.Note(stream, timeNanos, kind, direction, List.of(fields), raw));
    }
}
