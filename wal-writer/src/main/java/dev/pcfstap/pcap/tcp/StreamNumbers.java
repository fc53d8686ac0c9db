package dev.pcfstap.pcap.tcp;

import it.unimi.dsi.fastutil.longs.LongRBTreeSet;

/**
 * Gives each stream a number, once: in the order of appearance, or the one that an export remembers if nobody has it.
 * Confined to the reading thread.
 */
final class StreamNumbers {
    private static final int MAX_SKIPPED = 4096;

    private final LongRBTreeSet skipped = new LongRBTreeSet();
    private long highest;

    /** The next number. */
    long next() {
        return ++highest;
    }

    /** This number, or the next one if it may have been given already. */
    long wanted(long number) {
        if (skipped.remove(number)) {
            return number;
        }
        if (number <= highest) {
            return next();
        }
        for (long between = highest + 1; between < number && skipped.size() < MAX_SKIPPED; between++) {
            skipped.add(between);
        }
        highest = number;
        return number;
    }
}
