package dev.pcfstap.journal;

import dev.pcfstap.output.FileAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that a journal asks of a disk, so that a test can make any of it fail. Methods throw {@link IOException} with
 * the path in its message. Implementations may be used by several threads; the files that they open may not.
 */
public interface JournalFiles {

    /** The operating system's files; new ones are for their owner alone, unless the folder is one that a group shares. */
    static JournalFiles disk() {
        return disk(FileAccess.OWNER);
    }

    /** The operating system's files; new ones are for whom {@code access} says. */
    static JournalFiles disk(FileAccess access) {
        return new DiskFiles(access);
    }

    /** A new, empty file that is only ever appended to; fails when there is one of that name. */
    AppendFile create(Path file) throws IOException;

    /** An existing file, cut to a length that it has at least, to append to. */
    AppendFile append(Path file, long sizeBytes) throws IOException;

    /** An existing file, to read. */
    ReadFile open(Path file) throws IOException;

    /** The plain files of a folder in no particular order. */
    List<Path> list(Path folder) throws IOException;

    /** The length of a file. */
    long sizeBytes(Path file) throws IOException;

    /** Whether there is a file or folder of that name. */
    boolean exists(Path path);

    /** Whether the path is a folder. */
    boolean isFolder(Path path);

    /** Renames within a folder, atomically, replacing a file that has the new name. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file; no error when there is none. */
    void delete(Path file) throws IOException;

    /** Creates a folder and those above it; no error when it is there. */
    void createFolder(Path folder) throws IOException;

    /** Makes names that were created, renamed or deleted in a folder durable. */
    void forceFolder(Path folder) throws IOException;

    /** Room that is left for files in a folder. */
    long freeBytes(Path folder) throws IOException;

    /** Takes a lock that no other process and nobody else in this one holds; fails at once when somebody does. */
    JournalLock lock(Path file) throws IOException;
}
