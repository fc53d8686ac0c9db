package dev.pcfstap.compact;

import dev.pcfstap.wal.TextBuffer;
import dev.pcfstap.wal.WalOutput;
import java.security.MessageDigest;
import java.util.Arrays;

/** A WAL of which nothing is kept but what it takes to compare it with another. */
final class WalDigest implements WalOutput {
    private final MessageDigest digest = Digests.sha256();
    private long lines;
    private byte[] value = {};

    @Override
    public void lost(long lineCount, long timeNanos) {}

    @Override
    public void append(TextBuffer text, long lineCount, long timeNanos) {
        digest.update(text.viewBytes(), 0, text.length());
        lines += lineCount;
    }

    @Override
    public void batchEnded(long timeNanos) {}

    @Override
    public void flush(long timeNanos) {}

    @Override
    public long linesWritten() {
        return lines;
    }

    @Override
    public long linesLost() {
        return 0;
    }

    @Override
    public void close() {
        if (value.length == 0) {
            value = digest.digest();
        }
    }

    /** Whether both, which are closed, are the same text. */
    boolean isSame(WalDigest other) {
        return lines == other.lines && Arrays.equals(value, other.value);
    }
}
