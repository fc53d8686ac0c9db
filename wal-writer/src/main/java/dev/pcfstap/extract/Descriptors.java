package dev.pcfstap.extract;

import it.unimi.dsi.fastutil.ints.Int2LongOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntSet;

/**
 * Which items a stream's descriptors of one kind come from: the one that opened or closed each last, and the one that moved
 * its position last. Mutable.
 */
final class Descriptors {
    private static final long LOW = 0xFFFF_FFFFL;

    private final Int2LongOpenHashMap items = new Int2LongOpenHashMap();

    /** Where the position of a descriptor comes from that nothing is known of. */
    private int unseen;

    int entry(int descriptor) {
        return (int) (items.get(descriptor) >>> 32);
    }

    int position(int descriptor) {
        int position = (int) (items.get(descriptor) & LOW);
        return items.containsKey(descriptor) ? position : unseen;
    }

    /** All descriptors that were named. */
    IntSet known() {
        return items.keySet();
    }

    /** The item opened or closed it. */
    void changed(int descriptor, int item) {
        items.put(descriptor, (long) item << 32 | item);
    }

    void moved(int descriptor, int item) {
        items.put(descriptor, (long) entry(descriptor) << 32 | item);
    }

    /** The item made all positions unknown. */
    void forget(int item) {
        unseen = item;
        items.replaceAll((descriptor, known) -> (known & ~LOW) | item);
    }
}
