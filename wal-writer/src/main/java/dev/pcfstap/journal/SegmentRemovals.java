package dev.pcfstap.journal;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Has the segments deleted that retention does not keep, beside the writer, and books what comes of it. One removal at a time:
 * until its end is learnt, its segments count as being there, and none is asked for twice. Confined to the writer's thread.
 */
final class SegmentRemovals {
    private final ClosedSegments shelf;
    private final Syncer syncer;
    private @Nullable CompletableFuture<Removal> underWay;

    SegmentRemovals(ClosedSegments shelf, Syncer syncer) {
        this.shelf = shelf;
        this.syncer = syncer;
    }

    /**
     * Learns what came of the removal under way, if it has ended, and asks for the next one, if it has.
     *
     * @param openBytes the length of the segment that is being written, which counts and stays
     */
    void ask(long nowNanos, long openBytes) {
        learn(false);
        if (underWay == null) {
            Removal due = shelf.due(nowNanos, openBytes);
            if (due.goesOn()) {
                begin(due);
                learn(false);
            }
        }
    }

    /** The same, but waits for the removal under way, and for the one that is due then. */
    void makeRoom(long nowNanos, long openBytes) {
        learn(true);
        ask(nowNanos, openBytes);
        learn(true);
    }

    private void begin(Removal removal) {
        CompletableFuture<Removal> end = new CompletableFuture<>();
        underWay = end;
        syncer.inSteps(() -> {
            boolean more = false;
            try {
                removal.step();
                more = removal.goesOn();
            } finally {
                if (!more) {
                    end.complete(removal);
                }
            }
            return more;
        });
    }

    private void learn(boolean wait) {
        CompletableFuture<Removal> end = underWay;
        if (end != null && (wait || end.isDone())) {
            shelf.book(end.join());
            underWay = null;
        }
    }
}
