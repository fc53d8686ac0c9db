package dev.pcfstap.pcfs;

import dev.pcfstap.tap.Direction;
import org.jspecify.annotations.Nullable;

/** Makes events of a stream's requests, which then wait for their answers. Confined to the decoder's thread. */
final class RequestEvents implements RequestFramer.Frames {
    private final long stream;
    private final ChecksumLanes lanes;
    private final EventOrder events;
    private final StreamNotes notes;
    private final StreamMemory memory;
    private final Exchanges exchanges;
    private final ResponseFramer responses;
    private final RequestParser requestParser;

    private long count;
    private @Nullable Exchange writing;

    /** @param responses is told that a request begins, which settles where an answer before it ended */
    RequestEvents(
            long stream,
            ChecksumLanes lanes,
            EventOrder events,
            StreamNotes notes,
            StreamMemory memory,
            Exchanges exchanges,
            ResponseFramer responses) {
        this.stream = stream;
        this.lanes = lanes;
        this.events = events;
        this.notes = notes;
        this.memory = memory;
        this.exchanges = exchanges;
        this.responses = responses;
        this.requestParser = new RequestParser(memory.files, memory.folders);
    }

    /** Requests so far. */
    long count() {
        return count;
    }

    void count(long requests) {
        count = requests;
    }

    /** The write whose out-of-band data comes in, null when none does. */
    @Nullable
    Exchange writing() {
        return writing;
    }

    void writing(@Nullable Exchange write) {
        writing = write;
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
        long number = ++count;
        // Many may wait, so what waits must not hold on to the bytes of what did not decode.
        Operation waiting = operation instanceof Operation.Unknown unknown
                ? new Operation.Unknown(RawCapture.withoutBytes(unknown.raw(), lanes), unknown.reason())
                : operation;
        Exchange exchange =
                new Exchange(number, waiting, command, memory.flags.firstReadSize(), timeNanos, end - begin);
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
}
