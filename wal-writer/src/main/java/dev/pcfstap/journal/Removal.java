package dev.pcfstap.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deletion of segments and their indexes, in the order given, up to the first that fails. Confined to one thread at a
 * time.
 */
final class Removal {
    private final JournalFiles disk;
    private final List<ClosedSegments.Closed> segments;
    private final List<ClosedSegments.Closed> gone = new ArrayList<>();
    private @Nullable IOException failure;

    Removal(JournalFiles disk, List<ClosedSegments.Closed> segments) {
        this.disk = disk;
        this.segments = List.copyOf(segments);
    }

    /** Whether there is something left to delete, and nothing has failed. */
    boolean goesOn() {
        return failure == null && gone.size() < segments.size();
    }

    /** Deletes the next segment. */
    void step() {
        ClosedSegments.Closed next = segments.get(gone.size());
        try {
            disk.delete(next.path());
            disk.delete(SegmentName.indexOf(next.path()));
            gone.add(next);
        } catch (IOException held) {
            failure = held;
        }
    }

    /** What was deleted so far. */
    List<ClosedSegments.Closed> gone() {
        return gone;
    }

    /** Why it did not come to its end. */
    @Nullable
    IOException failure() {
        return failure;
    }
}
