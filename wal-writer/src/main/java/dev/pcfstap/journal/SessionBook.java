package dev.pcfstap.journal;

import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * The sessions of a journal and their catalogue {@code sessions.json}. The catalogue is a convenience: it says up to which
 * sequence it goes, the rest is read from the segments, and without a good one everything is. Confined to one thread.
 */
public final class SessionBook {
    /** Nobody counts operations. */
    public static final LongUnaryOperator UNCOUNTED = stream -> -1;

    private static final int MAX_DURABLE_RANGES = 256;
    private static final int MAX_SESSIONS = 10_000;
    private static final long QUIET_SAVE_NANOS = 10_000_000_000L;

    private final JournalFiles disk;
    private final Path folder;
    private final LongUnaryOperator operations;
    private final SessionCatalogue catalogue;
    private final SequenceRanges durable = new SequenceRanges();
    private final Long2ObjectLinkedOpenHashMap<Session> sessions = new Long2ObjectLinkedOpenHashMap<>();
    private JournalId journal = JournalId.UNKNOWN;
    private long throughSequence;
    private boolean changed;
    private boolean grown;
    private long savedNanos;
    private long tallied;
    private long tallies;
    private long tallyNanos;
    private long tallySequence;
    private long tallyToHost;
    private long tallyToConsole;

    private SessionBook(JournalFiles disk, Path folder, LongUnaryOperator operations) {
        this.disk = disk;
        this.folder = folder;
        this.operations = operations;
        this.catalogue = new SessionCatalogue(disk, folder);
    }

    /**
     * The book of a folder whose writer has just been opened: what a crash left behind is put in order. Sessions that were
     * active become interrupted, entries whose segments are gone are dropped, and index and temporary files without a
     * segment are deleted.
     *
     * @param operations how many requests of a stream were decoded so far, or -1; see {@link #UNCOUNTED}
     */
    public static SessionBook reconcile(
            JournalFiles disk, Path folder, JournalWriter writer, LongUnaryOperator operations) throws IOException {
        SegmentFiles.deleteOrphans(disk, folder);
        SessionBook book = read(disk, folder, operations, writer.firstSequence());
        book.journal = writer.journal();
        book.durable.remove(writer.firstSequence(), Long.MAX_VALUE);
        book.interruptActive();
        book.changed = true;
        book.saveNow(writer);
        return book;
    }

    /** The sessions of a folder as they are now. Nothing is changed on the disk. */
    public static SessionBook read(JournalFiles disk, Path folder) throws IOException {
        return read(disk, folder, UNCOUNTED, Long.MAX_VALUE);
    }

    private static SessionBook read(JournalFiles disk, Path folder, LongUnaryOperator operations, long intactSequence)
            throws IOException {
        SessionBook book = new SessionBook(disk, folder, operations);
        List<Path> segments = SegmentFiles.ofFolder(disk, folder);
        if (segments.isEmpty()) {
            return book;
        }
        if (!(book.load(SegmentFiles.header(disk, segments.get(0)).map(SegmentHeader::journal))
                && book.throughSequence <= intactSequence
                && book.follow(book.throughSequence))) {
            book.sessions.clear();
            book.throughSequence = 0;
            book.follow(0);
        }
        book.drop(SegmentName.firstSequence(segments.get(0), SegmentName.SEGMENT_SUFFIX)
                .orElse(0));
        return book;
    }

    /** The entries in the order of opening, the newest 10,000 at most. */
    public List<Session> sessions() {
        return List.copyOf(sessions.values());
    }

    /** Takes over what a catalogue of this journal says; false when there is none. */
    private boolean load(Optional<JournalId> expected) {
        SessionJson.Content content = catalogue.load().orElse(null);
        if (content == null || !expected.equals(Optional.of(content.journal()))) {
            return false;
        }
        content.sessions().forEach(session -> sessions.put(session.stream(), session));
        throughSequence = content.throughSequence();
        durable.addAll(content.durable());
        return true;
    }

    /** Adds the records from a sequence on; false when the journal does not reach that far. */
    private boolean follow(long from) throws IOException {
        try (JournalReader reader = JournalReader.open(disk, List.of(folder), ReadOptions.SALVAGE)) {
            long end = 0;
            if (from > 0) {
                reader.seekSequence(from - 1);
            }
            long writers = -1;
            while (reader.advance()) {
                JournalCommit commit = reader.commit();
                journal = commit.segment().journal();
                if (writers >= 0 && reader.writersStarted() > writers) {
                    interruptActive();
                }
                writers = reader.writersStarted();
                end = commit.endSequence();
                while (commit.nextRecord()) {
                    if (commit.sequence() >= from) {
                        apply(commit);
                    }
                }
            }
            throughSequence = end;
            return end >= from;
        }
    }

