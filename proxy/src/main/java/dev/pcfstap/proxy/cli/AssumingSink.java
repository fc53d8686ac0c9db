package dev.pcfstap.proxy.cli;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Tells a decoder what is assumed of the streams that began before their capture did, and says so in their first note, from
 * where a journal gives it back. Only a note that directly follows the opening counts: nobody's later words change how a
 * stream is decoded. Confined to the thread that drives it.
 */
final class AssumingSink implements TapSink {
    private static final long NONE = -1;

    private final TapSink next;
    private final Decoder decoder;
    private final UnaryOperator<Assumption> wanted;
    private long justOpened = NONE;

    /** Takes an assumption; see {@link dev.pcfstap.pcfs.PcfsDecoder#assume}. */
    @FunctionalInterface
    interface Decoder {
        void assume(long stream, boolean ffio, long firstReadSize);
    }

    /**
     * @param decoder is told after {@code next} was told of the opening
     * @param wanted makes what is assumed from what the notes say
     */
    AssumingSink(TapSink next, Decoder decoder, UnaryOperator<Assumption> wanted) {
        this.next = next;
        this.decoder = decoder;
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
        if (noted.isEmpty()) {
            next.noted(stream, timeNanos, text);
            return;
        }
        Assumption assumed = wanted.apply(noted.get());
        next.noted(stream, timeNanos, assumed.note());
        decoder.assume(stream, assumed.ffio(), assumed.firstReadSize());
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
    public void omitted(long stream, long timeNanos, Omission omission) {
        justOpened = NONE;
        next.omitted(stream, timeNanos, omission);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        justOpened = NONE;
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
    public void flushDue(long timeNanos) {
        next.flushDue(timeNanos);
    }

    @Override
    public void stopped(long timeNanos) {
        next.stopped(timeNanos);
    }
}
