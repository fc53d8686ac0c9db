package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folder that a mirror writes. Holds the folder's lock. Confined to one thread. */
final class MirrorDestination implements Closeable {
    private static final byte[] NOTHING = {};

    private final JournalFiles disk;
    private final Path folder;
    private final JournalLock lock;
    private MirrorProtocol.Place place = new MirrorProtocol.Place(JournalId.UNKNOWN, MirrorProtocol.NOTHING, 0);
    private byte[] begunHeader = NOTHING;
    private SequenceRange missing = SequenceRange.NONE;
    private SequenceRange statedHole = SequenceRange.NONE;
    private @Nullable AppendFile file;
    private long nextSequence;
    private long copiedBytes;
    private boolean dirty;

    private MirrorDestination(JournalFiles disk, Path folder, JournalLock lock) {
        this.disk = disk;
        this.folder = folder;
        this.lock = lock;
    }

    static MirrorDestination open(JournalFiles disk, Path folder, TrailingPolicy onTrailing) throws IOException {
        disk.createFolder(folder);
        JournalLock lock = disk.lock(folder.resolve(SegmentName.LOCK));
        MirrorDestination destination = new MirrorDestination(disk, folder, lock);
        try {
            SegmentFiles.renameToAsciiDigits(disk, folder);
            List<Path> segments = SegmentFiles.ofFolder(disk, folder);
            int last = segments.size() - 1;
            while (last >= 0 && !destination.resume(segments.get(last), onTrailing)) {
                last--;
            }
            return destination;
        } catch (IOException failure) {
            destination.close();
            throw failure;
        }
    }

    /** Goes on behind a segment; false when it was cut off inside its header, and is put aside because that was allowed. */
    private boolean resume(Path last, TrailingPolicy onTrailing) throws IOException {
        long end = SegmentLayout.LENGTH;
        SegmentHeader header = SegmentFiles.header(disk, last).orElse(null);
        if (header == null && onTrailing == TrailingPolicy.TRIM && disk.sizeBytes(last) < SegmentLayout.LENGTH) {
            SegmentFiles.setAside(disk, last);
            return false;
        }
        if (header == null) {
            throw new IOException(last + ": the header of the last segment is damaged; move the file away");
        }
        nextSequence = header.firstSequence();
        try (JournalReader reader = JournalReader.open(disk, List.of(last), ReadOptions.TAIL)) {
            while (reader.advance()) {
                end = reader.commit().offset() + reader.commit().lengthBytes();
                nextSequence = reader.commit().endSequence();
            }
            if (!reader.damage().isEmpty()) {
                if (onTrailing == TrailingPolicy.ERROR) {
                    throw new IOException("the destination is damaged; "
                            + reader.damage().get(0).line());
                }
                keepCopy(last);
            }
        }
        file = disk.append(last, end);
        place = new MirrorProtocol.Place(header.journal(), header.firstSequence(), end);
        return true;
    }

    private void keepCopy(Path damaged) throws IOException {
        Path broken = SegmentFiles.brokenName(disk, damaged);
        byte[] buffer = new byte[64 << 10];
        try (ReadFile from = disk.open(damaged);
                AppendFile to = disk.create(broken)) {
            long position = 0;
            int count;
            while ((count = from.read(position, buffer, 0, buffer.length)) > 0) {
                writeAll(to, ByteBuffer.wrap(buffer, 0, count));
                position += count;
            }
            to.force();
        }
        disk.forceFolder(folder);
    }

    /** Where to go on. */
    MirrorProtocol.Place place() {
        return place;
    }

    /** The source found a statement of the writer, maybe in a later segment, that these are missing before the next one. */
    void stated(long from, long to) throws IOException {
        if (from < 0 || to <= from) {
            throw new IOException("the source stated a hole from " + from + " to " + to);
        }
        statedHole = new SequenceRange(from, to);
    }

