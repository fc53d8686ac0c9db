package dev.pcfstap.pcap;

import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeKind;
import dev.pcfstap.fixtures.tape.TapeRecord;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps everything that it is told. Bytes are copied when a batch ends, as late as the contract allows. */
final class SeenStreams implements TapSink {
    final List<String> events = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final List<Gap> gaps = new ArrayList<>();
    final List<Long> times = new ArrayList<>();
    final List<StreamAddresses> addresses = new ArrayList<>();
    final List<CloseReason> reasons = new ArrayList<>();
    private final List<TapeRecord> records = new ArrayList<>();
    private final List<Runnable> copies = new ArrayList<>();

    /** What was seen, in as few chunks as possible. */
    Tape tape() {
        return new Tape(records).joined();
    }

    byte[] toHost(long stream) {
        return tape().bytes(stream, TapeKind.TO_HOST);
    }

    byte[] toConsole(long stream) {
        return tape().bytes(stream, TapeKind.TO_CONSOLE);
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses ends) {
        events.add("opened s" + stream);
        addresses.add(ends);
        times.add(timeNanos);
        records.add(TapeRecord.opened(stream));
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        events.add((direction == Direction.CONSOLE_TO_HOST ? "> s" : "< s") + stream + " " + length);
        times.add(timeNanos);
        int index = records.size();
        copies.add(() -> {
            byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
            records.set(
                    index,
                    direction == Direction.CONSOLE_TO_HOST
                            ? TapeRecord.toHost(stream, copy)
                            : TapeRecord.toConsole(stream, copy));
        });
        records.add(TapeRecord.opened(stream));
        return true;
    }

    @Override
    public void gap(long stream, Gap gap) {
        events.add("gap s" + stream + " " + gap.toHostBytes() + "," + gap.toConsoleBytes());
        gaps.add(gap);
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        gap(stream, data.asGap(timeNanos));
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {}

    @Override
    public void noted(long stream, long timeNanos, String text) {
        events.add("note s" + stream + " " + text);
        notes.add(text);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        events.add("closed s" + stream + " " + reason.token());
        reasons.add(reason);
        times.add(timeNanos);
        records.add(TapeRecord.closed(stream));
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {
        throw new AssertionError("the sink failed", failure);
    }

    @Override
    public void batchEnded(long timeNanos) {
        copies.forEach(Runnable::run);
        copies.clear();
    }

    @Override
    public void flushDue(long timeNanos) {}

    @Override
    public void stopped(long timeNanos) {}
}
