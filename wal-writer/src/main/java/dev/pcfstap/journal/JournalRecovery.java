package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Replaces the damaged segments of a folder by what is intact in them. First it is worked out whether that can be done, then
 * all new files are written under temporary names, and only then does any file get another name. Holds the folder's lock.
 */
final class JournalRecovery implements Closeable {
    private final JournalFiles disk;
    private final Path folder;
    private final Closeable lock;
    private final List<Replacement> replacements = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final List<Path> kept = new ArrayList<>();
    private long commits;
    private long records;

    /** The segments that come in the place of a damaged one. */
    private record Replacement(Path damaged, List<Path> segments) {}

    JournalRecovery(JournalFiles disk, Path folder) throws IOException {
        this.disk = disk;
        this.folder = folder;
        this.lock = disk.lock(folder.resolve(SegmentName.LOCK));
    }

    /** Throws when what is intact cannot be written as one journal: several journals, or two segments of one name. */
    static void requireOneJournal(JournalFiles disk, List<Path> inputs) throws IOException {
        try (JournalReader reader = JournalReader.open(disk, inputs, ReadOptions.SALVAGE)) {
            SegmentPieces pieces = new SegmentPieces();
            Set<Long> beginnings = new HashSet<>();
            JournalId journal = JournalId.UNKNOWN;
            while (reader.advance()) {
                JournalCommit commit = reader.commit();
                JournalId found = commit.segment().journal();
                if (!found.equals(JournalId.UNKNOWN)) {
                    if (!journal.equals(JournalId.UNKNOWN) && !journal.equals(found)) {
                        throw new IOException(commit.file() + ": at offset " + commit.offset()
                                + " begins journal " + found + ", before it is " + journal
                                + "; only one journal can be recovered at a time");
                    }
                    journal = found;
                }
                if (pieces.begins(commit) && !beginnings.add(commit.firstSequence())) {
                    throw new IOException(commit.file() + ": at offset " + commit.offset()
                            + " a second segment begins with sequence " + commit.firstSequence());
                }
            }
        }
    }

    JournalTools.Written inPlace() throws IOException {
        List<Damage> damage = JournalSummary.read(disk, List.of(folder)).damage();
        Set<Path> damaged = new LinkedHashSet<>();
        damage.stream()
                .filter(found -> found.kind() != Damage.Kind.MISSING)
                .forEach(found -> damaged.add(found.file()));
        if (!damaged.isEmpty()) {
            requireOneJournal(disk, List.of(folder));
            requireFreeNames(damaged);
            write(damaged);
            exchange();
        }
        return new JournalTools.Written(List.copyOf(files), List.copyOf(kept), commits, records, damage);
    }

    private void requireFreeNames(Set<Path> damaged) throws IOException {
        Set<Path> taken = new HashSet<>();
        for (Path segment : damaged) {
            SegmentPieces pieces = new SegmentPieces();
            try (JournalReader reader = JournalReader.open(disk, List.of(segment), ReadOptions.SALVAGE)) {
                while (reader.advance()) {
                    JournalCommit commit = reader.commit();
                    Path name = SegmentName.segment(folder, commit.firstSequence());
                    if (pieces.begins(commit) && (!taken.add(name) || (disk.exists(name) && !damaged.contains(name)))) {
                        throw new FileAlreadyExistsException(
                                segment.toString(), name.toString(), "what is intact in it has a name that is taken");
                    }
                }
            }
        }
    }

    private void write(Set<Path> damaged) throws IOException {
        LostHeader lost = new LostHeader(disk, SegmentFiles.ofFolder(disk, folder));
        try {
            for (Path segment : damaged) {
                try (JournalReader reader = JournalReader.open(disk, List.of(segment), ReadOptions.SALVAGE);
                        JournalCopy copy = JournalCopy.besideOthers(disk, folder, lost)) {
                    while (reader.advance()) {
                        copy.add(reader.commit());
                    }
                    replacements.add(new Replacement(segment, copy.written()));
                    commits += copy.commits();
                    records += copy.records();
                }
            }
        } catch (IOException failure) {
            for (Path file : disk.list(folder)) {
                if (SegmentName.isTemporary(file)) {
                    disk.delete(file);
                }
            }
            throw failure;
        }
    }

    private void exchange() throws IOException {
        try {
            for (Replacement replacement : replacements) {
                Path broken = SegmentFiles.brokenName(disk, replacement.damaged());
                disk.rename(replacement.damaged(), broken);
                kept.add(broken);
                disk.delete(SegmentName.indexOf(replacement.damaged()));
            }
            for (Replacement replacement : replacements) {
                for (Path segment : replacement.segments()) {
                    disk.rename(SegmentName.temporary(segment), segment);
                    files.add(segment);
                }
            }
            disk.forceFolder(folder);
        } catch (IOException failure) {
            throw new IOException(failure.getMessage() + "; originals that have another name now: " + kept, failure);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
