package dev.pcfstap.proxy;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;

/** A sink with a bug: it fails at the chunks of one stream until it is told of its failure. */
final class FailingDecoder implements TapSink {
    private final TapSink sink;
    private final long failingStream;
    private boolean told;

    FailingDecoder(TapSink sink, long failingStream) {
        this.sink = sink;
        this.failingStream = failingStream;
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        sink.opened(stream, timeNanos, addresses);
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        if (stream == failingStream && !told) {
            throw new IllegalStateException("a bug at " + direction);
        }
        return sink.received(stream, direction, timeNanos, bytes, offset, length);
    }

    @Override
    public void gap(long stream, Gap gap) {
        sink.gap(stream, gap);
    }

    @Override
    public void noted(long stream, long timeNanos, String text) {
        sink.noted(stream, timeNanos, text);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        sink.closed(stream, timeNanos, reason);
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {
        told = true;
        sink.failed(stream, timeNanos, failure);
    }

    @Override
    public void batchEnded(long timeNanos) {
        sink.batchEnded(timeNanos);
    }

    @Override
    public void flushDue(long timeNanos) {
        sink.flushDue(timeNanos);
    }

    @Override
    public void stopped(long timeNanos) {
        sink.stopped(timeNanos);
    }
}
