package dev.pcfstap.wal;

/**
 * Where lines go. One thread. Nothing here throws for a fault of the environment: the lines that such a fault costs are
 * counted, and noted in the log as soon as it can be written again.
 */
public interface WalOutput extends AutoCloseable {

    /**
     * Takes whole lines, and copies what it needs of them. Each is taken once or counted as lost, though an error may be thrown:
     * whoever calls this never repeats it.
     */
    void append(TextBuffer lines, long lineCount, long timeNanos);

    /** Counts lines that could not even be made; they are noted as those that could not be written. */
    void lost(long lineCount, long timeNanos);

    /** A batch of events is complete: after a quiet spell its lines are flushed at once. */
    void batchEnded(long timeNanos);

    /** Hands everything that is buffered to the operating system. */
    void flush(long timeNanos);

    /** Lines that the operating system has taken, headers not counted. */
    long linesWritten();

    /** Lines that nobody will ever see here. */
    long linesLost();

    /** Flushes and closes; what cannot be written now is lost. Idempotent. */
    @Override
    void close();
}