    private void apply(JournalCommit record) {
        long stream = record.stream();
        switch (record.kind()) {
            case OPENED ->
                opened(
                        stream,
                        record.timeNanos(),
                        OpenedLayout.decode(record.bytes(), record.payloadOffset(), record.payloadLength()),
                        record.sequence());
            case CLOSED -> closed(stream, record.timeNanos(), record.sequence());
            case TO_HOST -> received(stream, record.timeNanos(), true, record.payloadLength(), record.sequence());
            case TO_CONSOLE -> received(stream, record.timeNanos(), false, record.payloadLength(), record.sequence());
            case DURABILITY -> {}
            case REDUCED, REPEATED -> shortened(record);
            case GAP, MARK, OMITTED -> touched(stream, record.timeNanos(), record.sequence());
            case SNAPSHOT, PADDING, OTHER -> {}
        }
    }

    /** Counts bytes that went by, though they do not stand here. */
    private void shortened(JournalCommit record) {
        byte[] payload = record.bytes();
        int offset = record.payloadOffset();
        int length = record.payloadLength();
        Gap bytes = record.kind() == RecordKind.REDUCED
                ? ReducedLayout.missing(payload, offset, length, record.timeNanos())
                : RepeatedLayout.missing(payload, offset, length, record.timeNanos());
        received(record.stream(), record.timeNanos(), true, bytes.toHostBytes(), record.sequence());
        received(record.stream(), record.timeNanos(), false, bytes.toConsoleBytes(), record.sequence());
    }

    void opened(long stream, long timeNanos, StreamAddresses addresses, long sequence) {
        settle();
        sessions.put(stream, Session.begun(stream, addresses, timeNanos, sequence));
        if (sessions.size() > MAX_SESSIONS) {
            sessions.removeFirst();
        }
        changed = true;
    }

    void received(long stream, long timeNanos, boolean toHost, long length, long sequence) {
        if (stream != tallied) {
            settle();
            tallied = stream;
        }
        tallyNanos = timeNanos;
        tallySequence = sequence;
        tallyToHost += toHost ? length : 0;
        tallyToConsole += toHost ? 0 : length;
        tallies++;
        grown = true;
    }

    /** Brings what was received on one stream in a row into its entry. */
    private void settle() {
        if (tallies > 0) {
            tallies = 0;
            update(tallied, SessionState.ACTIVE, tallyNanos, tallySequence, tallyToHost, tallyToConsole);
            tallyToHost = 0;
            tallyToConsole = 0;
        }
    }

    void touched(long stream, long timeNanos, long sequence) {
        settle();
        if (stream != 0) {
            update(stream, SessionState.ACTIVE, timeNanos, sequence, 0, 0);
            grown = true;
        }
    }

    void closed(long stream, long timeNanos, long sequence) {
        settle();
        update(stream, SessionState.CLOSED, timeNanos, sequence, 0, 0);
        changed = true;
    }

    private void update(long stream, SessionState state, long timeNanos, long sequence, long toHost, long toConsole) {
        Session session = sessions.get(stream);
        if (session == null) {
            session = Session.begun(stream, Session.UNKNOWN, timeNanos, sequence);
        }
        sessions.put(stream, session.with(state, timeNanos, sequence, toHost, toConsole));
    }

    private void interruptActive() {
        settle();
        sessions.replaceAll((stream, session) -> session.state() == SessionState.ACTIVE
                ? session.with(SessionState.INTERRUPTED, session.endNanos(), session.lastSequence(), 0, 0)
                : session);
    }

    private void drop(long oldestSequence) {
        settle();
        sessions.values()
                .removeIf(session -> session.state() != SessionState.ACTIVE && session.lastSequence() < oldestSequence);
    }

    /** Writes the catalogue if sessions came or went, or if they grew and it is ten seconds old. */
    void save(long nowNanos, JournalWriter writer) {
        if (changed || (grown && isQuietSaveDue(nowNanos))) {
            savedNanos = nowNanos;
            saveNow(writer);
        }
    }

    /** Also when the clock was set back behind the last time. */
    private boolean isQuietSaveDue(long nowNanos) {
        return nowNanos < savedNanos || nowNanos - savedNanos >= QUIET_SAVE_NANOS;
    }

    /** Writes the catalogue with all that the writer has committed and synced. */
    void saveNow(JournalWriter writer) {
        if (writer.hasLostFolder()) {
            return;
        }
        settle();
        throughSequence = writer.nextSequence();
        drop(writer.oldestSequence());
        JournalProgress progress = writer.progress();
        durable.addAll(List.of(progress.statement().durable()));
        progress.doubtful().forEach(range -> durable.remove(range.from(), range.to()));
        durable.dropDownTo(MAX_DURABLE_RANGES);
        sessions.replaceAll((stream, session) -> counted(session));
        if (catalogue.replace(new SessionJson.Content(journal, throughSequence, durable.list(), sessions()))) {
            changed = false;
            grown = false;
        }
    }

    private Session counted(Session session) {
        long count = operations.applyAsLong(session.stream());
        return count < 0 ? session : session.withOperations(count);
    }
}
