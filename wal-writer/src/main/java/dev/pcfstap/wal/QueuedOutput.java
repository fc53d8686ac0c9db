package dev.pcfstap.wal;

import dev.pcfstap.pcfs.PcfsEvent;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * An output that may block, such as a pipe whose reader stands still or a file on a stuck disk, behind a queue. A thread of its
 * own is the only one that touches it, so whoever appends is held up for a bounded time only.
 *
 * <p>Lines that find the queue full wait for room once. If that is in vain they are lost, and so are all that follow until the
 * thread has taken what waited; then the log is told of them, where they are missing.
 *
 * <p>One thread appends, flushes and closes; any may ask what was written and lost.
 */
public final class QueuedOutput implements WalOutput {
    private static final Logger LOG = LogManager.getLogger(QueuedOutput.class);
    private static final int NOTE_BYTES = 512;

    private final WalOutput output;
    private final WalFormat format;
    private final LineQueue queue;
    private final long flushIntervalNanos;
    private final long closeNanos;
    private final Thread writer = new Thread(this::write, "wal-write");
    private final TextBuffer note = new TextBuffer(NOTE_BYTES);
    private long lastFlushNanos;
    private long lastTurnNanos;
    private long failures;
    private boolean closed;

    private QueuedOutput(WalOutput output, WalFormat format, QueueLimits limits, long timeNanos) {
        this.output = output;
        this.format = format;
        this.queue = new LineQueue(limits);
        this.flushIntervalNanos = limits.flushIntervalNanos();
        this.closeNanos = limits.closeNanos();
        this.lastFlushNanos = timeNanos - flushIntervalNanos;
        writer.setDaemon(true);
    }

    /**
     * Starts the thread, which owns the output from now on, and closes it.
     *
     * @param format prints the note of what was lost, on that thread: nobody else may use it but the output
     */
    public static QueuedOutput start(WalOutput output, WalFormat format, QueueLimits limits, long timeNanos) {
        QueuedOutput queued = new QueuedOutput(output, format, limits, timeNanos);
        queued.writer.start();
        return queued;
    }

    @Override
    public void append(TextBuffer lines, long lineCount, long timeNanos) {
        if (!queue.offer(lines.viewBytes(), lines.length(), lineCount, timeNanos) && !closed) {
            LOG.warn("the WAL takes no more lines: what comes is lost, and counted, until it does");
        }
    }

    @Override
    public void lost(long lineCount, long timeNanos) {
        queue.lost(lineCount, timeNanos);
    }

    @Override
    public void batchEnded(long timeNanos) {
        long quietNanos = timeNanos - lastFlushNanos;
        if ((quietNanos >= flushIntervalNanos || quietNanos < 0) && queue.batchEnded(timeNanos)) {
            lastFlushNanos = timeNanos;
        }
    }

    @Override
    public void flush(long timeNanos) {
        if (queue.flush(timeNanos)) {
            lastFlushNanos = timeNanos;
        }
    }

    @Override
    public long linesWritten() {
        return queue.written();
    }

    @Override
    public long linesLost() {
        return queue.lost();
    }

    /** {@inheritDoc} Waits for the thread for a bounded time; what is not written by then counts as lost. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        queue.close();
        try {
            TimeUnit.NANOSECONDS.timedJoin(writer, closeNanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            queue.abandon();
            LOG.warn("the WAL did not take its last lines in time: they are lost");
        }
    }

    private void write() {
        boolean last = false;
        while (!last) {
            try {
                last = turn();
            } catch (Throwable failure) {
                // Nothing was taken: there was no memory for the turn itself.
                failed(0, lastTurnNanos, failure);
            }
        }
    }

    /** Whether it was the last. */
    private boolean turn() {
        LineQueue.Turn turn = queue.take();
        lastTurnNanos = turn.timeNanos();
        try {
            perform(turn);
        } catch (Throwable failure) {
            failed(0, turn.timeNanos(), failure);
        }
        if (turn.last()) {
            end(turn.timeNanos());
        }
        queue.done(turn, output.linesWritten(), output.linesLost());
        return turn.last();
    }

    private void end(long timeNanos) {
        try {
            output.close();
        } catch (Throwable failure) {
            failed(0, timeNanos, failure);
        }
    }

    private void perform(LineQueue.Turn turn) {
        if (turn.lines().text.length() > 0) {
            writeLines(turn.lines().text, turn.lines().count, turn.lines().timeNanos);
        }
        if (turn.missing() != null) {
            tell(turn.missing());
        }
        if (turn.flush()) {
            output.flush(turn.timeNanos());
        } else if (turn.batchEnded()) {
            output.batchEnded(turn.timeNanos());
        }
    }

    /** Of lines that the output throws at, it may count some as lost itself. */
    private void writeLines(TextBuffer lines, long count, long timeNanos) {
        long lostBefore = output.linesLost();
        try {
            output.append(lines, count, timeNanos);
        } catch (Throwable failure) {
            failed(Math.max(0, count - (output.linesLost() - lostBefore)), timeNanos, failure);
        }
    }

    /** If there is no memory for the note, the lines are counted all the same. */
    private void tell(PcfsEvent.Note missing) {
        note.truncate(0);
        try {
            format.print(missing, note);
        } catch (Throwable failure) {
            note.truncate(0);
            failed(0, missing.timeNanos(), failure);
        }
        if (note.length() > 0) {
            queue.added();
            writeLines(note, 1, missing.timeNanos());
        }
        LOG.info("the WAL takes lines again");
    }

    /** A bug, or no memory. The lines may be there in part, but nobody knows: they count as lost. */
    private void failed(long lines, long timeNanos, Throwable failure) {
        if (lines > 0) {
            queue.lost(lines, timeNanos);
        }
        failures++;
        if (Long.bitCount(failures) == 1) {
            try {
                LOG.error("the WAL's output failed (failure {})", failures, failure);
            } catch (Throwable unsaid) {
                // There may be no memory to say it; the summary has the count.
            }
        }
    }
}
