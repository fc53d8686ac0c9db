package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds out to which journal the records of a segment belong whose header is not readable. */
final class LostHeader {
    private final JournalFiles disk;
    private final List<Path> segments;

    /** @param segments the files of the reading in order, the one that is asked about among them */
    LostHeader(JournalFiles disk, List<Path> segments) {
        this.disk = disk;
        this.segments = segments;
    }

    /**
     * The journal of the nearest readable headers before and behind, if the records lie between their sequences and both
     * say the same; a new one when nothing can be known.
     */
    JournalId journalOf(Path segment, long firstSequence) throws IOException {
        int place = segments.indexOf(segment);
        Optional<SegmentHeader> before = nearest(place, -1);
        Optional<SegmentHeader> behind = nearest(place, 1);
        boolean fits = before.map(header -> header.firstSequence() <= firstSequence)
                        .orElse(true)
                && behind.map(header -> header.firstSequence() > firstSequence).orElse(true);
        boolean agree = before.isEmpty()
                || behind.isEmpty()
                || before.get().journal().equals(behind.get().journal());
        SegmentHeader neighbour = before.orElse(behind.orElse(null));
        return fits && agree && neighbour != null ? neighbour.journal() : JournalId.random();
    }

    private Optional<SegmentHeader> nearest(int place, int step) throws IOException {
        for (int i = place + step; place >= 0 && i >= 0 && i < segments.size(); i += step) {
            Optional<SegmentHeader> header = SegmentFiles.header(disk, segments.get(i));
            if (header.isPresent()) {
                return header;
            }
        }
        return Optional.empty();
    }
}
