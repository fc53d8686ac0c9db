package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out whether records that are missing before a segment are missing by the writer's own statement. A writer that gave
 * records up, or could not sync them, says so in the first commit of the segments that it begins from then on. So the
 * statements of the segment at hand count, and those of a few that follow. Confined to one thread.
 */
final class StatedHoles {
    private static final int FILES_AHEAD = 8;
    private static final int MAX_RANGES = 4096;
    private static final int REMEMBERED = 64;

    private final JournalFiles disk;
    private final SegmentFiles files;
    private final Map<Path, List<SequenceRange>> ahead = new LinkedHashMap<>();

    /** What came of asking. */
    enum Answer {
        /** A writer says that they may be missing. */
        STATED,
        /** No writer says so. */
        UNSTATED,
        /** What the segment begins with is not written yet. */
        TOO_EARLY
    }

    StatedHoles(JournalFiles disk, SegmentFiles files) {
        this.disk = disk;
        this.files = files;
    }

    /**
     * Whether the writer states that the records may be missing.
     *
     * @param header of the segment before which they are missing
     * @param firstCommit where its first commit should lie in the file at hand
     */
    Answer ask(SegmentScanner here, SegmentHeader header, long firstCommit, SequenceRange missing) throws IOException {
        SequenceRanges doubtful = new SequenceRanges();
        SegmentScanner.Found found = here.look(firstCommit);
        if (found == SegmentScanner.Found.COMMIT) {
            add(statement(here.window(), firstCommit).doubtful(), doubtful);
        }
        int tried = 0;
        for (Path file : files.following()) {
            if (doubtful.hold(missing.from(), missing.to()) || tried++ == FILES_AHEAD) {
                break;
            }
            add(stated(file, header.journal()), doubtful);
        }
        if (doubtful.hold(missing.from(), missing.to())) {
            return Answer.STATED;
        }
        boolean unfinished = found == SegmentScanner.Found.END
                || found == SegmentScanner.Found.INCOMPLETE
                || found == SegmentScanner.Found.ZEROES;
        return unfinished ? Answer.TOO_EARLY : Answer.UNSTATED;
    }

    private static void add(List<SequenceRange> more, SequenceRanges to) {
        to.addAll(more);
        to.dropDownTo(MAX_RANGES);
    }

    private List<SequenceRange> stated(Path file, JournalId journal) throws IOException {
        List<SequenceRange> known = ahead.get(file);
        if (known != null) {
            return known;
        }
        List<SequenceRange> found = List.of();
        try (SegmentWindow window = new SegmentWindow(file, disk.open(file), SegmentWindow.newBuffer())) {
            SegmentScanner scanner = new SegmentScanner(window);
            if (scanner.look(0) == SegmentScanner.Found.HEADER
                    && SegmentLayout.decode(window.buffer(), window.at(0))
                            .journal()
                            .equals(journal)
                    && scanner.look(SegmentLayout.LENGTH) == SegmentScanner.Found.COMMIT) {
                found = statement(window, SegmentLayout.LENGTH).doubtful();
                if (ahead.size() >= REMEMBERED) {
                    ahead.clear();
                }
                ahead.put(file, found);
            }
        } catch (NoSuchFileException deleted) {
            return List.of();
        }
        return found;
    }

    private static DurabilityStatement statement(SegmentWindow window, long position) {
        int at = window.at(position);
        return statement(window.buffer(), at);
    }

    /** The statement in a whole commit; an empty one when there is none. */
    static DurabilityStatement statement(byte[] bytes, int at) {
        int record = at + CommitLayout.HEADER_LENGTH;
        int end = record + (int) CommitLayout.bodyLength(bytes, at);
        while (record < end) {
            int length = (int) RecordLayout.length(bytes, record);
            int payload = record + RecordLayout.HEADER_LENGTH;
            if (RecordLayout.kind(bytes, record) == RecordKind.DURABILITY.code()) {
                return DurabilityStatement.decode(bytes, payload, length);
            }
            record = payload + length;
        }
        return new DurabilityStatement(SequenceRange.NONE, List.of());
    }
}
