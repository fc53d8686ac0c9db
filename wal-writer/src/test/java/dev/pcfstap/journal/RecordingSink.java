package dev.pcfstap.journal;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes down every call as one line. */
class RecordingSink implements TapSink {
    final List<String> lines = new ArrayList<>();
    int batches;

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        lines.add("s" + stream + " @" + timeNanos + " open " + addresses.client() + " " + addresses.server());
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        lines.add("s" + stream + " @" + timeNanos + " " + direction + " "
                + HexFormat.of().formatHex(bytes, offset, offset + length));
        return true;
    }

    @Override
    public void gap(long stream, Gap gap) {
        lines.add("s" + stream + " " + gap);
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {
        lines.add("s" + stream + " @" + timeNanos + " " + omission);
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        gap(stream, data.asGap(timeNanos));
    }

    @Override
    public void noted(long stream, long timeNanos, String text) {
        lines.add("s" + stream + " @" + timeNanos + " note " + text);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        lines.add("s" + stream + " @" + timeNanos + " close " + reason.token());
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {
        lines.add("s" + stream + " failed " + failure);
    }

    @Override
    public void batchEnded(long timeNanos) {
        batches++;
    }

    @Override
    public void flushDue(long timeNanos) {}

    @Override
    public void stopped(long timeNanos) {}
}
