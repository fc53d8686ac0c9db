package dev.pcfstap.pcfs;

import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeRecord;
import dev.pcfstap.tap.ClockStep;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import java.util.ArrayList;
import java.util.List;

/** A decoder under test, spoken to as console and host; what it decodes is kept as one line an event. */
final class Conversation {
    static final long STREAM = 1;
    private static final StreamAddresses ADDRESSES = new StreamAddresses("console", "host");

    private final List<String> lines = new ArrayList<>();
    private final List<PcfsEvent> events = new ArrayList<>();
    private final PcfsDecoder decoder;
    private int chunkBytes = Integer.MAX_VALUE;
    private long timeNanos;

    Conversation() {
        this(DecoderLimits.DEFAULT);
    }

    Conversation(DecoderLimits limits) {
        decoder = new PcfsDecoder(limits, event -> {
            events.add(event);
            lines.add(Transcript.line(event));
        });
        decoder.opened(STREAM, 0, ADDRESSES);
    }

    /** From now on whatever is said arrives in chunks of this size. */
    Conversation inChunksOf(int bytes) {
        chunkBytes = bytes;
        return this;
    }

    Conversation at(long newTimeNanos) {
        timeNanos = newTimeNanos;
        return this;
    }

    Conversation consoleSays(byte[]... packets) {
        return said(Direction.CONSOLE_TO_HOST, packets);
    }

    Conversation hostSays(byte[]... packets) {
        return said(Direction.HOST_TO_CONSOLE, packets);
    }

    Conversation gap(long toHostBytes, long toConsoleBytes) {
        decoder.gap(STREAM, new Gap(1, toHostBytes, toConsoleBytes, timeNanos, timeNanos));
        return this;
    }

    /** The clock steps, and the note of it. */
    Conversation clockSteps(long stepNanos) {
        timeNanos += stepNanos;
        decoder.noted(0, timeNanos, ClockStep.note(stepNanos));
        return this;
    }

    /** Somebody says something on a stream. */
    Conversation noted(long stream, String text) {
        decoder.noted(stream, timeNanos, text);
        return this;
    }

    Conversation closes() {
        decoder.closed(STREAM, timeNanos, CloseReason.CLIENT);
        return this;
    }

    /** The events so far, the opening left out. */
    List<String> lines() {
        decoder.batchEnded(timeNanos);
        return lines.subList(1, lines.size());
    }

    List<PcfsEvent> events() {
        decoder.batchEnded(timeNanos);
        return events;
    }

    /** The last answer's reply. */
    Reply lastReply() {
        return lastResponse().reply();
    }

    PcfsEvent.Response lastResponse() {
        List<PcfsEvent> all = events();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i) instanceof PcfsEvent.Response response) {
                return response;
            }
        }
        throw new AssertionError("no response among " + lines());
    }

    /** What a decoder makes of a tape. */
    static List<String> transcriptOf(Tape tape) {
        List<String> lines = new ArrayList<>();
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, event -> lines.add(Transcript.line(event)));
        for (TapeRecord step : tape.records()) {
            switch (step.kind()) {
                case OPENED -> decoder.opened(step.stream(), 0, ADDRESSES);
                case CLOSED -> decoder.closed(step.stream(), 0, CloseReason.CLIENT);
                case TO_HOST -> receive(decoder, step, Direction.CONSOLE_TO_HOST);
                case TO_CONSOLE -> receive(decoder, step, Direction.HOST_TO_CONSOLE);
            }
        }
        decoder.stopped(0);
        return lines;
    }

    private static void receive(PcfsDecoder decoder, TapeRecord step, Direction direction) {
        decoder.received(step.stream(), direction, 0, step.bytes(), 0, step.bytes().length);
    }

    private Conversation said(Direction direction, byte[][] packets) {
        for (byte[] packet : packets) {
            for (int at = 0; at < packet.length; at += Math.min(chunkBytes, packet.length - at)) {
                int length = Math.min(chunkBytes, packet.length - at);
                decoder.received(STREAM, direction, timeNanos, packet, at, length);
            }
        }
        return this;
    }
}
