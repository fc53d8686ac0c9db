package dev.pcfstap.wal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A WAL on a stream that cannot be opened again, such as standard output. One thread. After its first failure everything is
 * lost, and counted: a reader that went away does not come back.
 */
public final class WalStream implements WalOutput {
    private static final int DEFAULT_BUFFER_BYTES = 256 << 10;

    private final OutputStream stream;
    private final LineBuffer pending;
    private final long flushIntervalNanos;
    private long lastFlushNanos;
    private long nowNanos;
    private long linesWritten;
    private long linesLost;
    private boolean broken;
    private boolean closed;

    /** Writes the format's header at once; {@link #close} flushes the stream and leaves it open. */
    public WalStream(OutputStream stream, WalFormat format, long flushIntervalNanos, int bufferBytes, long timeNanos) {
        this.stream = stream;
        this.flushIntervalNanos = flushIntervalNanos;
        this.pending = new LineBuffer(bufferBytes);
        this.lastFlushNanos = timeNanos - flushIntervalNanos;
        this.nowNanos = timeNanos;
        TextBuffer header = new TextBuffer(128);
        format.header(header, timeNanos);
        pending.append(header.viewBytes(), 0, header.length(), 0);
        flush(timeNanos);
    }

    /** Writes to standard output, around {@link System#out}, which hides failures. */
    public static WalStream standardOutput(WalFormat format, long flushIntervalNanos, long timeNanos) {
        return new WalStream(
                new FileOutputStream(FileDescriptor.out), format, flushIntervalNanos, DEFAULT_BUFFER_BYTES, timeNanos);
    }

    @Override
    public void append(TextBuffer lines, long lineCount, long timeNanos) {
        nowNanos = timeNanos;
        boolean taken = false;
        try {
            if (pending.roomBytes() < lines.length()) {
                flush(timeNanos);
            }
            if (broken || closed) {
                return;
            }
            pending.append(lines.viewBytes(), 0, lines.length(), lineCount);
            taken = true;
        } finally {
            if (!taken) {
                linesLost += lineCount;
            }
        }
    }

    @Override
    public void lost(long lineCount, long timeNanos) {
        linesLost += lineCount;
    }

    @Override
    public void batchEnded(long timeNanos) {
        long quietNanos = timeNanos - lastFlushNanos;
        if (!pending.isEmpty() && (quietNanos >= flushIntervalNanos || quietNanos < 0)) {
            flush(timeNanos);
        }
    }

    @Override
    public void flush(long timeNanos) {
        nowNanos = timeNanos;
        if (pending.isEmpty()) {
            return;
        }
        lastFlushNanos = timeNanos;
        try {
            linesWritten += pending.drainTo(this::write);
            stream.flush();
        } catch (IOException | RuntimeException | Error e) {
            // What was written of these lines is not known, so nothing may come behind it.
            broken = true;
            linesLost += pending.lines();
            pending.clear();
            log().warn("the WAL's output stream failed, nothing more is written to it: {}", e.toString());
        }
    }

    @Override
    public long linesWritten() {
        return linesWritten;
    }

    @Override
    public long linesLost() {
        return linesLost;
    }

    @Override
    public void close() {
        if (!closed) {
            try {
                flush(nowNanos);
            } finally {
                closed = true;
            }
        }
    }

    private int write(byte[] bytes, int offset, int length) throws IOException {
        stream.write(bytes, offset, length);
        return length;
    }

    /** Asked for when there is something to say: setting up the log takes longer than a short command. */
    private static Logger log() {
        return LogManager.getLogger(WalStream.class);
    }
}
