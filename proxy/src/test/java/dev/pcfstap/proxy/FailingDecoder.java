package dev.pcfstap.proxy;

import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.ForwardingSink;
import dev.pcfstap.tap.TapSink;

/** A sink with a bug: it fails at the chunks of one stream until it is told of its failure. */
final class FailingDecoder extends ForwardingSink {
    private final long failingStream;
    private boolean told;

    FailingDecoder(TapSink sink, long failingStream) {
        super(sink);
        this.failingStream = failingStream;
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        if (stream == failingStream && !told) {
            throw new IllegalStateException("a bug at " + direction);
        }
        return next.received(stream, direction, timeNanos, bytes, offset, length);
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {
        told = true;
        next.failed(stream, timeNanos, failure);
    }
}
