package dev.pcfstap.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What people do to journals: put together, repair, prune. What changes or deletes its source says so. */
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

    /**
     * Throws when one of the inputs is missing, or a folder without segments: an empty journal is nobody's, so the folder is
     * not the one that was meant. Readers themselves take it, as a journal that is still to begin.
     */
    public static void requireSegments(JournalFiles disk, List<Path> inputs) throws IOException {
        for (Path input : inputs) {
            if (new SegmentFiles(disk, List.of(input)).all().isEmpty()) {
                throw new NoSuchFileException(input.toString(), null, "holds no segment of a journal");
            }
        }
    }

    /** Whether a file has a name by which it would be taken for one that belongs to a journal in its folder. */
    public static boolean isJournalFile(Path file) {
        String name = SegmentName.fileName(file);
        return SegmentName.isSegment(file)
                || SegmentName.firstSequence(file, SegmentName.INDEX_SUFFIX).isPresent()
                || SegmentName.isTemporary(file)
                || name.contains(SegmentName.SEGMENT_SUFFIX + SegmentName.BROKEN_SUFFIX)
                || name.equals(SegmentName.CATALOGUE)
                || name.equals(SegmentName.LOCK);
    }

    /** Puts journals together in one new file. Reading is strict unless the options say otherwise. */
    public static Written concat(JournalFiles disk, List<Path> inputs, Path newFile, ReadOptions options)
            throws IOException {
        try (JournalReader reader = JournalReader.open(disk, inputs, options);
                JournalCopy copy = JournalCopy.intoFile(disk, newFile, new LostHeader(disk, reader.files()))) {
            return copyAll(reader, copy);
        }
    }

    /** Puts journals together in a pipe or a device. */
    public static Written concat(JournalFiles disk, List<Path> inputs, OutputStream out, ReadOptions options)
            throws IOException {
        try (JournalReader reader = JournalReader.open(disk, inputs, options);
                JournalCopy copy = JournalCopy.intoStream(disk, out, new LostHeader(disk, reader.files()))) {
            return copyAll(reader, copy);
        }
    }

    /**
     * Writes everything that is intact in a damaged journal as a new journal in a folder that has no segments yet. Throws
     * before it writes anything when the inputs hold several journals.
     */
    public static Written recoverInto(JournalFiles disk, List<Path> inputs, Path newFolder) throws IOException {
        if (disk.isFolder(newFolder) && !SegmentFiles.ofFolder(disk, newFolder).isEmpty()) {
            throw new FileAlreadyExistsException(newFolder.toString(), null, "holds a journal already");
        }
        JournalRecovery.requireOneJournal(disk, inputs);
        try (JournalReader reader = JournalReader.open(disk, inputs, ReadOptions.SALVAGE);
                JournalCopy copy = JournalCopy.intoFolder(disk, newFolder, new LostHeader(disk, reader.files()))) {
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
     * Nobody may be writing the journal. Throws before it changes anything when that cannot be done for all of them.
     */
    public static Written recoverInPlace(JournalFiles disk, Path folder) throws IOException {
        try (JournalRecovery recovery = new JournalRecovery(disk, folder)) {
            return recovery.inPlace();
        }
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
        ClosedSegments shelf = new ClosedSegments(disk, folder, retention);
        long openBytes = shelf.stockAllButLast(nowNanos);
        List<ClosedSegments.Closed> surplus =
                dryRun ? shelf.surplus(nowNanos, openBytes) : shelf.prune(nowNanos, openBytes);
        return surplus.stream().map(ClosedSegments.Closed::path).toList();
    }

    /** Deletes a journal that nobody wants: its segments and what was made for them. Other files stay, and so does the folder. */
    public static void delete(JournalFiles disk, Path folder) throws IOException {
        for (Path segment : SegmentFiles.ofFolder(disk, folder)) {
            disk.delete(segment);
        }
        SegmentFiles.deleteOrphans(disk, folder);
        disk.delete(folder.resolve(SegmentName.CATALOGUE));
        disk.delete(folder.resolve(SegmentName.LOCK));
    }
}
