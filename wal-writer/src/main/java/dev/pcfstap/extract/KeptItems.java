package dev.pcfstap.extract;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;

/** Which items of a stream stay, because somebody wants them or because one that stays needs them. Mutable. */
final class KeptItems {
    private static final long LOW = 0xFFFF_FFFFL;

    private final ItemTable items;

    /** What is needed besides descriptors and positions: who needs it in the upper half, what in the lower. */
    private final LongArrayList others = new LongArrayList();

    KeptItems(ItemTable items) {
        this.items = items;
    }

    /** The item stays. */
    void always(int item) {
        items.mark(item, ItemTable.KEPT);
    }

    /** If the one stays, the other does. */
    void add(int item, int needed) {
        others.add((long) item << 32 | needed);
    }

    /** Marks everything that what stays needs. */
    void settle() {
        long[] edges = others.toLongArray();
        Arrays.sort(edges);
        IntArrayList open = new IntArrayList();
        for (int item = 1; item <= items.size(); item++) {
            if (items.is(item, ItemTable.KEPT)) {
                open.add(item);
            }
        }
        while (!open.isEmpty()) {
            int item = open.removeInt(open.size() - 1);
            require(items.entry(item), 0, open);
            boolean before = items.is(item, ItemTable.READS_POSITION)
                    || (items.is(item, ItemTable.POSITION_NEEDED) && !items.is(item, ItemTable.SETS_POSITION));
            if (before) {
                require(items.position(item), ItemTable.POSITION_NEEDED, open);
            }
            for (int at = first(edges, item); at < edges.length && edges[at] >>> 32 == item; at++) {
                require((int) (edges[at] & LOW), 0, open);
            }
        }
    }

    private void require(int item, int how, IntArrayList open) {
        if (item != ItemTable.NONE && !(items.is(item, ItemTable.KEPT) && (how == 0 || items.is(item, how)))) {
            items.mark(item, ItemTable.KEPT | how);
            open.add(item);
        }
    }

    private static int first(long[] edges, int item) {
        int at = Arrays.binarySearch(edges, (long) item << 32);
        return at < 0 ? -at - 1 : at;
    }
}
