package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Finds the commit at which a reading begins. Indexes shorten the way; the answer is the same without them. What is damaged
 * before the place that is looked for is passed over.
 */
final class Seek {
    private final JournalFiles disk;
    private final List<Path> files;
    private final JournalReader reader;
    private final boolean follow;

    /** When a commit is far enough, and which index entry is surely not too far. */
    private interface Target {
        boolean reachedBy(JournalCommit commit);

        int entry(SparseIndex index);

        boolean passes(SparseIndex wholeFile);
    }

    Seek(JournalFiles disk, List<Path> files, JournalReader reader, boolean follow) {
        this.disk = disk;
        this.files = files;
        this.reader = reader;
        this.follow = follow;
    }

    void toSequence(long sequence) throws IOException {
        int from = 0;
        for (int i = 0; i < files.size(); i++) {
            OptionalLong first = SegmentName.firstSequence(files.get(i), SegmentName.SEGMENT_SUFFIX);
            if (first.isPresent() && first.getAsLong() <= sequence) {
                from = i;
            }
        }
        find(from, new Target() {
            @Override
            public boolean reachedBy(JournalCommit commit) {
                return commit.endSequence() > sequence;
            }

            @Override
            public int entry(SparseIndex index) {
                return index.entryForSequence(sequence);
            }

            @Override
            public boolean passes(SparseIndex wholeFile) {
                return false;
            }
        });
    }

    void toTime(long timeNanos) throws IOException {
        find(0, new Target() {
            @Override
            public boolean reachedBy(JournalCommit commit) {
                return commit.latestNanos() >= timeNanos;
            }

            @Override
            public int entry(SparseIndex index) {
                return index.entryForTime(timeNanos);
            }

            @Override
            public boolean passes(SparseIndex wholeFile) {
                return wholeFile.latestNanos() < timeNanos;
            }
        });
    }

    private void find(int from, Target target) throws IOException {
        for (int i = from; i < files.size(); i++) {
            if (findIn(i, target)) {
                return;
            }
        }
        beginAtEnd();
    }

    /** Nothing that is there now is wanted; a following reader takes what comes next. */
    private void beginAtEnd() throws IOException {
        if (!follow) {
            reader.end();
            return;
        }
        int file = -1;
        long end = 0;
        long sequence = 0;
        SegmentHeader segment = reader.segment();
        try (JournalReader scout = JournalReader.open(disk, files, ReadOptions.SALVAGE)) {
            while (scout.advance()) {
                JournalCommit last = scout.commit();
                file = files.indexOf(last.file());
                end = last.offset() + last.lengthBytes();
                sequence = last.endSequence();
                segment = last.segment();
            }
        }
        if (file >= 0) {
            reader.beginAt(file, end, segment, sequence);
        }
    }

    private boolean findIn(int fileIndex, Target target) throws IOException {
        Path file = files.get(fileIndex);
        try (JournalReader scout = JournalReader.open(disk, List.of(file), ReadOptions.SALVAGE)) {
            SegmentHeader header = SegmentFiles.header(disk, file).orElse(null);
            SparseIndex index = header == null ? null : SparseIndex.load(disk, file, header);
            if (header != null && index != null) {
                if (target.passes(index) && index.coveredBytes() == disk.sizeBytes(file)) {
                    return false;
                }
                int entry = target.entry(index);
                if (entry >= 0 && pointsAtCommit(file, index, entry)) {
                    scout.beginAt(0, index.offset(entry), header, index.sequence(entry));
                }
            }
            while (scout.advance()) {
                JournalCommit commit = scout.commit();
                if (target.reachedBy(commit)) {
                    reader.beginAt(fileIndex, commit.offset(), commit.segment(), commit.firstSequence());
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException deleted) {
            return false;
        }
    }

    private boolean pointsAtCommit(Path file, SparseIndex index, int entry) throws IOException {
        long offset = index.offset(entry);
        try (SegmentWindow window = new SegmentWindow(file, disk.open(file), new byte[SegmentLayout.LENGTH])) {
            return offset >= SegmentLayout.LENGTH
                    && new SegmentScanner(window).look(offset) == SegmentScanner.Found.COMMIT
                    && CommitLayout.firstSequence(window.buffer(), window.at(offset)) == index.sequence(entry);
        }
    }
}
