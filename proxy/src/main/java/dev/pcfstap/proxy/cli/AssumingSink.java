package dev.pcfstap.proxy.cli;

import dev.pcfstap.pcfs.Assumption;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.ForwardingSink;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Writes into the first note of the streams that began before their capture did what is assumed of them; that is what a
 * decoder behind this obeys, and what a journal keeps. Confined to the thread that drives it.
 */
final class AssumingSink extends ForwardingSink {
    private static final long NONE = -1;

    private final UnaryOperator<Assumption> wanted;
    private long justOpened = NONE;

    /** @param wanted makes what is assumed from what the notes say */
    AssumingSink(TapSink next, UnaryOperator<Assumption> wanted) {
        super(next);
        this.wanted = wanted;
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        next.opened(stream, timeNanos, addresses);
        justOpened = stream;
    }

    @Override
    public void noted(long stream, long timeNanos, String text) {
        Optional<Assumption> noted = stream == justOpened ? Assumption.of(text) : Optional.empty();
        justOpened = NONE;
        next.noted(stream, timeNanos, noted.map(wanted).map(Assumption::note).orElse(text));
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        justOpened = NONE;
        return next.received(stream, direction, timeNanos, bytes, offset, length);
    }

    @Override
    public void gap(long stream, Gap gap) {
        justOpened = NONE;
        next.gap(stream, gap);
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        justOpened = NONE;
        next.reduced(stream, timeNanos, data);
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {
        justOpened = NONE;
        next.omitted(stream, timeNanos, omission);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        justOpened = NONE;
        next.closed(stream, timeNanos, reason);
    }
}
