package dev.pcfstap.pcfs;

import dev.pcfstap.tap.Direction;
import org.jspecify.annotations.Nullable;

/** Makes events of a stream's answers, and remembers what they establish. Confined to the decoder's thread. */
final class ResponseEvents implements ResponseFramer.Frames {
    private final long stream;
    private final EventOrder events;
    private final StreamNotes notes;
    private final StreamMemory memory;
    private final Exchanges exchanges;
    private final ReadPlace place;
    private final ReplyParser replyParser = new ReplyParser();

    private long count;
    private boolean skewNoted;

    ResponseEvents(long stream, EventOrder events, StreamNotes notes, StreamMemory memory, Exchanges exchanges) {
        this.stream = stream;
        this.events = events;
        this.notes = notes;
        this.memory = memory;
        this.exchanges = exchanges;
        this.place = new ReadPlace(events);
    }

    /** Responses so far. */
    long count() {
        return count;
    }

    void count(long responses) {
        count = responses;
    }

    /** Whether it was said that the times of the stream contradict each other. */
    boolean skewNoted() {
        return skewNoted;
    }

    void skewNoted(boolean noted) {
        skewNoted = noted;
    }

    /** The read that may be complete now, or null: it has its place here. */
    void undecided(@Nullable ReadFrame frame, long timeNanos) {
        place.update(frame, timeNanos);
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
        } else if (replyParser.isOfOtherShape() || !referenceDecodes(exchange.operation, reply)) {
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
        place.complete(frame);
        ReadEstimate estimate = FilePositions.afterReading(memory.files, frame);
        Reply.Read reply = frame.reply(estimate, cutShort);
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
        count++;
        boolean remembered = memory.remember(exchange.operation, reply);
        if (exchange.switchesOff) {
            memory.flags.switchedOff();
        }
        long skewNanos = Math.max(0, exchange.completeNanos - timeNanos);
        place.put(new PcfsEvent.Response(
                stream,
                timeNanos,
                exchange.number,
                exchange.operation,
                reply,
                skewNanos > 0 ? PcfsEvent.Response.NO_LATENCY : timeNanos - exchange.completeNanos,
                skewNanos,
                evidence,
                undecodable,
                begin,
                end));
        if (skewNanos > 0 && !skewNoted) {
            skewNoted = true;
            notes.clockSkew(exchange.number, skewNanos, timeNanos);
        }
        if (!remembered) {
            notes.tooManyDescriptors(timeNanos);
        }
    }

    private void unmatched(RawBytes raw, long endOffset, long timeNanos) {
        count++;
        Reply reply = new Reply.Unknown(raw, "no request waits for it");
        events.add(new PcfsEvent.Response(
                stream,
                timeNanos,
                0,
                null,
                reply,
                PcfsEvent.Response.NO_LATENCY,
                0,
                Evidence.STATED,
                raw,
                endOffset - raw.length(),
                endOffset));
        notes.unmatched(raw, endOffset, timeNanos);
    }
}
