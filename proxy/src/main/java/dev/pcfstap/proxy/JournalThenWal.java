package dev.pcfstap.proxy;

import dev.pcfstap.tap.TapSink;
import dev.pcfstap.tap.TeeSink;

/**
 * Gives each event to the journal before the WAL's decoder has it, so that what is shown can always be shown again, and so
 * that a snapshot stands where the decoder stands. Confined to the ring's consumer thread.
 *
 * <p>A chunk counts as recorded when both have it. The journal never throws, so the WAL gets everything, and its lines leave
 * when the journal has committed what they show.
 */
final class JournalThenWal extends TeeSink {
    private final TapSink journal;
    private final TapSink wal;
    private final LinesBehindJournal lines;

    JournalThenWal(TapSink journal, TapSink wal, LinesBehindJournal lines) {
        super(journal, wal);
        this.journal = journal;
        this.wal = wal;
        this.lines = lines;
    }

    @Override
    public void batchEnded(long timeNanos) {
        journal.batchEnded(timeNanos);
        lines.committed();
        wal.batchEnded(timeNanos);
        lines.nextBatch();
    }

    @Override
    public void flushDue(long timeNanos) {
        journal.flushDue(timeNanos);
        lines.committed();
        wal.flushDue(timeNanos);
        lines.nextBatch();
    }

    /** The journal is made durable first, and closed last: its catalogue has the number of operations that were decoded. */
    @Override
    public void stopped(long timeNanos) {
        journal.flushDue(timeNanos);
        lines.committed();
        wal.stopped(timeNanos);
        journal.stopped(timeNanos);
    }
}
