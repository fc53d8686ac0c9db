package dev.pcfstap.tap;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The ledgers of all streams: those of live streams one by one, those of ended ones added up. Any thread. */
final class LedgerBook {
    private static final int MAX_LOSERS = 1000;

    private final ConcurrentHashMap<Long, Ledger> ledgers = new ConcurrentHashMap<>();
    private final SortedMap<Long, TrafficCounts> endedWithLosses = new TreeMap<>();
    private TrafficCounts ended = TrafficCounts.NONE;

    Ledger open(long stream) {
        Ledger ledger = new Ledger();
        ledgers.put(stream, ledger);
        return ledger;
    }

    /** Folds the books of a stream that is over, and of which nothing is left on the ring, into the total. */
    synchronized void settle(long stream) {
        Ledger ledger = ledgers.get(stream);
        if (ledger != null) {
            TrafficCounts counts = ledger.counts();
            TrafficCounts sum = ended.plus(counts);
            keepLosses(endedWithLosses, stream, counts);
            // From here on nothing is allocated, so that the stream is counted once whatever happens.
            ledgers.remove(stream);
            ended = sum;
        }
    }

    /** The books of the streams that lost something, the first {@link #MAX_LOSERS} of them. */
    synchronized SortedMap<Long, TrafficCounts> losses() {
        SortedMap<Long, TrafficCounts> losses = new TreeMap<>(endedWithLosses);
        ledgers.forEach((stream, ledger) -> keepLosses(losses, stream, ledger.counts()));
        return losses;
    }

    private static void keepLosses(SortedMap<Long, TrafficCounts> losses, long stream, TrafficCounts counts) {
        if (counts.lostEvents() > 0 && losses.size() < MAX_LOSERS) {
            losses.put(stream, counts);
        }
    }

    synchronized TrafficCounts totals() {
        TrafficCounts total = ended;
        for (Ledger ledger : ledgers.values()) {
            total = total.plus(ledger.counts());
        }
        return total;
    }
}
