package dev.pcfstap.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows the sequence numbers of a reading: which record comes next, what was met twice, what is missing. Decides by the
 * {@link ReadMode} whether reading goes on.
 */
final class SequenceTrack {

    /** What is to be done with a commit. */
    enum Verdict {
        DELIVER,
        SKIP,
        STOP
    }

    private final ReadMode mode;
    private final boolean keepRepeats;
    private final List<Damage> damage = new ArrayList<>();
    private Path file = Path.of("");
    private SegmentHeader segment = new SegmentHeader(JournalId.UNKNOWN, 0, 0, 0);
    private boolean inJournal;
    private long runStart;
    private long expected;
    private long nextInSegment = Resync.ANY;
    private @Nullable Damage pending;
    private long repeatedRecords;
    private long writersStarted;

    /** @param keepRepeats whether records that stand twice are delivered twice, for those who copy files */
    SequenceTrack(ReadMode mode, boolean keepRepeats) {
        this.mode = mode;
        this.keepRepeats = keepRepeats;
    }

    List<Damage> damage() {
        return damageFrom(0);
    }

    /** What was found damaged, in order, without the first {@code told}. */
    List<Damage> damageFrom(int told) {
        List<Damage> rest = new ArrayList<>(damage.subList(Math.min(told, damage.size()), damage.size()));
        if (pending != null && told <= damage.size()) {
            rest.add(pending);
        }
        return rest;
    }

    int damageCount() {
        return damage.size() + (pending == null ? 0 : 1);
    }

    SegmentHeader segment() {
        return segment;
    }

    long nextInSegment() {
        return nextInSegment;
    }

    long repeatedRecords() {
        return repeatedRecords;
    }

    long writersStarted() {
        return writersStarted;
    }

    void beginFile(Path name) {
        file = name;
        nextInSegment = Resync.ANY;
    }

    /** Reading begins inside a segment. */
    void resume(SegmentHeader header, long sequence) {
        segment = header;
        inJournal = true;
        runStart = sequence;
        expected = sequence;
        nextInSegment = sequence;
    }

    /** The records that are not there if the segment with this header comes next. */
    SequenceRange missingBefore(SegmentHeader header) {
        boolean same = inJournal && header.journal().equals(segment.journal());
        return same && header.firstSequence() > expected
                ? new SequenceRange(expected, header.firstSequence())
                : SequenceRange.NONE;
    }

    /**
     * A good header; false when reading must stop here.
     *
     * @param excuse why records that are missing before it need not end the reading; empty when they do
     */
    boolean enterSegment(SegmentHeader header, long offset, String excuse) throws JournalDamagedException {
        boolean same = inJournal && header.journal().equals(segment.journal());
        writersStarted += header.writerStarted() ? 1 : 0;
        segment = header;
        nextInSegment = header.firstSequence();
        if (!same) {
            settle(Damage.UNKNOWN);
            beginRun(nextInSegment);
            return true;
        }
        if (nextInSegment < runStart) {
            boolean goOn = report(new Damage(
                    Damage.Kind.CORRUPT,
                    file,
                    offset,
                    0,
                    expected,
                    expected,
                    "the segment begins at sequence " + nextInSegment + ", before " + runStart));
            beginRun(nextInSegment);
            return goOn;
        }
        return reach(nextInSegment, offset, excuse);
    }

    /** A good commit at the very beginning of a file; false when reading must stop here. */
    boolean enterWithoutHeader() throws JournalDamagedException {
        return report(new Damage(Damage.Kind.CORRUPT, file, 0, 0, expected, expected, "the segment header is missing"));
    }

    /** The records of a good commit that stood before, as far as their sequences tell. */
    SequenceRange repeated(JournalCommit commit) {
        long first = commit.firstSequence();
        boolean repeats = inJournal && nextInSegment != Resync.ANY && first >= nextInSegment && first < expected;
        return repeats ? new SequenceRange(first, Math.min(commit.endSequence(), expected)) : SequenceRange.NONE;
    }

