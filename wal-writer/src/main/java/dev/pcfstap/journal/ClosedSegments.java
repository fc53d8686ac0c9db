package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The closed segments of a journal folder, oldest first, and the rule by which they are deleted. */
final class ClosedSegments {
    private static final Logger LOG = LogManager.getLogger(ClosedSegments.class);

    private final JournalFiles disk;
    private final Path folder;
    private final Retention retention;
    private final ArrayDeque<Closed> closed = new ArrayDeque<>();
    private long totalBytes;
    private boolean warned;

    /**
     * A segment that nobody writes any more.
     *
     * @param youngestNanos the time of its youngest record, or a later one
     */
    record Closed(Path path, long firstSequence, long sizeBytes, long youngestNanos) {}

    ClosedSegments(JournalFiles disk, Path folder, Retention retention) {
        this.disk = disk;
        this.folder = folder;
        this.retention = retention;
    }

    /** Takes stock of what is in the folder; the segments there are all closed at {@code nowNanos} at the latest. */
    void stock(long nowNanos) throws IOException {
        List<Path> files = SegmentFiles.ofFolder(disk, folder);
        long endNanos = nowNanos;
        List<Closed> newestFirst = new ArrayList<>();
        for (int i = files.size() - 1; i >= 0; i--) {
            Path path = files.get(i);
            try {
                SegmentHeader header = SegmentFiles.header(disk, path).orElse(null);
                newestFirst.add(new Closed(
                        path,
                        SegmentName.firstSequence(path, SegmentName.SEGMENT_SUFFIX)
                                .orElse(0),
                        disk.sizeBytes(path),
                        youngestNanos(path, header, endNanos)));
                endNanos = header == null ? endNanos : header.createdNanos();
            } catch (NoSuchFileException deleted) {
                LOG.debug("{} was deleted meanwhile", path);
            }
        }
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            add(newestFirst.get(i));
        }
    }

    /**
     * The time of the youngest record, by the index. Without one it is the time at which the next segment was begun, unless
     * the clock was set back meanwhile: then the segment is read.
     */
    private long youngestNanos(Path path, @Nullable SegmentHeader header, long endNanos) throws IOException {
        if (header == null) {
            return endNanos;
        }
        SparseIndex index = SparseIndex.load(disk, path, header);
        if (index != null && index.count() > 0 && index.coveredBytes() == disk.sizeBytes(path)) {
            return index.latestNanos();
        }
        if (endNanos >= header.createdNanos()) {
            return endNanos;
        }
        long youngest = header.createdNanos();
        try (JournalReader reader = JournalReader.open(disk, List.of(path), ReadOptions.SALVAGE)) {
            while (reader.advance()) {
                youngest = Math.max(youngest, reader.commit().latestNanos());
            }
        }
        return youngest;
    }

    /** The same without the last segment, which may be open; returns its length. */
    long stockAllButLast(long nowNanos) throws IOException {
        stock(nowNanos);
        Closed last = closed.pollLast();
        if (last == null) {
            return 0;
        }
        totalBytes -= last.sizeBytes();
        return last.sizeBytes();
    }

    /** Takes a segment over from its writer. */
    void add(OpenSegment done, long nowNanos) {
        long youngestNanos = done.holdsNothing() ? nowNanos : done.latestNanos();
        add(new Closed(done.path(), done.header().firstSequence(), done.lengthBytes(), youngestNanos));
    }

    /** A segment is no older than those before it: while it was written the clock may have been set back. */
    private void add(Closed segment) {
        Closed before = closed.peekLast();
        long youngestNanos =
                before == null ? segment.youngestNanos() : Math.max(before.youngestNanos(), segment.youngestNanos());
        closed.addLast(new Closed(segment.path(), segment.firstSequence(), segment.sizeBytes(), youngestNanos));
        totalBytes += segment.sizeBytes();
    }

    /** The first sequence of the oldest closed segment that is not known to be deleted; empty when there is none. */
    Optional<Long> oldestSequence() {
        return Optional.ofNullable(closed.peekFirst()).map(Closed::firstSequence);
    }

    /** The segments that retention would delete, oldest first. */
    List<Closed> surplus(long nowNanos, long openBytes) {
        List<Closed> surplus = new ArrayList<>();
        long bytes = totalBytes + openBytes;
        long free = freeBytes();
        for (Closed oldest : closed) {
            boolean old = nowNanos - oldest.youngestNanos() > retention.maxAge().toNanos();
            if (!old && bytes <= retention.maxBytes() && free >= retention.minFreeBytes()) {
                break;
            }
            surplus.add(oldest);
            bytes -= oldest.sizeBytes();
            free += oldest.sizeBytes();
        }
        return surplus;
    }

    /**
     * The removal of what retention does not keep, which nobody has begun.
     *
     * @param openBytes the length of the segment that is being written, which counts and stays
     */
    Removal due(long nowNanos, long openBytes) {
        return new Removal(disk, surplus(nowNanos, openBytes));
    }

    /** Takes note of what a removal has deleted, and of its failure. */
    void book(Removal ended) {
        for (Closed gone : ended.gone()) {
            closed.removeFirst();
            totalBytes -= gone.sizeBytes();
        }
        IOException failure = ended.failure();
        if (failure != null) {
            warnOnce(failure);
        }
    }

    /** Deletes what retention does not keep, on this thread; returns what was deleted. */
    List<Closed> prune(long nowNanos, long openBytes) {
        Removal due = due(nowNanos, openBytes);
        while (due.goesOn()) {
            due.step();
        }
        book(due);
        return due.gone();
    }

    private long freeBytes() {
        if (retention.minFreeBytes() == 0) {
            return Long.MAX_VALUE / 2;
        }
        try {
            return disk.freeBytes(folder);
        } catch (IOException failure) {
            warnOnce(failure);
            return Long.MAX_VALUE / 2;
        }
    }

    private void warnOnce(IOException failure) {
        if (!warned) {
            LOG.warn("journal retention is held up: {}", failure.toString());
            warned = true;
        }
    }
}
