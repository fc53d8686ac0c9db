package dev.pcfstap.pcfs;

import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeRecord;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import java.util.ArrayList;
import java.util.List;

/** What happens to a decoder, one step after the other, so that it can be told again and interrupted anywhere. */
final class Script {
    static final long STREAM = 5;

    /** One call of a decoder. */
    interface Step {
        void happenTo(PcfsDecoder decoder, long timeNanos);
    }

    private final List<Step> steps = new ArrayList<>();
    private int chunkBytes = 1;

    private Script() {}

    /** One stream, said in single bytes. */
    static Script ofOneStream() {
        Script script = new Script();
        script.steps.add(opening(STREAM));
        return script;
    }

    static Script of(Tape tape) {
        Script script = new Script();
        for (TapeRecord step : tape.records()) {
            script.steps.add(
                    switch (step.kind()) {
                        case OPENED -> opening(step.stream());
                        case CLOSED -> closing(step.stream());
                        case TO_HOST ->
                            chunk(step.stream(), Direction.CONSOLE_TO_HOST, step.bytes(), 0, step.bytes().length);
                        case TO_CONSOLE ->
                            chunk(step.stream(), Direction.HOST_TO_CONSOLE, step.bytes(), 0, step.bytes().length);
                    });
        }
        return script;
    }

    Script inChunksOf(int bytes) {
        chunkBytes = bytes;
        return this;
    }

    Script consoleSays(byte[]... packets) {
        return said(Direction.CONSOLE_TO_HOST, packets);
    }

    Script hostSays(byte[]... packets) {
        return said(Direction.HOST_TO_CONSOLE, packets);
    }

    Script gap(long toHostBytes, long toConsoleBytes) {
        steps.add((decoder, time) -> decoder.gap(STREAM, new Gap(1, toHostBytes, toConsoleBytes, time, time)));
        return this;
    }

    Script closes() {
        steps.add(closing(STREAM));
        return this;
    }

    List<Step> steps() {
        return steps;
    }

    private Script said(Direction direction, byte[][] packets) {
        for (byte[] packet : packets) {
            for (int at = 0; at < packet.length; at += Math.min(chunkBytes, packet.length - at)) {
                steps.add(chunk(STREAM, direction, packet, at, Math.min(chunkBytes, packet.length - at)));
            }
        }
        return this;
    }

    private static Step opening(long stream) {
        StreamAddresses addresses = new StreamAddresses("192.168.7.40:" + (49152 + stream), "127.0.0.1:7500");
        return (decoder, time) -> decoder.opened(stream, time, addresses);
    }

    private static Step closing(long stream) {
        return (decoder, time) -> decoder.closed(stream, time, CloseReason.SERVER_RESET);
    }

    private static Step chunk(long stream, Direction direction, byte[] bytes, int offset, int length) {
        return (decoder, time) -> decoder.received(stream, direction, time, bytes, offset, length);
    }
}
