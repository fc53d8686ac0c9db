package dev.pcfstap.proxy;

import dev.pcfstap.tap.TapSink;
import dev.pcfstap.tap.TeeSink;
import java.util.function.BooleanSupplier;

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
    private final BooleanSupplier underWay;

    /** @param underWay whether the journal does not know yet what comes of the last batch; of all others it does */
    JournalThenWal(TapSink journal, BooleanSupplier underWay, TapSink wal, LinesBehindJournal lines) {
        super(journal, wal);
        this.journal = journal;
        this.underWay = underWay;
        this.wal = wal;
        this.lines = lines;
    }

    @Override
    public void batchEnded(long timeNanos) {
        try {
            journal.batchEnded(timeNanos);
        } finally {
            walBatchEnded(timeNanos);
        }
    }

    /** Whatever an error has cost the journal is counted there; the decoder has it all the same. */
    private void walBatchEnded(long timeNanos) {
        try {
            if (underWay.getAsBoolean()) {
                lines.earlierCommitted();
            } else {
                lines.committed();
            }
        } finally {
            try {
                wal.batchEnded(timeNanos);
            } finally {
                lines.nextBatch();
            }
        }
    }

    @Override
    public void idle(long timeNanos) {
        try {
            journal.idle(timeNanos);
        } finally {
            walIdle(timeNanos);
        }
    }

    private void walIdle(long timeNanos) {
        try {
            if (lines.isHolding() && !underWay.getAsBoolean()) {
                lines.earlierCommitted();
                lines.batchEnded(timeNanos);
            }
        } finally {
            wal.idle(timeNanos);
        }
    }

    @Override
    public void flushDue(long timeNanos) {
        try {
            journal.flushDue(timeNanos);
        } finally {
            walFlushDue(timeNanos);
        }
    }

    private void walFlushDue(long timeNanos) {
        try {
            lines.committed();
        } finally {
            try {
                wal.flushDue(timeNanos);
            } finally {
                lines.nextBatch();
            }
        }
    }

    /** The journal is made durable first, and closed last: its catalogue has the number of operations that were decoded. */
    @Override
    public void stopped(long timeNanos) {
        try {
            journal.flushDue(timeNanos);
        } finally {
            try {
                lines.committed();
            } finally {
                try {
                    wal.stopped(timeNanos);
                } finally {
                    journal.stopped(timeNanos);
                }
            }
        }
    }
}
