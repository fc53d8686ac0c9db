package dev.pcfstap.proxy;

import dev.pcfstap.wal.TextBuffer;
import dev.pcfstap.wal.WalOutput;

/**
 * Keeps the lines of a batch back until the journal has committed that batch, so that no WAL ever shows what its journal does
 * not hold: a batch may make more text than a WAL's buffer has room for, a kill may come before the batch ends, and its
 * commit may still be under way when it has ended. Confined to the ring's consumer thread.
 *
 * <p>Memory: the text of two batches, each that of a few megabytes of traffic.
 */
final class LinesBehindJournal implements WalOutput {
    private static final int KEPT_CAPACITY_BYTES = 64 << 10;

    private final WalOutput output;
    private Held earlier = new Held();
    private Held current = new Held();
    private boolean committed;

    LinesBehindJournal(WalOutput output) {
        this.output = output;
    }

    /** The journal has committed all batches before this one: their lines go on. */
    void earlierCommitted() {
        earlier.passOn(output);
    }

    /** The journal has committed all that was decoded so far: what is held goes on, and so does what comes. */
    void committed() {
        committed = true;
        try {
            earlierCommitted();
        } finally {
            // What the output has thrown away is counted there, and what comes must not overtake these.
            current.passOn(output);
        }
    }

    /** Whether there are lines of a batch that has ended. */
    boolean isHolding() {
        return earlier.lines > 0;
    }

    /** What is decoded from now on belongs to the next commit. What is held then waits for the one before it. */
    void nextBatch() {
        committed = false;
        if (current.lines > 0) {
            Held empty = earlier;
            earlier = current;
            current = empty;
        }
    }

    @Override
    public void append(TextBuffer lines, long lineCount, long timeNanos) {
        if (committed) {
            output.append(lines, lineCount, timeNanos);
        } else {
            boolean taken = false;
            try {
                current.add(lines, lineCount, timeNanos);
                taken = true;
            } finally {
                if (!taken) {
                    output.lost(lineCount, timeNanos);
                }
            }
        }
    }

    @Override
    public void lost(long lineCount, long timeNanos) {
        output.lost(lineCount, timeNanos);
    }

    @Override
    public void batchEnded(long timeNanos) {
        output.batchEnded(timeNanos);
    }

    @Override
    public void flush(long timeNanos) {
        output.flush(timeNanos);
    }

    @Override
    public long linesWritten() {
        return output.linesWritten();
    }

    @Override
    public long linesLost() {
        return output.linesLost();
    }

    @Override
    public void close() {
        try {
            committed();
        } finally {
            output.close();
        }
    }

    /** The lines of one batch. */
    private static final class Held {
        private final TextBuffer text = new TextBuffer(KEPT_CAPACITY_BYTES);
        private long lines;
        private long timeNanos;

        void add(TextBuffer more, long lineCount, long nowNanos) {
            text.put(more.viewBytes(), 0, more.length());
            lines += lineCount;
            timeNanos = nowNanos;
        }

        void passOn(WalOutput output) {
            if (lines > 0) {
                long passedOn = lines;
                lines = 0;
                try {
                    output.append(text, passedOn, timeNanos);
                } finally {
                    text.truncate(0);
                    text.clear(KEPT_CAPACITY_BYTES);
                }
            }
        }
    }
}
