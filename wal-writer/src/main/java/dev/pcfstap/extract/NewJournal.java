package dev.pcfstap.extract;

import dev.pcfstap.journal.Damage;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalListener;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalSink;
import dev.pcfstap.journal.JournalTools;
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
import dev.pcfstap.tap.TeeSink;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A journal that is written from what another one plays. It is decoded on the way, so that each of its segments begins with a
 * snapshot that is right for it. The first segment is begun when the first event comes. What was not {@linkplain #keep kept}
 * when it is closed is deleted: half a journal looks like a whole one. Confined to one thread.
 */
public final class NewJournal implements TapSink, Closeable {
    private final JournalFiles disk;
    private final JournalOptions options;
    private final PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, event -> {});
    private @Nullable JournalWriter writer;
    private @Nullable JournalSink sink;
    private @Nullable TapSink journalAndDecoder;
    private boolean hasState;
    private boolean kept;
    private long latestNanos = Long.MIN_VALUE;

    /** @throws FileAlreadyExistsException when the folder holds a journal */
    public NewJournal(JournalFiles disk, JournalOptions options) throws IOException {
        this.disk = disk;
        this.options = options;
        disk.createFolder(options.folder());
        if (!segments().isEmpty()) {
            throw new FileAlreadyExistsException(options.folder().toString(), null, "holds a journal already");
        }
    }

    /**
     * Takes what a decoder knew where the old journal begins, before the first record; false when it comes later, where readers
     * would not look for it.
     */
    public boolean begin(byte[] stateAtStart, long timeNanos) {
        if (sink != null) {
            return false;
        }
        try {
            decoder.restore(stateAtStart, timeNanos);
        } catch (SnapshotException unusable) {
            throw new IllegalStateException("a state that was taken over once is refused", unusable);
        }
        hasState = true;
        sink(timeNanos);
        return true;
    }

    /** Empty at the beginning of a journal that has one: readers would take anything else for a state to begin with. */
    private final class State implements SnapshotSource {
        @Override
        public byte[] takeSnapshot() {
            if (!hasState) {
                return new byte[0];
            }
            try {
                return decoder.snapshot(MAX_BYTES);
            } catch (SnapshotException tooLarge) {
                throw new IllegalStateException(tooLarge.getMessage(), tooLarge);
            }
        }

        @Override
        public long snapshotBytes() {
            return hasState ? decoder.snapshotBytes(MAX_BYTES) : 0;
        }
    }

    private JournalSink sink(long timeNanos) {
        latestNanos = Math.max(latestNanos, timeNanos);
        JournalSink open = sink;
        if (open != null) {
            return open;
        }
        try {
            JournalWriter begun = JournalWriter.open(disk, options, new State(), JournalListener.NONE, timeNanos);
            writer = begun;
            SessionBook sessions = SessionBook.reconcile(disk, options.folder(), begun, SessionBook.UNCOUNTED);
            open = new JournalSink(begun, sessions, 0, JournalSink.SNAPSHOT_INTERVAL, timeNanos);
            sink = open;
            journalAndDecoder = new TeeSink(open, decoder);
            hasState = true;
            return open;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private TapSink both(long timeNanos) {
        sink(timeNanos);
        return Objects.requireNonNull(journalAndDecoder);
    }

    /** The sequence of the record that was added last; -1 before the first. */
    public long lastSequence() {
        JournalWriter begun = writer;
        return begun == null ? -1 : begun.nextSequence() - 1;
    }

    /**
     * Closes the journal and says what is in it.
     *
     * @param damage what was damaged in the old one
     * @throws IOException when not everything could be written
     */
    public JournalTools.Written finish(List<Damage> damage) throws IOException {
        JournalSink open = sink;
        JournalWriter begun = writer;
        if (open == null || begun == null) {
            return new JournalTools.Written(List.of(), List.of(), 0, 0, damage);
        }
        open.stopped(latestNanos);
        if (begun.progress().failures() > 0) {
            throw new IOException(options.folder() + ": " + begun.progress().failures() + " calls on the disk failed, "
                    + begun.progress().lostEvents() + " records are missing");
        }
        return new JournalTools.Written(segments(), List.of(), 0, begun.nextSequence(), damage);
    }

    /** What was written is what was wanted. */
    public void keep() {
        kept = true;
    }

    private List<Path> segments() throws IOException {
        return disk.list(options.folder()).stream()
                .filter(file -> file.toString().endsWith(".pcj"))
                .sorted()
                .toList();
    }

    @Override
    public void close() throws IOException {
        JournalWriter begun = writer;
        if (begun == null) {
            return;
        }
        begun.close();
        if (!kept) {
            JournalTools.delete(disk, options.folder());
        }
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        both(timeNanos).opened(stream, timeNanos, addresses);
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        return both(timeNanos).received(stream, direction, timeNanos, bytes, offset, length);
    }

    /** Bytes that stand in this journal already: also given as they are. */
    public void repeated(
            long stream,
            Direction direction,
            long timeNanos,
            RecordPieces pieces,
            byte[] bytes,
            int offset,
            int length) {
        sink(timeNanos).repeated(stream, direction, timeNanos, pieces);
        decoder.received(stream, direction, timeNanos, bytes, offset, length);
    }

    @Override
    public void gap(long stream, Gap gap) {
        both(gap.toNanos()).gap(stream, gap);
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        both(timeNanos).reduced(stream, timeNanos, data);
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {
        both(timeNanos).omitted(stream, timeNanos, omission);
    }

    @Override
    public void noted(long stream, long timeNanos, String text) {
        both(timeNanos).noted(stream, timeNanos, text);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        both(timeNanos).closed(stream, timeNanos, reason);
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {}

    @Override
    public void batchEnded(long timeNanos) {
        both(timeNanos).batchEnded(timeNanos);
    }

    @Override
    public void flushDue(long timeNanos) {}

    @Override
    public void stopped(long timeNanos) {}
}
