package dev.pcfstap.journal;

import dev.pcfstap.output.FileSizeLimit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** The segment that is being written. Any failed call ends its life; the owner then begins another. */
final class OpenSegment {
    private static final Logger LOG = LogManager.getLogger(OpenSegment.class);
    private static final int MAX_EMPTY_WRITES = 8;

    private final JournalFiles disk;
    private final Path path;
    private final AppendFile file;
    private final SegmentHeader header;
    private final SparseIndex index = new SparseIndex();
    private long beganNanos;
    private long lengthBytes;
    private long endSequence;
    private long syncedSequence;
    private long askedBytes;
    private boolean nameIsDurable;
    private volatile boolean syncFailed;

    private OpenSegment(JournalFiles disk, Path path, AppendFile file, SegmentHeader header) {
        this.disk = disk;
        this.path = path;
        this.file = file;
        this.header = header;
        this.beganNanos = header.createdNanos();
        this.endSequence = header.firstSequence();
        this.syncedSequence = header.firstSequence();
    }

    /** A new segment with its header written. */
    static OpenSegment begin(JournalFiles disk, Path folder, SegmentHeader header) throws IOException {
        Path path = SegmentName.segment(folder, header.firstSequence());
        OpenSegment segment = new OpenSegment(disk, path, disk.create(path), header);
        try {
            segment.write(ByteBuffer.wrap(SegmentLayout.encode(header)));
        } catch (IOException failure) {
            segment.close();
            segment.delete();
            throw failure;
        }
        return segment;
    }

    /** Adds to a commit what makes it cheaper to write. */
    void pad(CommitBuffer commit) {
        commit.padToBlock(lengthBytes, file.blockBytes(commit.lengthBytes()));
    }

    /** Writes a whole commit, or throws; after that the segment ends where it ended before, or {@link #cutBack} fails. */
    void append(CommitBuffer commit) throws IOException {
        // Behind a cut a write would leave a hole that makes the file as long as it should be.
        requireLength();
        long offset = lengthBytes;
        int length = commit.lengthBytes();
        write(commit.seal(endSequence));
        index.add(endSequence, offset, length, commit.latestNanos());
        endSequence += commit.count();
    }

    private void requireLength() throws IOException {
        long found = file.sizeBytes();
        if (found != lengthBytes) {
            throw new AlteredSegmentException(
                    "somebody else made it " + found + " bytes long, " + lengthBytes + " were written");
        }
    }

    /** Throws when the name leads elsewhere, or the file is not as long as what was written. Nothing is being written. */
    void requireUnaltered() throws IOException {
        if (!file.isAt(path)) {
            throw new AlteredSegmentException("the file is gone");
        }
        requireLength();
    }

    /** Whether a write failed because files may be no longer, and not for want of a disk that works. */
    boolean isAtLimit(IOException failure) {
        try {
            return !holdsNothing() && FileSizeLimit.isReached(failure, file.sizeBytes());
        } catch (IOException unknown) {
            return false;
        }
    }

    /** The sequence up to which the file, which may have been taken away or cut, still holds what was written. */
    long intactEnd() {
        try {
            if (!file.isAt(path)) {
                return header.firstSequence();
            }
            if (file.sizeBytes() >= lengthBytes) {
                return endSequence;
            }
            long end = header.firstSequence();
            try (JournalReader reader = JournalReader.open(disk, List.of(path), ReadOptions.TAIL)) {
                while (reader.advance()) {
                    end = reader.commit().endSequence();
                }
            }
            return Math.min(end, endSequence);
        } catch (IOException unreadable) {
            return header.firstSequence();
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        int emptyWrites = 0;
        while (bytes.hasRemaining()) {
            emptyWrites = file.write(bytes) > 0 ? 0 : emptyWrites + 1;
            if (emptyWrites == MAX_EMPTY_WRITES) {
                throw new IOException(
                        path + ": " + bytes.remaining() + " of " + length + " bytes could not be written");
            }
        }
        lengthBytes += length;
    }

    /**
     * Makes everything so far durable, its name included. May be called beside the thread that appends, by one thread. After one
     * failure there is no success any more: an operating system may say once that it could not write something, and then forget
     * it.
     */
    void force() throws IOException {
        if (syncFailed) {
            throw new IOException(path + ": an earlier sync has failed");
        }
        boolean forced = false;
        try {
            forceAll();
            forced = true;
        } finally {
            syncFailed = !forced;
        }
    }

    /** Whether {@link #force} has failed. Any thread. */
    boolean syncFailed() {
        return syncFailed;
    }

    private void forceAll() throws IOException {
        file.force();
        Path folder = path.getParent();
        if (!nameIsDurable && folder != null) {
            disk.forceFolder(folder);
            nameIsDurable = true;
        }
    }

    /** A sync of everything so far is asked for. */
    void syncAsked() {
        askedBytes = lengthBytes;
    }

    /** How many bytes were written since a sync was asked for. */
    long unaskedBytes() {
        return lengthBytes - askedBytes;
    }

    /** What was written below this sequence is durable. */
    void synced(long sequence) {
        syncedSequence = Math.max(syncedSequence, sequence);
    }

    /** Removes what a failed write may have left; false when that is not certain. */
    boolean cutBack() {
        try {
            file.truncate(lengthBytes);
            return true;
        } catch (IOException stillThere) {
            return false;
        }
    }

    /** Closes the file, whatever becomes of it. */
    void close() {
        try {
            file.close();
        } catch (IOException failure) {
            LOG.debug("{} could not be closed: {}", path, failure.toString());
        }
    }

    /** Deletes a segment that holds nothing. If it stays, it is set aside when its name is needed. */
    void delete() {
        try {
            disk.delete(path);
        } catch (IOException failure) {
            LOG.debug("{} could not be deleted: {}", path, failure.toString());
        }
    }

    /** Writes the index beside the segment. */
    void writeIndex() throws IOException {
        WholeFile.replace(disk, SegmentName.indexOf(path), index.encode(header), false);
    }

    /** How old it is, counted anew from {@code nowNanos} when the clock was set back to before its beginning. */
    long ageNanos(long nowNanos) {
        beganNanos = Math.min(beganNanos, nowNanos);
        return nowNanos - beganNanos;
    }

    boolean dirty() {
        return syncedSequence < endSequence;
    }

    boolean holdsNothing() {
        return endSequence == header.firstSequence();
    }

    Path path() {
        return path;
    }

    SegmentHeader header() {
        return header;
    }

    long lengthBytes() {
        return lengthBytes;
    }

    /** The time of the youngest record. */
    long latestNanos() {
        return index.latestNanos();
    }

    long endSequence() {
        return endSequence;
    }

    long syncedSequence() {
        return syncedSequence;
    }
}
