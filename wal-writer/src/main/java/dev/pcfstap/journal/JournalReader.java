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
    private final JournalFiles disk;
    private final SegmentFiles files;
    private final ReadOptions options;
    private final JournalCommit commit = new JournalCommit();
    private final SequenceTrack track;
    private final EarlierRecords earlier;

    private byte[] buffer = SegmentWindow.newBuffer();
    private @Nullable SegmentScanner scanner;
    private long position;
    private boolean ended;

    private JournalReader(JournalFiles disk, List<Path> inputs, ReadOptions options, boolean keepRepeats)
            throws IOException {
        this.disk = disk;
        this.files = new SegmentFiles(disk, inputs);
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
            SegmentScanner here = scanner != null ? scanner : openNext();
            if (here == null) {
                return false;
            }
            SegmentScanner.Found found = here.look(position);
            switch (found) {
                case HEADER -> enterSegment(here);
                case COMMIT -> {
                    if (takeCommit(here)) {
                        return true;
                    }
                }
                case END, INCOMPLETE, ZEROES -> {
                    if (!grew(here, found)) {
                        if (options.follow() && !files.hasNext()) {
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
        SegmentScanner here = scanner;
        if (here == null || files.hasNext()) {
            return true;
        }
        files.refresh();
        return files.hasNext() || here.window().grown();
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
     * that place is passed over in silence. Only before the first advance, and only in a journal folder.
     */
    public void seekSequence(long sequence) throws IOException {
        new Seek(disk, files.all(), this).toSequence(sequence);
    }

    /** The same for the first commit that holds a record of at least this time. */
    public void seekTime(long timeNanos) throws IOException {
        new Seek(disk, files.all(), this).toTime(timeNanos);
    }

    /** Begins at a commit of a file, of which nothing before it was read. */
    void beginAt(int fileIndex, long offset, SegmentHeader segment, long sequence) throws IOException {
        files.jumpTo(fileIndex);
        if (openNext() != null && offset > 0) {
            position = offset;
            track.resume(segment, sequence);
        }
    }

    /** Nothing that is there now is wanted; a following reader takes what comes next. */
    void beginAtEnd() throws IOException {
        if (!options.follow()) {
            ended = true;
            return;
        }
        int file = -1;
        long end = 0;
        long sequence = 0;
        SegmentHeader segment = track.segment();
        try (JournalReader scout = open(disk, files.all(), ReadOptions.SALVAGE)) {
            while (scout.advance()) {
                JournalCommit last = scout.commit();
                file = files.all().indexOf(last.file());
                end = last.offset() + last.lengthBytes();
                sequence = last.endSequence();
                segment = last.segment();
            }
        }
        if (file >= 0) {
            beginAt(file, end, segment, sequence);
        }
    }

    private @Nullable SegmentScanner openNext() throws IOException {
        if (!files.hasNext() && options.follow()) {
            files.refresh();
        }
        if (!files.hasNext()) {
            ended = !options.follow();
            return null;
        }
        Path name = files.take();
        SegmentScanner next = new SegmentScanner(new SegmentWindow(name, disk.open(name), buffer));
        scanner = next;
        position = 0;
        track.beginFile(name);
        return next;
    }

    private void closeFile() throws IOException {
        if (scanner != null) {
            buffer = scanner.window().buffer();
            scanner.window().close();
            scanner = null;
        }
    }

    private void enterSegment(SegmentScanner here) throws IOException {
        SegmentWindow window = here.window();
        SegmentHeader header = SegmentLayout.decode(window.buffer(), window.at(position));
        if (track.enterSegment(header, position)) {
            position += SegmentLayout.LENGTH;
        } else {
            ended = true;
        }
    }

    private boolean takeCommit(SegmentScanner here) throws IOException {
        SegmentWindow window = here.window();
        if (position == 0 && !track.enterWithoutHeader()) {
            ended = true;
            return false;
        }
        commit.set(track.segment(), window.name(), position, window.buffer(), window.at(position));
        SequenceTrack.Verdict verdict = track.take(commit);
        if (verdict == SequenceTrack.Verdict.STOP) {
            ended = true;
            return false;
        }
        position += commit.lengthBytes();
        if (verdict != SequenceTrack.Verdict.DELIVER) {
            return false;
        }
        earlier.passed(commit);
        return true;
    }

    /** Whether there is more to look at than there was; a next segment is looked for before that, so that none is missed. */
    private boolean grew(SegmentScanner here, SegmentScanner.Found found) throws IOException {
        if (options.follow() && !files.hasNext()) {
            files.refresh();
        }
        if (found == SegmentScanner.Found.END && !options.follow()) {
            return false;
        }
        long before = here.window().size();
        here.window().refresh();
        return here.window().size() > before;
    }

    private void leave(SegmentScanner here, SegmentScanner.Found found) throws IOException {
        if (found == SegmentScanner.Found.END && position > 0) {
            closeFile();
        } else {
            meetDamage(here, found);
        }
    }

    private void meetDamage(SegmentScanner here, SegmentScanner.Found found) throws IOException {
        String reason = here.reason();
        SegmentWindow window = here.window();
        if (found == SegmentScanner.Found.END) {
            reason = "the file is empty";
        }
        long expected = position == 0 ? Resync.ANY : track.nextInSegment();
        long resume = found == SegmentScanner.Found.END ? -1 : new Resync(here, position, expected).next();
        boolean torn = resume < 0 && found != SegmentScanner.Found.DAMAGED;
        boolean headerFollows = resume >= 0 && here.look(resume) == SegmentScanner.Found.HEADER;
        long length = (resume < 0 ? window.size() : resume) - position;
        if (!track.meet(torn, headerFollows, position, length, reason)) {
            ended = true;
        } else if (resume >= 0) {
            position = resume;
        } else {
            closeFile();
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        earlier.close();
        closeFile();
    }
}