    void beginSegment(long firstSequence, byte[] header) throws IOException {
        String flaw = SegmentLayout.flaw(header, 0);
        if (!flaw.isEmpty()) {
            throw new IOException("the source sent a segment header that is wrong: " + flaw);
        }
        SegmentHeader begun = SegmentLayout.decode(header, 0);
        boolean first = place.segment() == MirrorProtocol.NOTHING;
        if (begun.firstSequence() != firstSequence
                || (!first && !begun.journal().equals(place.journal()))) {
            throw new IOException("the source sent segment " + firstSequence + " of journal " + begun.journal()
                    + ", which does not continue " + place.journal());
        }
        endSegment();
        missing = !first && firstSequence > nextSequence
                ? new SequenceRange(nextSequence, firstSequence)
                : SequenceRange.NONE;
        place = new MirrorProtocol.Place(begun.journal(), firstSequence, 0);
        nextSequence = firstSequence;
        begunHeader = Arrays.copyOf(header, SegmentLayout.LENGTH);
    }

    /** Makes the file of a segment whose first commit is good. Records that are missing before it must be missing by that. */
    private void makeFile(byte[] firstCommit) throws IOException {
        SequenceRanges stated = new SequenceRanges();
        stated.addAll(StatedHoles.statement(firstCommit, 0).doubtful());
        stated.addAll(statedHole.isEmpty() ? List.of() : List.of(statedHole));
        statedHole = SequenceRange.NONE;
        if (!missing.isEmpty() && !stated.hold(missing.from(), missing.to())) {
            throw new IOException(
                    "the source went on at sequence " + missing.to() + ", the copy ends at " + missing.from());
        }
        file = disk.create(SegmentName.segment(folder, place.segment()));
        disk.forceFolder(folder);
        write(begunHeader, SegmentLayout.LENGTH);
        begunHeader = NOTHING;
    }

    void append(byte[] commit, int length) throws IOException {
        String flaw = CommitLayout.headerFlaw(commit, 0);
        if (flaw.isEmpty() && CommitLayout.bodyLength(commit, 0) + CommitLayout.OVERHEAD != length) {
            flaw = "its length is not " + length;
        }
        if (flaw.isEmpty()) {
            flaw = CommitLayout.flaw(commit, 0);
        }
        if (flaw.isEmpty() && CommitLayout.firstSequence(commit, 0) != nextSequence) {
            flaw = "its sequence is " + CommitLayout.firstSequence(commit, 0);
        }
        if (!flaw.isEmpty()) {
            throw new IOException("the source sent a commit for sequence " + nextSequence + " that is wrong: " + flaw);
        }
        if (begunHeader.length > 0) {
            makeFile(commit);
        }
        write(commit, length);
        nextSequence += CommitLayout.count(commit, 0);
    }

    private void write(byte[] bytes, int length) throws IOException {
        AppendFile to = file;
        if (to == null) {
            throw new IOException("the source sent a commit before any segment");
        }
        writeAll(to, ByteBuffer.wrap(bytes, 0, length));
        copiedBytes += length;
        dirty = true;
    }

    private static void writeAll(AppendFile to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (to.write(bytes) <= 0) {
                throw new IOException(bytes.remaining() + " bytes could not be written");
            }
        }
    }

    void force() throws IOException {
        requireLock();
        if (file != null && dirty) {
            file.force();
            dirty = false;
        }
    }

    /** Anybody may delete the lock's file. */
    private void requireLock() throws IOException {
        JournalLock.State state = lock.look();
        if (state == JournalLock.State.LOST) {
            throw new IOException(
                    folder + ": another process has " + SegmentName.LOCK + ", this one stops writing there");
        }
    }

    private void endSegment() throws IOException {
        AppendFile ended = file;
        try {
            force();
        } finally {
            file = null;
            if (ended != null) {
                ended.close();
            }
        }
    }

    long copiedBytes() {
        return copiedBytes;
    }

    long nextSequence() {
        return nextSequence;
    }

    @Override
    public void close() throws IOException {
        try {
            endSegment();
        } finally {
            lock.close();
        }
    }
}
