package dev.pcfstap.compact;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;

/** Takes no notice of anything. */
final class NoOpSink implements TapSink {
    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {}

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        return true;
    }

    @Override
    public void gap(long stream, Gap gap) {}

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {}

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {}

    @Override
    public void noted(long stream, long timeNanos, String text) {}

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {}

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {}

    @Override
    public void batchEnded(long timeNanos) {}

    @Override
    public void flushDue(long timeNanos) {}

    @Override
    public void stopped(long timeNanos) {}
}
