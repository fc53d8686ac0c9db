package dev.pcfstap.wal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps everything, and counts what it is asked to do. */
final class MemoryOutput implements WalOutput {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long lines;
    private long lost;
    int appends;
    int flushes;
    int closes;
    int largestAppendBytes;

    @Override
    public void lost(long lineCount, long timeNanos) {
        lost += lineCount;
    }

    @Override
    public void append(TextBuffer text, long lineCount, long timeNanos) {
        bytes.write(text.viewBytes(), 0, text.length());
        lines += lineCount;
        appends++;
        largestAppendBytes = Math.max(largestAppendBytes, text.length());
    }

    @Override
    public void batchEnded(long timeNanos) {}

    @Override
    public void flush(long timeNanos) {
        flushes++;
    }

    @Override
    public long linesWritten() {
        return lines;
    }

    @Override
    public long linesLost() {
        return lost;
    }

    @Override
    public void close() {
        closes++;
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
