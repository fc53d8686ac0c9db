package dev.pcfstap.tap;

/** Passes every call on; what a subclass wants to be otherwise, it overrides. On the thread of whoever drives it. */
public abstract class ForwardingSink implements TapSink {
    /** Who is driven. */
    protected final TapSink next;

    protected ForwardingSink(TapSink next) {
        this.next = next;
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        next.opened(stream, timeNanos, addresses);
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        return next.received(stream, direction, timeNanos, bytes, offset, length);
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        next.reduced(stream, timeNanos, data);
    }

    @Override
    public void gap(long stream, Gap gap) {
        next.gap(stream, gap);
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {
        next.omitted(stream, timeNanos, omission);
    }

    @Override
    public void noted(long stream, long timeNanos, String text) {
        next.noted(stream, timeNanos, text);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        next.closed(stream, timeNanos, reason);
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {
        next.failed(stream, timeNanos, failure);
    }

    @Override
    public void batchEnded(long timeNanos) {
        next.batchEnded(timeNanos);
    }

    @Override
    public void idle(long timeNanos) {
        next.idle(timeNanos);
    }

    @Override
    public void flushDue(long timeNanos) {
        next.flushDue(timeNanos);
    }

    @Override
    public void stopped(long timeNanos) {
        next.stopped(timeNanos);
    }
}
