package dev.pcfstap.extract;

import dev.pcfstap.tap.Direction;
import it.unimi.dsi.fastutil.ints.IntArrayList;

/** Turns what does not stay of a stream into cuts. */
final class StreamCuts {
    private final long stream;
    private final ItemTable items;

    StreamCuts(long stream, ItemTable items) {
        this.stream = stream;
        this.items = items;
    }

    /** Adds the cuts to a plan; the sum of the digests of what stays. */
    long planIn(CutPlan plan) {
        omit(plan, Direction.CONSOLE_TO_HOST);
        omit(plan, Direction.HOST_TO_CONSOLE);
        long digest = 0;
        for (int item = 1; item <= items.size(); item++) {
            digest += items.is(item, ItemTable.KEPT) ? items.digest(item) : 0;
        }
        return digest;
    }

    private void omit(CutPlan plan, Direction direction) {
        boolean toHost = direction == Direction.CONSOLE_TO_HOST;
        IntArrayList omitted = new IntArrayList();
        boolean inOrder = true;
        long reached = Long.MIN_VALUE;
        for (int item = 1; item <= items.size(); item++) {
            if (!items.is(item, ItemTable.KEPT) && items.is(item, toHost ? ItemTable.TO_HOST : ItemTable.TO_CONSOLE)) {
                omitted.add(item);
                inOrder &= items.begin(item, toHost) >= reached;
                reached = items.begin(item, toHost);
            }
        }
        if (!inOrder) {
            // An answer that no request waited for can end after the next request, and is entered behind it.
            omitted.sort((one, other) -> Long.compare(items.begin(one, toHost), items.begin(other, toHost)));
        }
        int packet = toHost ? ItemTable.REQUEST : ItemTable.RESPONSE;
        omitted.forEach((int item) -> plan.omit(
                stream, direction, items.begin(item, toHost), items.end(item, toHost), items.is(item, packet) ? 1 : 0));
    }
}
