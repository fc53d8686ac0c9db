package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the commits of a journal in order: a folder, single segment files, or files that are several segments one after
 * the other. The journal may be growing. Memory is one buffer as long as the longest commit, whatever the journal's size.
 *
 * <p>Confined to one thread. A file that cannot be read at all is an {@link IOException}; damage inside one is in {@link
 * #damage()}, except in strict mode.
 */
public final class JournalReader implements Closeable {
    private static final String GIVEN_UP = "the file has so many damaged places that no more was searched for";

    private final JournalFiles disk;
    private final SegmentFiles files;
    private final SegmentCursor cursor;
    private final StatedHoles holes;
    private final ReadOptions options;
    private final JournalCommit commit = new JournalCommit();
    private final SequenceTrack track;
    private final EarlierRecords earlier;

    private SequenceRange statedHole = SequenceRange.NONE;
    private boolean ended;

    private JournalReader(JournalFiles disk, List<Path> inputs, ReadOptions options, boolean keepRepeats)
            throws IOException {
        this.disk = disk;
        this.files = new SegmentFiles(disk, inputs);
        this.cursor = new SegmentCursor(disk, files, options.follow());
        this.holes = new StatedHoles(disk, files);
        this.options = options;
        this.track = new SequenceTrack(options.mode(), keepRepeats);
        this.earlier = new EarlierRecords(disk);
    }

    /** A reader before the first commit of what the paths, each a folder or a file, hold together. */
    public static JournalReader open(JournalFiles disk, List<Path> inputs, ReadOptions options) throws IOException {
        return new JournalReader(disk, inputs, options, false);
    }

    /** A reader that delivers what stands in the files, also records that were repeated in a new segment. */
    static JournalReader openVerbatim(JournalFiles disk, Path folder, ReadOptions options) throws IOException {
        return new JournalReader(disk, List.of(folder), options, true);
    }

    /** A reader of one folder or file on the disk. */
    public static JournalReader open(Path input, ReadOptions options) throws IOException {
        return open(JournalFiles.disk(), List.of(input), options);
    }

    /**
     * Moves to the next whole commit.
     *
     * @return false when there is none: for good, or, when following, for now
     */
    public boolean advance() throws IOException {
        while (!ended) {
            SegmentScanner here = cursor.scanner() != null ? cursor.scanner() : openNext();
            if (here == null) {
                return false;
            }
            SegmentScanner.Found found = here.look(cursor.position());
            switch (found) {
                case HEADER -> {
                    if (!enterSegment(here)) {
                        return false;
                    }
                }
                case COMMIT -> {
                    if (takeCommit(here)) {
                        return true;
                    }
                }
                case END, INCOMPLETE, ZEROES -> {
                    if (!cursor.grew(here, found)) {
                        if (cursor.atGrowingEnd()) {
                            return false;
                        }
                        leave(here, found);
                    }
                }
                case DAMAGED -> meetDamage(here, found);
            }
        }
        return false;
    }

    /** The commit that {@link #advance} moved to. The same object each time. */
    public JournalCommit commit() {
        return commit;
    }

    /** The header of the segment that reading has come to. */
    public SegmentHeader segment() {
        return track.segment();
    }

    /** The records that are missing before the segment that reading has come to, if the writer states them. */
    SequenceRange statedHole() {
        return statedHole;
    }

    /** The records of this journal that {@link #advance} has passed, the present commit included. */
    EarlierRecords earlier() {
        return earlier;
    }

    /** What was found damaged so far, in order. */
    public List<Damage> damage() {
        return track.damage();
    }

    /** Whether {@link #advance} could find something new, judged by lengths and names alone. */
    boolean mayAdvance() throws IOException {
        return cursor.mayHaveGrown();
    }

    /** The same without the first {@code told}. */
    List<Damage> damageFrom(int told) {
        return track.damageFrom(told);
    }

    int damageCount() {
        return track.damageCount();
    }

    /** Whether no later {@link #advance} can find anything. */
    public boolean ended() {
        return ended;
    }

    /** Records that were met a second time, because a writer repeated them in a new segment, and were passed over. */
    public long repeatedRecords() {
        return track.repeatedRecords();
    }

    /** How many segment headers so far say that a writer started there. */
    public long writersStarted() {
        return track.writersStarted();
    }

    /** The files of this reading. */
    public List<Path> files() {
        return files.all();
    }

    /**
     * Moves so that the next {@link #advance} finds the first commit with a record of at least this sequence. Damage before
     * that place is passed over in silence. Only before the first advance.
     *
     * @throws IOException when the reading has several inputs, since each numbers its records from its own beginning
     */
    public void seekSequence(long sequence) throws IOException {
        if (files.inputs() > 1) {
            throw new IOException(
                    "record " + sequence + " can be looked for in one journal, not in " + files.inputs() + " inputs");
        }
        new Seek(disk, files.all(), this, options.follow()).toSequence(sequence);
    }

    /** The same for the first commit that holds a record of at least this time. */
    public void seekTime(long timeNanos) throws IOException {
        new Seek(disk, files.all(), this, options.follow()).toTime(timeNanos);
    }

    /** Begins at a commit of a file, of which nothing before it was read. */
    void beginAt(int fileIndex, long offset, SegmentHeader segment, long sequence) throws IOException {
        files.jumpTo(fileIndex);
        if (openNext() != null && offset > 0) {
            cursor.moveTo(offset);
            track.resume(segment, sequence);
        }
    }

    /** Nothing is wanted of what is there. */
    void end() {
        ended = true;
    }

    private @Nullable SegmentScanner openNext() throws IOException {
        SegmentScanner next = cursor.openNext();
        if (next == null) {
            ended = !options.follow();
        } else {
            track.beginFile(next.window().name());
        }
        return next;
    }

    /** False when there is nothing to be had behind the place at hand: for good, or, when following, for now. */
    private boolean enterSegment(SegmentScanner here) throws IOException {
        long position = cursor.position();
        SegmentHeader header =
                SegmentLayout.decode(here.window().buffer(), here.window().at(position));
        SequenceRange missing = track.missingBefore(header);
        String excuse = "";
        statedHole = SequenceRange.NONE;
        if (!missing.isEmpty()) {
            StatedHoles.Answer answer = holes.ask(here, header, position + SegmentLayout.LENGTH, missing);
            if (answer == StatedHoles.Answer.TOO_EARLY && cursor.atGrowingEnd()) {
                return cursor.grew(here, SegmentScanner.Found.INCOMPLETE);
            }
            statedHole = answer == StatedHoles.Answer.STATED ? missing : SequenceRange.NONE;
            excuse = answer == StatedHoles.Answer.STATED
                    ? "the writer states that records may be missing here"
                    : cursor.overtaken() ? "segments were deleted while they were read" : "";
        }
        ended = !track.enterSegment(header, position, excuse);
        cursor.moveTo(position + SegmentLayout.LENGTH);
        return !ended;
    }

    private boolean takeCommit(SegmentScanner here) throws IOException {
        SegmentWindow window = here.window();
        long position = cursor.position();
        if (position == 0 && !track.enterWithoutHeader()) {
            ended = true;
            return false;
        }
        commit.set(track.segment(), window.name(), position, window.buffer(), window.at(position));
        long differing = earlier.firstDifferent(commit, track.repeated(commit));
        if (differing >= 0) {
            earlier.forget();
            if (!track.enterOtherWriter(commit, differing)) {
                ended = true;
                return false;
            }
        }
        SequenceTrack.Verdict verdict = track.take(commit);
        if (verdict == SequenceTrack.Verdict.STOP) {
            ended = true;
            return false;
        }
        cursor.moveTo(position + commit.lengthBytes());
        if (verdict != SequenceTrack.Verdict.DELIVER) {
            return false;
        }
        earlier.passed(commit);
        return true;
    }

    private void leave(SegmentScanner here, SegmentScanner.Found found) throws IOException {
        if (found == SegmentScanner.Found.END && cursor.position() > 0) {
            cursor.close();
        } else {
            meetDamage(here, found);
        }
    }

    private void meetDamage(SegmentScanner here, SegmentScanner.Found found) throws IOException {
        long position = cursor.position();
        boolean empty = found == SegmentScanner.Found.END;
        String reason = empty ? "the file is empty" : here.reason();
        boolean cutOff = found != SegmentScanner.Found.DAMAGED;
        Resync resync = new Resync(
                here,
                position,
                position == 0 ? Resync.ANY : track.nextInSegment(),
                track.segment().journal());
        long resume = empty ? -1 : resync.next(cutOff && options.mode() != ReadMode.SALVAGE);
        boolean givenUp = resume < 0 && here.exhausted();
        boolean torn = resume < 0 && cutOff && !givenUp;
        boolean headerFollows = resume >= 0 && here.look(resume) == SegmentScanner.Found.HEADER;
        long length = (resume < 0 ? here.window().size() : resume) - position;
        if (!track.meet(torn, headerFollows, position, length, givenUp ? reason + "; " + GIVEN_UP : reason)) {
            ended = true;
        } else if (resume >= 0) {
            cursor.moveTo(resume);
        } else {
            cursor.close();
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        earlier.close();
        cursor.close();
    }
}
