package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The files of one reading, in order: those of a folder by their first sequence, others as they were given. */
final class SegmentFiles {
    private final JournalFiles disk;
    private final List<Path> inputs;
    private List<Path> files;
    private int next;

    SegmentFiles(JournalFiles disk, List<Path> inputs) throws IOException {
        this.disk = disk;
        this.inputs = List.copyOf(inputs);
        this.files = listAll();
    }

    /** The segments of a folder in the order of their sequences. */
    static List<Path> ofFolder(JournalFiles disk, Path folder) throws IOException {
        return disk.list(folder).stream()
                .filter(SegmentName::isSegment)
                .sorted(SegmentName.BY_SEQUENCE)
                .toList();
    }

    /** What the header at the beginning of a segment file says; empty when it is damaged or the file is shorter. */
    static Optional<SegmentHeader> header(JournalFiles disk, Path file) throws IOException {
        try (SegmentWindow window = new SegmentWindow(file, disk.open(file), new byte[SegmentLayout.LENGTH])) {
            return new SegmentScanner(window).look(0) == SegmentScanner.Found.HEADER
                    ? Optional.of(SegmentLayout.decode(window.buffer(), window.at(0)))
                    : Optional.empty();
        }
    }

    /** Deletes what a crash left of our own: indexes without a segment, and files that were to replace others. */
    static void deleteOrphans(JournalFiles disk, Path folder) throws IOException {
        for (Path file : disk.list(folder)) {
            OptionalLong index = SegmentName.firstSequence(file, SegmentName.INDEX_SUFFIX);
            boolean orphan = index.isPresent() && !disk.exists(SegmentName.segmentOf(file));
            if (orphan || SegmentName.isTemporary(file)) {
                disk.delete(file);
            }
        }
    }

    /** Gives segments and indexes that are named in the digits of another script the names that the writer would give them. */
    static void renameToAsciiDigits(JournalFiles disk, Path folder) throws IOException {
        for (Path file : disk.list(folder)) {
            Path usual = SegmentName.inAsciiDigits(file).orElse(file);
            if (!usual.equals(file) && !disk.exists(usual)) {
                disk.rename(file, usual);
            }
        }
    }

    /** Throws when a file begins with an intact header that this version does not read, so that nobody writes beside it. */
    static void refuseOtherVersion(JournalFiles disk, Path file) throws IOException {
        try (SegmentWindow window = new SegmentWindow(file, disk.open(file), new byte[SegmentLayout.LENGTH])) {
            if (window.has(0, SegmentLayout.LENGTH) && SegmentLayout.ofAnotherVersion(window.buffer(), window.at(0))) {
                throw new IOException(file + ": " + SegmentLayout.flaw(window.buffer(), window.at(0)));
            }
        }
    }

    /**
     * Makes room for a new segment of this name. A file that has the name holds no whole commit, or the sequence would be
     * higher: if it is no more than a header it is deleted, else it is kept under another name.
     */
    static void setAside(JournalFiles disk, Path segment) throws IOException {
        if (!disk.exists(segment)) {
            return;
        }
        if (disk.sizeBytes(segment) <= SegmentLayout.LENGTH) {
            disk.delete(segment);
            return;
        }
        disk.rename(segment, brokenName(disk, segment));
    }

    /** A name beside the file, ending in {@code .broken}, that is free. */
    static Path brokenName(JournalFiles disk, Path file) {
        String name = SegmentName.fileName(file) + SegmentName.BROKEN_SUFFIX;
        Path broken = file.resolveSibling(name);
        for (int i = 2; disk.exists(broken); i++) {
            broken = file.resolveSibling(name + i);
        }
        return broken;
    }

    private List<Path> listAll() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path input : inputs) {
            if (disk.isFolder(input)) {
                all.addAll(ofFolder(disk, input));
            } else if (disk.exists(input)) {
                all.add(input);
            } else {
                throw new NoSuchFileException(input.toString(), null, "no such journal folder or file");
            }
        }
        return all;
    }

    List<Path> all() {
        return files;
    }

    /** How many folders and files were asked for. */
    int inputs() {
        return inputs.size();
    }

    boolean hasNext() {
        return next < files.size();
    }

    Path peek() {
        return files.get(next);
    }

    Path take() {
        return files.get(next++);
    }

    /** The files behind the one that was taken last. */
    List<Path> following() {
        return files.subList(next, files.size());
    }

    /** Begins at the {@code index}-th file. */
    void jumpTo(int index) {
        next = index;
    }

    /** Looks for segments that were begun since; those already taken keep their place whatever was deleted. */
    void refresh() throws IOException {
        if (inputs.size() != 1 || !disk.isFolder(inputs.get(0))) {
            return;
        }
        List<Path> now = listAll();
        List<Path> merged = new ArrayList<>(files.subList(0, next));
        Path last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
        for (Path file : now) {
            if (last == null || SegmentName.BY_SEQUENCE.compare(file, last) > 0) {
                merged.add(file);
            }
        }
        files = merged;
    }
}