    /**
     * A good commit whose records stood before with other content, so that two writers had the journal; false when reading must
     * stop here. If it goes on, the sequences are those of the other writer from here on.
     */
    boolean enterOtherWriter(JournalCommit commit, long differing) throws JournalDamagedException {
        boolean goOn = report(new Damage(
                Damage.Kind.CORRUPT,
                file,
                commit.offset(),
                commit.lengthBytes(),
                expected,
                expected,
                "record " + differing + " stands before this with other content: two writers had the journal"));
        beginRun(commit.firstSequence());
        return goOn;
    }

    /** A good commit. */
    Verdict take(JournalCommit commit) throws JournalDamagedException {
        long first = commit.firstSequence();
        if (nextInSegment == Resync.ANY) {
            nextInSegment = first;
            if (!inJournal || first < expected) {
                segment = new SegmentHeader(JournalId.UNKNOWN, first, 0, 0);
                beginRun(first);
            }
        }
        if (first < nextInSegment) {
            return report(new Damage(
                            Damage.Kind.CORRUPT,
                            file,
                            commit.offset(),
                            commit.lengthBytes(),
                            expected,
                            expected,
                            "the sequence goes back from " + nextInSegment + " to " + first))
                    ? Verdict.SKIP
                    : Verdict.STOP;
        }
        if (!reach(first, commit.offset(), "")) {
            return Verdict.STOP;
        }
        long end = commit.endSequence();
        nextInSegment = end;
        repeatedRecords += Math.max(0, Math.min(end, expected) - first);
        if (end <= expected) {
            return keepRepeats ? Verdict.DELIVER : Verdict.SKIP;
        }
        if (!keepRepeats) {
            commit.beginAt(expected);
        }
        expected = end;
        return Verdict.DELIVER;
    }

    /**
     * Something that is neither a good header nor a good commit; false when reading must stop here.
     *
     * @param torn whether the file ends there
     * @param headerFollows whether a good header follows in the same file, which makes it a torn tail too if no sequence
     *     is missing
     */
    boolean meet(boolean torn, boolean headerFollows, long offset, long lengthBytes, String reason)
            throws JournalDamagedException {
        settle(Damage.UNKNOWN);
        Damage.Kind kind = torn || headerFollows ? Damage.Kind.TORN : Damage.Kind.CORRUPT;
        pending = new Damage(kind, file, offset, lengthBytes, expected, Damage.UNKNOWN, reason);
        if (mode == ReadMode.STRICT) {
            throw new JournalDamagedException(pending);
        }
        return mode == ReadMode.SALVAGE || kind == Damage.Kind.TORN;
    }

    /** Something intact that begins at {@code sequence} was found: says what is missing before it. */
    private boolean reach(long sequence, long offset, String excuse) throws JournalDamagedException {
        if (sequence <= expected) {
            settle(expected);
            return true;
        }
        long firstLost = expected;
        expected = sequence;
        boolean goOn = mode == ReadMode.SALVAGE || (mode == ReadMode.TAIL && !excuse.isEmpty());
        if (pending != null) {
            pending = excuse.isEmpty() ? pending : pending.because(excuse);
            settle(sequence);
            return goOn;
        }
        String jump = "the sequence jumps from " + firstLost + " to " + sequence;
        boolean reported = report(new Damage(
                Damage.Kind.MISSING,
                file,
                offset,
                0,
                firstLost,
                sequence,
                excuse.isEmpty() ? jump : jump + "; " + excuse));
        return reported || goOn;
    }

    private void settle(long endLost) {
        if (pending == null) {
            return;
        }
        Damage open = pending;
        pending = null;
        boolean lost = endLost > open.firstLost();
        damage.add(new Damage(
                lost && !endsFile(open) ? Damage.Kind.CORRUPT : open.kind(),
                open.file(),
                open.offset(),
                open.lengthBytes(),
                open.firstLost(),
                endLost,
                open.reason()));
    }

    /** Whether nothing of the damaged file followed the damage, so that it stays a torn tail whatever was lost with it. */
    private boolean endsFile(Damage open) {
        return !open.file().equals(file);
    }

    private boolean report(Damage found) throws JournalDamagedException {
        settle(found.firstLost());
        damage.add(found);
        if (mode == ReadMode.STRICT) {
            throw new JournalDamagedException(found);
        }
        return mode == ReadMode.SALVAGE;
    }

    private void beginRun(long sequence) {
        inJournal = true;
        runStart = sequence;
        expected = sequence;
    }
}
