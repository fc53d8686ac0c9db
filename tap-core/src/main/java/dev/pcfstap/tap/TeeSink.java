package dev.pcfstap.tap;

/**
 * Drives two sinks with each call, the first one first. A chunk counts as recorded when both have it. On the thread of
 * whoever drives it.
 */
public class TeeSink implements TapSink {
    private final TapSink first;
    private final TapSink second;

    public TeeSink(TapSink first, TapSink second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        first.opened(stream, timeNanos, addresses);
        second.opened(stream, timeNanos, addresses);
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        boolean kept = first.received(stream, direction, timeNanos, bytes, offset, length);
        return second.received(stream, direction, timeNanos, bytes, offset, length) && kept;
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        first.reduced(stream, timeNanos, data);
        second.reduced(stream, timeNanos, data);
    }

    @Override
    public void gap(long stream, Gap gap) {
        first.gap(stream, gap);
        second.gap(stream, gap);
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {
        first.omitted(stream, timeNanos, omission);
        second.omitted(stream, timeNanos, omission);
    }

    @Override
    public void noted(long stream, long timeNanos, String text) {
        first.noted(stream, timeNanos, text);
        second.noted(stream, timeNanos, text);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        first.closed(stream, timeNanos, reason);
        second.closed(stream, timeNanos, reason);
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {
        first.failed(stream, timeNanos, failure);
        second.failed(stream, timeNanos, failure);
    }

    @Override
    public void batchEnded(long timeNanos) {
        first.batchEnded(timeNanos);
        second.batchEnded(timeNanos);
    }

    @Override
    public void idle(long timeNanos) {
        first.idle(timeNanos);
        second.idle(timeNanos);
    }

    @Override
    public void flushDue(long timeNanos) {
        first.flushDue(timeNanos);
        second.flushDue(timeNanos);
    }

    @Override
    public void stopped(long timeNanos) {
        first.stopped(timeNanos);
        second.stopped(timeNanos);
    }
}
