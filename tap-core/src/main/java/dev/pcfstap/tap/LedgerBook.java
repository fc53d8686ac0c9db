package dev.pcfstap.tap;

import java.util.concurrent.ConcurrentHashMap;

/** The ledgers of all streams: those of live streams one by one, those of ended ones added up. Any thread. */
final class LedgerBook {
    private final ConcurrentHashMap<Long, Ledger> ledgers = new ConcurrentHashMap<>();
    private TrafficCounts ended = TrafficCounts.NONE;

    Ledger open(long stream) {
        Ledger ledger = new Ledger();
        ledgers.put(stream, ledger);
        return ledger;
    }

    /** Folds the books of a stream that is over, and of which nothing is left on the ring, into the total. */
    synchronized void settle(long stream) {
        Ledger ledger = ledgers.remove(stream);
        if (ledger != null) {
            ended = ended.plus(ledger.counts());
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
