package dev.pcfstap.tap;

/**
 * Drives two sinks with each call, the first one first; what the first one throws does not keep the call from the second. A chunk
 * counts as recorded when both have it. On the thread of
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
        try {
            first.opened(stream, timeNanos, addresses);
        } finally {
            second.opened(stream, timeNanos, addresses);
        }
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        boolean kept = false;
        boolean alsoKept = false;
        try {
            kept = first.received(stream, direction, timeNanos, bytes, offset, length);
        } finally {
            alsoKept = second.received(stream, direction, timeNanos, bytes, offset, length);
        }
        return kept && alsoKept;
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        try {
            first.reduced(stream, timeNanos, data);
        } finally {
            second.reduced(stream, timeNanos, data);
        }
    }

    @Override
    public void gap(long stream, Gap gap) {
        try {
            first.gap(stream, gap);
        } finally {
            second.gap(stream, gap);
        }
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {
        try {
            first.omitted(stream, timeNanos, omission);
        } finally {
            second.omitted(stream, timeNanos, omission);
        }
    }

    @Override
    public void noted(long stream, long timeNanos, String text) {
        try {
            first.noted(stream, timeNanos, text);
        } finally {
            second.noted(stream, timeNanos, text);
        }
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        try {
            first.closed(stream, timeNanos, reason);
        } finally {
            second.closed(stream, timeNanos, reason);
        }
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {
        try {
            first.failed(stream, timeNanos, failure);
        } finally {
            second.failed(stream, timeNanos, failure);
        }
    }

    @Override
    public void batchEnded(long timeNanos) {
        try {
            first.batchEnded(timeNanos);
        } finally {
            second.batchEnded(timeNanos);
        }
    }

    @Override
    public void idle(long timeNanos) {
        try {
            first.idle(timeNanos);
        } finally {
            second.idle(timeNanos);
        }
    }

    @Override
    public void flushDue(long timeNanos) {
        try {
            first.flushDue(timeNanos);
        } finally {
            second.flushDue(timeNanos);
        }
    }

    @Override
    public void stopped(long timeNanos) {
        try {
            first.stopped(timeNanos);
        } finally {
            second.stopped(timeNanos);
        }
    }
}
