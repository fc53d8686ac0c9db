package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the intact commits of a reading, byte for byte, to new files: one file for everything, or one a segment. Where
 * records are missing a new segment is begun, so that every segment written here is whole; no writer started there. Nothing
 * that exists is touched.
 */
final class JournalCopy implements Closeable {
    private final JournalFiles disk;
    private final Path target;
    private final boolean oneFile;
    private final boolean temporary;
    private final List<Path> written = new ArrayList<>();
    private final CommitBuffer trimmed = new CommitBuffer();
    private @Nullable AppendFile file;
    private final SegmentPieces pieces = new SegmentPieces();
    private final LostHeader lost;
    private JournalId journal = JournalId.UNKNOWN;
    private long commits;
    private long records;

    private JournalCopy(JournalFiles disk, Path target, boolean oneFile, boolean temporary, LostHeader lost) {
        this.disk = disk;
        this.target = target;
        this.oneFile = oneFile;
        this.temporary = temporary;
        this.lost = lost;
    }

    /** A copy into a folder, one file a segment. */
    static JournalCopy intoFolder(JournalFiles disk, Path folder, LostHeader lost) throws IOException {
        disk.createFolder(folder);
        return new JournalCopy(disk, folder, false, false, lost);
    }

    /** A copy into a folder where the names may be taken: the files get temporary ones, {@link #written} has the others. */
    static JournalCopy besideOthers(JournalFiles disk, Path folder, LostHeader lost) {
        return new JournalCopy(disk, folder, false, true, lost);
    }

    /** A copy into one new file. */
    static JournalCopy intoFile(JournalFiles disk, Path file, LostHeader lost) throws IOException {
        JournalCopy copy = new JournalCopy(disk, file, true, false, lost);
        copy.file = disk.create(file);
        copy.written.add(file);
        return copy;
    }

    /** A copy into a pipe or a device. */
    static JournalCopy intoStream(JournalFiles disk, OutputStream out, LostHeader lost) {
        JournalCopy copy = new JournalCopy(disk, Path.of("the output"), true, false, lost);
        copy.file = new StreamedFile(out);
        return copy;
    }

    void add(JournalCommit commit) throws IOException {
        commit.rewind();
        if (pieces.begins(commit)) {
            beginSegment(commit);
        }
        if (commit.isWhole()) {
            write(ByteBuffer.wrap(commit.bytes(), commit.start(), commit.lengthBytes()));
        } else {
            trimmed.clear();
            while (commit.nextRecord()) {
                trimmed.append(
                        commit.kindCode(),
                        commit.stream(),
                        commit.timeNanos(),
                        commit.bytes(),
                        commit.payloadOffset(),
                        commit.payloadLength());
            }
            write(trimmed.seal(commit.firstSequence()));
        }
        commits++;
        records += commit.endSequence() - commit.firstSequence();
    }

    private void beginSegment(JournalCommit commit) throws IOException {
        SegmentHeader from = commit.segment();
        if (!oneFile) {
            endFile();
            Path path = SegmentName.segment(target, commit.firstSequence());
            file = disk.create(temporary ? emptied(SegmentName.temporary(path)) : path);
            written.add(path);
        }
        if (!from.journal().equals(JournalId.UNKNOWN)) {
            journal = from.journal();
        } else if (!pieces.inside()) {
            journal = lost.journalOf(commit.file(), commit.firstSequence());
        }
        int flags = pieces.inside() ? from.flags() & ~SegmentLayout.FLAG_WRITER_STARTED : from.flags();
        write(ByteBuffer.wrap(
                SegmentLayout.encode(new SegmentHeader(journal, commit.firstSequence(), from.createdNanos(), flags))));
    }

    /** A name that what was written before, and never finished, does not have any more. */
    private Path emptied(Path leftOver) throws IOException {
        disk.delete(leftOver);
        return leftOver;
    }

    private void write(ByteBuffer bytes) throws IOException {
        AppendFile to = file;
        while (to != null && bytes.hasRemaining()) {
            if (to.write(bytes) <= 0) {
                throw new IOException(target + ": " + bytes.remaining() + " bytes could not be written");
            }
        }
    }

    private void endFile() throws IOException {
        if (file != null) {
            file.force();
            file.close();
            file = null;
        }
    }

    List<Path> written() {
        return List.copyOf(written);
    }

    long commits() {
        return commits;
    }

    long records() {
        return records;
    }

    /** Syncs what was written. */
    @Override
    public void close() throws IOException {
        endFile();
        if (written.isEmpty() && oneFile) {
            return; // a stream is in no folder
        }
        Path folder = oneFile ? target.toAbsolutePath().getParent() : target;
        if (folder != null) {
            disk.forceFolder(folder);
        }
    }
}
