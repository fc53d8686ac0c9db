package dev.pcfstap.proxy.relay;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The streams of all event loops that one side has ended: they make room when there are too many streams. Any thread. */
final class HalfClosedStreams {
    private final Set<HalfClose> streams = ConcurrentHashMap.newKeySet();

    void add(HalfClose stream) {
        streams.add(stream);
    }

    void remove(HalfClose stream) {
        streams.remove(stream);
    }

    /**
     * Ends the one that was idle longest: of those that wait for no answer, if there is one. One that is in use after all is passed over.
     *
     * @param outcome is told on {@code caller} whether there was one
     */
    void endIdleLongest(Executor caller, Consumer<Boolean> outcome) {
        List<HalfClose> candidates = streams.stream()
                .filter(HalfClose::mayMakeRoom)
                .sorted(Comparator.comparing(HalfClose::awaitsAnswer).thenComparingLong(HalfClose::negativeIdleNanos))
                .toList();
        endFirst(candidates.iterator(), caller, outcome);
    }

    private void endFirst(Iterator<HalfClose> candidates, Executor caller, Consumer<Boolean> outcome) {
        if (!candidates.hasNext()) {
            outcome.accept(false);
            return;
        }
        candidates
                .next()
                .makeRoom(ended -> caller.execute(() -> {
                    if (ended) {
                        outcome.accept(true);
                    } else {
                        endFirst(candidates, caller, outcome);
                    }
                }));
    }
}
