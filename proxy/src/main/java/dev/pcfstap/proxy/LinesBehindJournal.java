package dev.pcfstap.proxy;

import dev.pcfstap.wal.TextBuffer;
import dev.pcfstap.wal.WalOutput;

/**
 * Keeps the lines of a batch back until the journal has committed that batch, so that no WAL ever shows what its journal does
 * not hold: a batch may make more text than a WAL's buffer has room for, and a kill may come before the batch ends. Confined
 * to the ring's consumer thread.
 *
 * <p>Memory: the text of one batch, which is that of a few megabytes of traffic.
 */
final class LinesBehindJournal implements WalOutput {
    private static final int KEPT_CAPACITY_BYTES = 64 << 10;

    private final WalOutput output;
    private final TextBuffer held = new TextBuffer(KEPT_CAPACITY_BYTES);
    private long heldLines;
    private long heldNanos;
    private boolean committed;

    LinesBehindJournal(WalOutput output) {
        this.output = output;
    }

    /** The journal has committed all that was decoded so far: what is held goes on, and so does what comes. */
    void committed() {
        committed = true;
        if (held.length() > 0) {
            output.append(held, heldLines, heldNanos);
            held.clear(KEPT_CAPACITY_BYTES);
            heldLines = 0;
        }
    }

    /** What is decoded from now on belongs to the next commit. */
    void nextBatch() {
        committed = false;
    }

    @Override
    public void append(TextBuffer lines, long lineCount, long timeNanos) {
        if (committed) {
            output.append(lines, lineCount, timeNanos);
        } else {
            held.put(lines.viewBytes(), 0, lines.length());
            heldLines += lineCount;
            heldNanos = timeNanos;
        }
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
        committed();
        output.close();
    }
}
