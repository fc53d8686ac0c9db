package dev.pcfstap.extract;

import dev.pcfstap.journal.Damage;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalListener;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalSink;
import dev.pcfstap.journal.JournalTools;
import dev.pcfstap.journal.JournalWriter;
import dev.pcfstap.journal.SessionBook;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A journal that is written from what another one plays. Its folder is touched when the first event comes. */
final class NewJournal implements TapSink, Closeable {
    private static final Duration NO_SNAPSHOTS = Duration.ofDays(36_500);
    private static final byte[] NO_STATE = {};

    private final JournalFiles disk;
    private final JournalOptions options;
    private @Nullable JournalWriter writer;
    private @Nullable JournalSink sink;
    private byte[] state = NO_STATE;
    private long latestNanos = Long.MIN_VALUE;

    NewJournal(JournalFiles disk, JournalOptions options) throws IOException {
        this.disk = disk;
        this.options = options;
        disk.createFolder(options.folder());
        if (!segments().isEmpty()) {
            throw new FileAlreadyExistsException(options.folder().toString(), null, "holds a journal already");
        }
    }

    /** Takes the decoder's state before the first record; false when it comes later, where readers would not look for it. */
    boolean begin(byte[] stateAtStart, long timeNanos) {
        if (sink != null) {
            return false;
        }
        state = stateAtStart;
        sink(timeNanos);
        return true;
    }

    private byte[] takeSnapshot() {
        byte[] first = state;
        state = NO_STATE;
        return first;
    }

    private JournalSink sink(long timeNanos) {
        latestNanos = Math.max(latestNanos, timeNanos);
        JournalSink open = sink;
        if (open != null) {
            return open;
        }
        try {
            JournalWriter begun =
                    JournalWriter.open(disk, options, this::takeSnapshot, JournalListener.NONE, timeNanos);
            writer = begun;
            SessionBook sessions = SessionBook.reconcile(disk, options.folder(), begun, SessionBook.UNCOUNTED);
            open = new JournalSink(begun, sessions, 0, NO_SNAPSHOTS, timeNanos);
            sink = open;
            return open;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Closes the journal and says what is in it. */
    JournalTools.Written finish(List<Damage> damage) throws IOException {
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

    private List<Path> segments() throws IOException {
        return disk.list(options.folder()).stream()
                .filter(file -> file.toString().endsWith(".pcj"))
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        JournalWriter begun = writer;
        if (begun != null) {
            begun.close();
        }
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        sink(timeNanos).opened(stream, timeNanos, addresses);
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        return sink(timeNanos).received(stream, direction, timeNanos, bytes, offset, length);
    }

    @Override
    public void gap(long stream, Gap gap) {
        sink(gap.toNanos()).gap(stream, gap);
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        sink(timeNanos).reduced(stream, timeNanos, data);
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {
        sink(timeNanos).omitted(stream, timeNanos, omission);
    }

    @Override
    public void noted(long stream, long timeNanos, String text) {
        sink(timeNanos).noted(stream, timeNanos, text);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        sink(timeNanos).closed(stream, timeNanos, reason);
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {}

    @Override
    public void batchEnded(long timeNanos) {
        sink(timeNanos).batchEnded(timeNanos);
    }

    @Override
    public void flushDue(long timeNanos) {}

    @Override
    public void stopped(long timeNanos) {}
}
