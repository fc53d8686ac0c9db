package dev.pcfstap.proxy;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;

/**
 * Gives each event to the journal before the WAL's decoder has it, so that what is shown can always be shown again, and so
 * that a snapshot stands where the decoder stands. Confined to the ring's consumer thread.
 *
 * <p>A chunk counts as recorded when both have it. The journal never throws, so the WAL gets everything.
 */
record JournalThenWal(TapSink journal, TapSink wal) implements TapSink {
    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        journal.opened(stream, timeNanos, addresses);
        wal.opened(stream, timeNanos, addresses);
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        boolean kept = journal.received(stream, direction, timeNanos, bytes, offset, length);
        return wal.received(stream, direction, timeNanos, bytes, offset, length) && kept;
    }

    @Override
    public void gap(long stream, Gap gap) {
        journal.gap(stream, gap);
        wal.gap(stream, gap);
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {
        journal.omitted(stream, timeNanos, omission);
        wal.omitted(stream, timeNanos, omission);
    }

    @Override
    public void noted(long stream, long timeNanos, String text) {
        journal.noted(stream, timeNanos, text);
        wal.noted(stream, timeNanos, text);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        journal.closed(stream, timeNanos, reason);
        wal.closed(stream, timeNanos, reason);
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {
        journal.failed(stream, timeNanos, failure);
        wal.failed(stream, timeNanos, failure);
    }

    @Override
    public void batchEnded(long timeNanos) {
        journal.batchEnded(timeNanos);
        wal.batchEnded(timeNanos);
    }

    @Override
    public void flushDue(long timeNanos) {
        journal.flushDue(timeNanos);
        wal.flushDue(timeNanos);
    }

    /** The journal is made durable first, and closed last: its catalogue has the number of operations that were decoded. */
    @Override
    public void stopped(long timeNanos) {
        journal.flushDue(timeNanos);
        wal.stopped(timeNanos);
        journal.stopped(timeNanos);
    }
}
