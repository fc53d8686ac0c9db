package dev.pcfstap.compact;

import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalListener;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalSink;
import dev.pcfstap.journal.JournalWriter;
import dev.pcfstap.journal.RecordPieces;
import dev.pcfstap.journal.SessionBook;
import dev.pcfstap.journal.SnapshotSource;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import java.io.Closeable;
import java.io.IOException;

/**
 * The journal that is written. It is decoded on the way, so that each of its segments begins with a snapshot that is right
 * for it.
 */
final class NewJournal implements TapSink, Closeable {
    /** Longer ones are cut into several. */
    static final int LONGEST_RECORD = 16 << 20;

    private final PcfsDecoder decoder;
    private final JournalWriter writer;
    private final JournalSink sink;
    private long latestNanos;

    private NewJournal(PcfsDecoder decoder, JournalWriter writer, JournalSink sink, long nowNanos) {
        this.decoder = decoder;
        this.writer = writer;
        this.sink = sink;
        this.latestNanos = nowNanos;
    }

    /**
     * Begins a journal.
     *
     * @param state of a decoder where the old journal begins, or nothing
     * @param nowNanos when that was
     */
    static NewJournal begin(JournalFiles disk, JournalOptions options, byte[] state, long nowNanos) throws IOException {
        States states = new States(state, nowNanos);
        JournalWriter writer = JournalWriter.open(disk, options, states, JournalListener.NONE, nowNanos);
        SessionBook sessions = SessionBook.reconcile(disk, options.folder(), writer, SessionBook.UNCOUNTED);
        JournalSink sink = new JournalSink(writer, sessions, 0, JournalSink.SNAPSHOT_INTERVAL, nowNanos);
        return new NewJournal(states.decoder, writer, sink, nowNanos);
    }

    /** The states of the decoder: at first the one that it began with, which is none where the old journal has none. */
    private static final class States implements SnapshotSource {
        private final PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, event -> {});
        private final byte[] first;
        private boolean begun;

        States(byte[] first, long nowNanos) {
            this.first = first;
            if (first.length > 0) {
                try {
                    decoder.restore(first, nowNanos);
                } catch (SnapshotException unusable) {
                    throw new IllegalStateException("a state that was taken over once is refused", unusable);
                }
            }
        }

        @Override
        public byte[] takeSnapshot() {
            if (!begun) {
                begun = true;
                return first;
            }
            try {
                return decoder.snapshot();
            } catch (SnapshotException tooLarge) {
                throw new IllegalStateException(tooLarge.getMessage(), tooLarge);
            }
        }
    }

    /** What could not be written, if anything, as a failure. */
    void check() throws IOException {
        if (writer.progress().failures() > 0) {
            throw new IOException(writer.progress().failures() + " calls on the disk failed, "
                    + writer.progress().lostEvents() + " records are missing in the new journal");
        }
    }

    /** The sequence of the record that was added last. */
    long lastSequence() {
        return writer.nextSequence() - 1;
    }

    /** Bytes that stand in this journal already: also given as they are. */
    void repeated(
            long stream,
            Direction direction,
            long timeNanos,
            RecordPieces pieces,
            byte[] bytes,
            int offset,
            int length) {
        sink.repeated(stream, direction, timeNanos, pieces);
        decoder.received(stream, direction, timeNanos, bytes, offset, length);
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        sink.opened(stream, timeNanos, addresses);
        decoder.opened(stream, timeNanos, addresses);
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        boolean kept = sink.received(stream, direction, timeNanos, bytes, offset, length);
        decoder.received(stream, direction, timeNanos, bytes, offset, length);
        return kept;
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        sink.reduced(stream, timeNanos, data);
        decoder.reduced(stream, timeNanos, data);
    }

    @Override
    public void gap(long stream, Gap gap) {
        sink.gap(stream, gap);
        decoder.gap(stream, gap);
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {
        sink.omitted(stream, timeNanos, omission);
        decoder.omitted(stream, timeNanos, omission);
    }

    @Override
    public void noted(long stream, long timeNanos, String text) {
        sink.noted(stream, timeNanos, text);
        decoder.noted(stream, timeNanos, text);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        sink.closed(stream, timeNanos, reason);
        decoder.closed(stream, timeNanos, reason);
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {}

    @Override
    public void batchEnded(long timeNanos) {
        latestNanos = Math.max(latestNanos, timeNanos);
        sink.batchEnded(timeNanos);
        decoder.batchEnded(timeNanos);
    }

    @Override
    public void flushDue(long timeNanos) {
        sink.flushDue(timeNanos);
        decoder.flushDue(timeNanos);
    }

    @Override
    public void stopped(long timeNanos) {
        decoder.stopped(timeNanos);
    }

    /** Closes the files. What could not be written is counted, see {@link #check}. */
    @Override
    public void close() {
        sink.stopped(latestNanos);
    }
}
