package dev.pcfstap.pcfs;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import java.util.function.Consumer;

/**
 * Decodes any number of streams at once. Confined to the thread that feeds it.
 *
 * <p>Events are delivered to {@code events} at {@link #batchEnded}, {@link #flushDue} and {@link #stopped}, in the order
 * in which they were completed.
 */
public final class PcfsDecoder implements TapSink {

    public PcfsDecoder(DecoderLimits limits, Consumer<PcfsEvent> events) {}

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {}

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        return true;
    }

    @Override
    public void gap(long stream, Gap gap) {}

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
