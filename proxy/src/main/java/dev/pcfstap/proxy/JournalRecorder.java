package dev.pcfstap.proxy;

import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalListener;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalProgress;
import dev.pcfstap.journal.JournalSink;
import dev.pcfstap.journal.JournalWriter;
import dev.pcfstap.journal.SessionBook;
import dev.pcfstap.journal.SnapshotSource;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.tap.TapSink;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalOutput;
import dev.pcfstap.wal.WalPipeline;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An open journal that a proxy is going to write. Opened on any thread, before anything can fail that would be a pity, then
 * handed to the ring's consumer, which owns it. {@link #progress} and {@link #requestSnapshot} may be called by any thread.
 */
public final class JournalRecorder implements Closeable {
    private static final byte[] NO_STATE = {};

    private final Decoded decoded;
    private final JournalWriter writer;
    private final JournalSink sink;

    private JournalRecorder(Decoded decoded, JournalWriter writer, JournalSink sink) {
        this.decoded = decoded;
        this.writer = writer;
        this.sink = sink;
    }

    /**
     * Takes the folder, puts in order what a crash left there, and begins a segment.
     *
     * @throws IOException when another process writes this journal, or the folder cannot be written
     */
    public static JournalRecorder open(JournalOptions options, Duration snapshotInterval, long nowNanos)
            throws IOException {
        return open(JournalFiles.disk(), options, snapshotInterval, nowNanos);
    }

    /** The same on these files. */
    public static JournalRecorder open(
            JournalFiles disk, JournalOptions options, Duration snapshotInterval, long nowNanos) throws IOException {
        Decoded decoded = new Decoded();
        JournalWriter writer = JournalWriter.open(disk, options, decoded, JournalListener.NONE, nowNanos);
        try {
            SessionBook sessions = SessionBook.reconcile(disk, options.folder(), writer, decoded);
            JournalSink sink = new JournalSink(writer, sessions, 0, snapshotInterval, nowNanos);
            return new JournalRecorder(decoded, writer, sink);
        } catch (IOException | RuntimeException failure) {
            writer.close(nowNanos);
            throw failure;
        }
    }

    /** The number that the next stream must have: those of the journal go on. */
    long nextStream() {
        return writer.highestStream() + 1;
    }

    /**
     * A sink that writes the journal and then decodes, so that the journal has snapshots of the decoder's state.
     *
     * @param format how the lines look that the output gets, each after the journal has committed what it shows
     */
    public TapSink before(WalFormat format, WalOutput output, OperationTally tally) {
        LinesBehindJournal lines = new LinesBehindJournal(output);
        WalPipeline wal = new WalPipeline(DecoderLimits.DEFAULT, format, lines, tally);
        decoded.wal = wal;
        decoded.operations = tally::operations;
        return new JournalThenWal(sink, writer::isUnderWay, wal, lines);
    }

    /** How far the journal has come. Any thread. */
    public JournalProgress progress() {
        return writer.progress();
    }

    /** A snapshot is taken soon. Any thread. */
    void requestSnapshot() {
        sink.requestSnapshot();
    }

    /** For a journal that no proxy took over. */
    @Override
    public void close() {
        writer.close();
    }

    /** What the decoder knows. There is no decoder yet when the journal is opened, and no stream. */
    private static final class Decoded implements SnapshotSource, LongUnaryOperator {
        private @Nullable WalPipeline wal;
        private LongUnaryOperator operations = SessionBook.UNCOUNTED;

        @Override
        public byte[] takeSnapshot() {
            WalPipeline pipeline = wal;
            try {
                return pipeline == null ? NO_STATE : pipeline.snapshot(MAX_BYTES);
            } catch (SnapshotException tooLarge) {
                throw new IllegalStateException(tooLarge.getMessage(), tooLarge);
            }
        }

        @Override
        public long snapshotBytes() {
            WalPipeline pipeline = wal;
            return pipeline == null ? 0 : pipeline.snapshotBytes(MAX_BYTES);
        }

        @Override
        public long applyAsLong(long stream) {
            return operations.applyAsLong(stream);
        }
    }
}
