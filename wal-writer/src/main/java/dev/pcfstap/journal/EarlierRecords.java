package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds records again that a reading has passed. It remembers where some of the commits lie, at first one for every 64 KiB,
 * and reads from there on; never more than {@link #MAX_ENTRIES}, so in a long journal they lie further apart. Commits are
 * verified again when they are read. A journal can be made so that each reference costs far more than it gives; so what is
 * read here is limited by what was passed and what came of it. Confined to the reader's thread.
 */
final class EarlierRecords implements Closeable {
    static final int MAX_ENTRIES = 1 << 15;
    private static final long FIRST_SPACING_BYTES = 64 << 10;
    private static final int FIRST_WINDOW_BYTES = 4 << 10;

    private static final long LEAST_ALLOWED_BYTES = 256 << 20;
    private static final int ALLOWED_FOR_PASSED = 16;
    private static final int ALLOWED_FOR_GIVEN = 64;

    private final JournalFiles disk;
    private final int maxEntries;
    private final List<Path> files = new ArrayList<>();
    private final JournalCommit commit = new JournalCommit();

    private JournalId journal = JournalId.UNKNOWN;
    private long[] sequences = new long[64];
    private long[] offsets = new long[64];
    private int[] fileOf = new int[64];
    private int count;
    private long spacingBytes = FIRST_SPACING_BYTES;
    private long lastEnd = -1;
    private long passedSequence;
    private long passedBytes;
    private long givenBytes;
    private long earlierWorkBytes;

    private @Nullable SegmentScanner scanner;
    private int openFile = -1;
    private long position;
    private boolean standing;

    EarlierRecords(JournalFiles disk) {
        this(disk, MAX_ENTRIES);
    }

    EarlierRecords(JournalFiles disk, int maxEntries) {
        this.disk = disk;
        this.maxEntries = maxEntries;
    }

    /** A commit was delivered; called for each, in order. */
    void passed(JournalCommit delivered) {
        if (!delivered.segment().journal().equals(journal)) {
            journal = delivered.segment().journal();
            forget();
        }
        boolean newFile = files.isEmpty() || !files.get(files.size() - 1).equals(delivered.file());
        if (newFile) {
            files.add(delivered.file());
        }
        // Behind damage the way from an earlier entry is blocked.
        boolean jumped = newFile || delivered.offset() != lastEnd;
        if (jumped || delivered.offset() - offsets[count - 1] >= spacingBytes) {
            remember(delivered);
        }
        lastEnd = delivered.offset() + delivered.lengthBytes();
        passedSequence = delivered.endSequence();
        passedBytes += delivered.lengthBytes();
    }

    /** What comes has nothing to do with what was passed. */
    void forget() {
        count = 0;
        files.clear();
        lastEnd = -1;
        openFile = -1;
        standing = false;
    }

    /**
     * The first of these records of a commit that was passed before with another content; -1 when there is none, as far as
     * they can still be found. Leaves the commit before its first record.
     */
    long firstDifferent(JournalCommit repeating, SequenceRange range) throws IOException {
        if (range.isEmpty()) {
            return -1;
        }
        long different = -1;
        repeating.rewind();
        while (different < 0 && repeating.nextRecord() && repeating.sequence() < range.to()) {
            JournalCommit before = find(repeating.sequence());
            if (before != null) {
                different = before.isSameRecordAs(repeating) ? -1 : repeating.sequence();
                gave(before.payloadLength());
            }
        }
        repeating.rewind();
        return different;
    }

    private void remember(JournalCommit delivered) {
        if (count == maxEntries) {
            thinOut();
        }
        if (count == sequences.length) {
            sequences = Arrays.copyOf(sequences, 2 * count);
            offsets = Arrays.copyOf(offsets, 2 * count);
            fileOf = Arrays.copyOf(fileOf, 2 * count);
        }
        sequences[count] = delivered.firstSequence();
        offsets[count] = delivered.offset();
        fileOf[count] = files.size() - 1;
        count++;
    }

    /** Drops every second entry; the way over what damage or another file interrupts is then longer, or blocked. */
    private void thinOut() {
        for (int kept = 0; 2 * kept < count; kept++) {
            sequences[kept] = sequences[2 * kept];
            offsets[kept] = offsets[2 * kept];
            fileOf[kept] = fileOf[2 * kept];
        }
        count = (count + 1) / 2;
        spacingBytes *= 2;
    }

    /**
     * The commit with its cursor on the record of this sequence, valid until the next call; null when the reading has not
     * passed it, or it cannot be read any more.
     */
    @Nullable
    JournalCommit find(long sequence) throws IOException {
        if (sequence < 0 || sequence >= passedSequence) {
            return null;
        }
        if (standing && sequence >= commit.firstSequence() && sequence < commit.endSequence()) {
            return moveTo(sequence);
        }
        if (exhausted()) {
            return null;
        }
        int entry = Arrays.binarySearch(sequences, 0, count, sequence);
        entry = entry < 0 ? -entry - 2 : entry;
        if (entry < 0) {
            return null;
        }
        try {
            return scan(entry, sequence) ? moveTo(sequence) : null;
        } catch (NoSuchFileException deleted) {
            close();
            return null;
        }
    }

    /** So many bytes of the record that was found last were wanted. */
    void gave(long lengthBytes) {
        givenBytes += lengthBytes;
    }

    /** Bytes that were read or put through a checksum to find records, each as often as it was. */
    long workBytes() {
        return earlierWorkBytes + (scanner == null ? 0 : scanner.workBytes());
    }

    /** Whether so much was read for so little that nothing more is looked for. */
    boolean exhausted() {
        return workBytes() > LEAST_ALLOWED_BYTES + ALLOWED_FOR_PASSED * passedBytes + ALLOWED_FOR_GIVEN * givenBytes;
    }

    private @Nullable JournalCommit moveTo(long sequence) {
        commit.rewind();
        while (commit.nextRecord()) {
            if (commit.sequence() == sequence) {
                return commit;
            }
        }
        return null;
    }

    private boolean scan(int entry, long sequence) throws IOException {
        for (int file = fileOf[entry]; file < files.size(); file++) {
            long from = file == fileOf[entry] ? offsets[entry] : 0;
            boolean ahead = standing && file == openFile && position >= from && commit.endSequence() <= sequence;
            SegmentScanner here = open(file);
            position = ahead ? position : from;
            standing = false;
            SegmentScanner.Found found = here.look(position);
            while (found == SegmentScanner.Found.HEADER || found == SegmentScanner.Found.COMMIT) {
                if (found == SegmentScanner.Found.HEADER) {
                    position += SegmentLayout.LENGTH;
                } else if (standsAt(here, sequence) || commit.firstSequence() > sequence || exhausted()) {
                    return standing;
                }
                found = here.look(position);
            }
        }
        return false;
    }

    private boolean standsAt(SegmentScanner here, long sequence) {
        SegmentWindow window = here.window();
        commit.set(commit.segment(), window.name(), position, window.buffer(), window.at(position));
        position += commit.lengthBytes();
        standing = sequence >= commit.firstSequence() && sequence < commit.endSequence();
        return standing;
    }

    private SegmentScanner open(int file) throws IOException {
        if (scanner == null || openFile != file) {
            byte[] buffer = scanner == null
                    ? new byte[FIRST_WINDOW_BYTES]
                    : scanner.window().buffer();
            close();
            Path name = files.get(file);
            scanner = new SegmentScanner(new SegmentWindow(name, disk.open(name), buffer));
            openFile = file;
        } else {
            scanner.window().refresh();
        }
        return scanner;
    }

    @Override
    public void close() throws IOException {
        standing = false;
        openFile = -1;
        if (scanner != null) {
            SegmentScanner open = scanner;
            scanner = null;
            earlierWorkBytes += open.workBytes();
            open.window().close();
        }
    }
}
