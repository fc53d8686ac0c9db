package dev.pcfstap.extract;

import dev.pcfstap.journal.JournalSink;
import dev.pcfstap.journal.SnapshotSource;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;

/** A decoder behind a journal that is written, for the state that its snapshots hold. */
final class SnapshotDecoder implements SnapshotSource {
    private final PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, event -> {});

    @Override
    public byte[] takeSnapshot() {
        try {
            return decoder.snapshot();
        } catch (SnapshotException e) {
            throw new AssertionError(e);
        }
    }

    /** Drives the journal and then the decoder. */
    TapSink behind(JournalSink journal) {
        return new TapSink() {
            @Override
            public void opened(long stream, long timeNanos, StreamAddresses addresses) {
                journal.opened(stream, timeNanos, addresses);
                decoder.opened(stream, timeNanos, addresses);
            }

            @Override
            public boolean received(
                    long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
                journal.received(stream, direction, timeNanos, bytes, offset, length);
                return decoder.received(stream, direction, timeNanos, bytes, offset, length);
            }

            @Override
            public void gap(long stream, Gap gap) {
                journal.gap(stream, gap);
                decoder.gap(stream, gap);
            }

            @Override
            public void noted(long stream, long timeNanos, String text) {
                journal.noted(stream, timeNanos, text);
                decoder.noted(stream, timeNanos, text);
            }

            @Override
            public void closed(long stream, long timeNanos, CloseReason reason) {
                journal.closed(stream, timeNanos, reason);
                decoder.closed(stream, timeNanos, reason);
            }

            @Override
            public void failed(long stream, long timeNanos, Throwable failure) {
                throw new AssertionError(failure);
            }

            @Override
            public void batchEnded(long timeNanos) {
                journal.batchEnded(timeNanos);
                decoder.batchEnded(timeNanos);
            }

            @Override
            public void flushDue(long timeNanos) {
                journal.flushDue(timeNanos);
                decoder.flushDue(timeNanos);
            }

            @Override
            public void stopped(long timeNanos) {
                journal.stopped(timeNanos);
                decoder.stopped(timeNanos);
            }
        };
    }
}
