package dev.pcfstap.fuzz;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.ForwardingSink;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Passes calls on, holds the driver to the contract of a sink, and keeps what a sink threw instead of going on. */
final class Books extends ForwardingSink {
    private final Set<Long> open = new HashSet<>();
    private final Set<Long> used = new HashSet<>();
    private @Nullable Throwable failure;
    long bytes;

    Books(TapSink next) {
        super(next);
    }

    /** Throws what was wrong; streams may still be open. */
    void audit() {
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }

    /** Throws what was wrong, or that a stream was not closed. */
    void auditAtEnd() {
        audit();
        require(open.isEmpty(), "streams are open at the end", 0);
        audit();
    }

    private void require(boolean holds, String what, long stream) {
        if (!holds && failure == null) {
            failure = new AssertionError(what + ", stream s" + stream);
        }
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        require(open.add(stream) && used.add(stream), "opened twice", stream);
        next.opened(stream, timeNanos, addresses);
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] view, int offset, int length) {
        require(open.contains(stream), "bytes of a stream that is not open", stream);
        require(length > 0 && offset >= 0 && length <= view.length - offset, "a view outside its array", stream);
        bytes += length;
        return next.received(stream, direction, timeNanos, view, offset, length);
    }

    @Override
    public void gap(long stream, Gap gap) {
        require(open.contains(stream), "a gap of a stream that is not open", stream);
        require(gap.toHostBytes() >= 0 && gap.toConsoleBytes() >= 0, "a gap of less than nothing", stream);
        next.gap(stream, gap);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        require(open.remove(stream), "closed, but not open", stream);
        next.closed(stream, timeNanos, reason);
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable thrown) {
        failure = failure == null ? thrown : failure;
    }
}
