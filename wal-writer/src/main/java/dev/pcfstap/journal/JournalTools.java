package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What people do to journals: put together, repair, rewrite, prune. No source is ever changed or deleted, except by prune. */
public final class JournalTools {

    /**
     * What a tool wrote.
     *
     * @param files new files
     * @param kept originals of files that were replaced, under their new names
     * @param commits written
     * @param records written
     * @param damage of what was read
     */
    public record Written(List<Path> files, List<Path> kept, long commits, long records, List<Damage> damage) {}

    private JournalTools() {}

    /** Puts journals together in one new file. Reading is strict unless the options say otherwise. */
    public static Written concat(JournalFiles disk, List<Path> inputs, Path newFile, ReadOptions options)
            throws IOException {
        try (JournalReader reader = JournalReader.open(disk, inputs, options);
                JournalCopy copy = JournalCopy.intoFile(disk, newFile)) {
            return copyAll(reader, copy);
        }
    }

    /** Writes everything that is intact in a damaged journal as a new journal in a folder that has no segments yet. */
    public static Written recoverInto(JournalFiles disk, List<Path> inputs, Path newFolder) throws IOException {
        disk.createFolder(newFolder);
        if (!SegmentFiles.ofFolder(disk, newFolder).isEmpty()) {
            throw new FileAlreadyExistsException(newFolder.toString(), null, "holds a journal already");
        }
        try (JournalReader reader = JournalReader.open(disk, inputs, ReadOptions.SALVAGE);
                JournalCopy copy = JournalCopy.intoFolder(disk, newFolder)) {
            return copyAll(reader, copy);
        }
    }

    private static Written copyAll(JournalReader reader, JournalCopy copy) throws IOException {
        while (reader.advance()) {
            copy.add(reader.commit());
        }
        return new Written(copy.written(), List.of(), copy.commits(), copy.records(), reader.damage());
    }

    /**
     * Replaces each damaged segment of a folder by what is intact in it; the damaged file stays beside as {@code .broken}.
     * Nobody may be writing the journal.
     */
    public static Written recoverInPlace(JournalFiles disk, Path folder) throws IOException {
        Closeable lock = disk.lock(folder.resolve(SegmentName.LOCK));
        try {
            List<Path> files = new ArrayList<>();
            List<Path> kept = new ArrayList<>();
            List<Damage> damage = JournalSummary.read(disk, List.of(folder)).damage();
            Set<Path> damaged = new LinkedHashSet<>();
            damage.stream()
                    .filter(found -> found.kind() != Damage.Kind.MISSING)
                    .forEach(found -> damaged.add(found.file()));
            long commits = 0;
            long records = 0;
            for (Path segment : damaged) {
                Path broken = SegmentFiles.brokenName(disk, segment);
                disk.rename(segment, broken);
                disk.delete(SegmentName.indexOf(segment));
                disk.forceFolder(folder);
                kept.add(broken);
                try (JournalReader reader = JournalReader.open(disk, List.of(broken), ReadOptions.SALVAGE);
                        JournalCopy copy = JournalCopy.intoFolder(disk, folder)) {
                    Written piece = copyAll(reader, copy);
                    files.addAll(piece.files());
                    commits += piece.commits();
                    records += piece.records();
                }
            }
            return new Written(List.copyOf(files), List.copyOf(kept), commits, records, damage);
        } finally {
            lock.close();
        }
    }

    /** Decides what becomes of a record when a journal is rewritten. */
    @FunctionalInterface
    public interface Rewrite {
        /** Appends to the new journal what the current record of the commit is to become; nothing drops it. */
        void rewrite(JournalCommit record, JournalWriter to);

        /** Keeps or drops whole records. */
        static Rewrite keeping(java.util.function.Predicate<JournalCommit> keep) {
            return (record, to) -> {
                if (keep.test(record)) {
                    to.append(
                            record.kind(),
                            record.stream(),
                            record.timeNanos(),
                            record.bytes(),
                            record.payloadOffset(),
                            record.payloadLength());
                }
            };
        }
    }

    /**
     * Writes another journal, with an id and sequences of its own, from what a reader delivers. Batches and times stay as
     * they are. Records of kinds that this version does not know are dropped; one that refers to others is refused.
     *
     * @param to where; the folder must hold no journal
     */
    public static Written rewrite(JournalFiles disk, JournalReader reader, JournalOptions to, Rewrite rewrite)
            throws IOException {
        disk.createFolder(to.folder());
        if (!SegmentFiles.ofFolder(disk, to.folder()).isEmpty()) {
            throw new FileAlreadyExistsException(to.folder().toString(), null, "holds a journal already");
        }
        long commits = 0;
        long latestNanos = 0;
        JournalWriter writer = null;
        try {
            while (reader.advance()) {
                JournalCommit commit = reader.commit();
                latestNanos = commit.latestNanos();
                if (writer == null) {
                    writer = JournalWriter.open(disk, to, SnapshotSource.NONE, JournalListener.NONE, latestNanos);
                }
                while (commit.nextRecord()) {
                    if (commit.kind() == RecordKind.REPEATED) {
                        throw new IOException(commit.file() + ": record " + commit.sequence()
                                + " refers to others by their sequence, which a rewritten journal would change");
                    }
                    if (commit.kind() != RecordKind.OTHER) {
                        rewrite.rewrite(commit, writer);
                    }
                }
                commits++;
                writer.commit(latestNanos);
            }
        } finally {
            if (writer != null) {
                writer.close(latestNanos);
            }
        }
        long records = writer == null ? 0 : writer.nextSequence();
        if (writer != null && writer.progress().failures() > 0) {
            throw new IOException(to.folder() + ": " + writer.progress().failures() + " calls on the disk failed, "
                    + writer.progress().lostEvents() + " records are missing");
        }
        return new Written(SegmentFiles.ofFolder(disk, to.folder()), List.of(), commits, records, reader.damage());
    }

    /**
     * Deletes the closed segments that retention does not keep, oldest first. The last segment counts and always stays: it
     * may be the one that is being written.
     *
     * @param dryRun only says what would be deleted
     * @return the segments
     */
    public static List<Path> prune(JournalFiles disk, Path folder, Retention retention, long nowNanos, boolean dryRun)
            throws IOException {
        SegmentShelf shelf = new SegmentShelf(disk, folder, retention);
        long openBytes = shelf.stockAllButLast(nowNanos);
        List<SegmentShelf.Closed> surplus =
                dryRun ? shelf.surplus(nowNanos, openBytes) : shelf.prune(nowNanos, openBytes);
        return surplus.stream().map(SegmentShelf.Closed::path).toList();
    }
}
