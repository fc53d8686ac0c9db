package dev.pcfstap.extract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The exchanges of a stream, and stretches of bytes that belong to none, in the order in which they began; 56 bytes each.
 * Items are known by their index from 1; 0 is no item. Mutable.
 */
final class ItemTable {
    static final int NONE = 0;

    /** The item stays. */
    static final int KEPT = 1;

    /** What is known of its descriptor's position after it is needed. */
    static final int POSITION_NEEDED = 1 << 1;

    /** Its own text was drawn from the position before it. */
    static final int READS_POSITION = 1 << 2;

    /** The position after it does not depend on the one before. */
    static final int SETS_POSITION = 1 << 3;

    /** It counts as a request. */
    static final int REQUEST = 1 << 4;

    /** It counts as an answer. */
    static final int RESPONSE = 1 << 5;

    /** It has bytes of the console, or of the host. */
    static final int TO_HOST = 1 << 6;

    static final int TO_CONSOLE = 1 << 7;

    /** The data of a write is still to come. */
    static final int AWAITS_DATA = 1 << 8;

    private static final int FIELDS = 7;
    private static final int NUMBER = 0;
    private static final int TO_HOST_BEGIN = 1;
    private static final int TO_HOST_END = 2;
    private static final int TO_CONSOLE_BEGIN = 3;
    private static final int TO_CONSOLE_END = 4;
    private static final int NEEDS = 5;
    private static final int STATE = 6;

    private static final int BLOCK_BITS = 12;
    private static final int BLOCK_ITEMS = 1 << BLOCK_BITS;
    private static final int FIRST_ITEMS = 16;
    private static final long LOW = 0xFFFF_FFFFL;

    private final List<long[]> blocks = new ArrayList<>();
    private int size;

    /** How many items there are; the last one's index. */
    int size() {
        return size;
    }

    /** Adds an item; {@code number} is the exchange's, and must not fall. */
    int add(long number) {
        int block = size >> BLOCK_BITS;
        int at = size & (BLOCK_ITEMS - 1);
        if (block == blocks.size()) {
            blocks.add(new long[(block == 0 ? FIRST_ITEMS : BLOCK_ITEMS) * FIELDS]);
        } else if (at * FIELDS == blocks.get(block).length) {
            blocks.set(block, Arrays.copyOf(blocks.get(block), Math.min(BLOCK_ITEMS, 4 * at) * FIELDS));
        }
        size++;
        set(size, NUMBER, number);
        return size;
    }

    private long get(int item, int field) {
        return blocks.get((item - 1) >> BLOCK_BITS)[((item - 1) & (BLOCK_ITEMS - 1)) * FIELDS + field];
    }

    private void set(int item, int field, long value) {
        blocks.get((item - 1) >> BLOCK_BITS)[((item - 1) & (BLOCK_ITEMS - 1)) * FIELDS + field] = value;
    }

    /** The request with this number, or {@link #NONE}. */
    int request(long number) {
        int low = 1;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle, NUMBER) < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low <= size && get(low, NUMBER) == number && is(low, REQUEST) ? low : NONE;
    }

    boolean is(int item, int flag) {
        return (get(item, STATE) & flag) != 0;
    }

    void mark(int item, int flags) {
        set(item, STATE, get(item, STATE) | flags);
    }

    void unmark(int item, int flags) {
        set(item, STATE, get(item, STATE) & ~(long) flags);
    }

    /** Adds bytes of a direction to an item, behind those that it has. */
    void extend(int item, boolean toHost, long begin, long end) {
        int flag = toHost ? TO_HOST : TO_CONSOLE;
        if (!is(item, flag)) {
            set(item, toHost ? TO_HOST_BEGIN : TO_CONSOLE_BEGIN, begin);
            mark(item, flag);
        }
        set(item, toHost ? TO_HOST_END : TO_CONSOLE_END, end);
    }

    long begin(int item, boolean toHost) {
        return get(item, toHost ? TO_HOST_BEGIN : TO_CONSOLE_BEGIN);
    }

    long end(int item, boolean toHost) {
        return get(item, toHost ? TO_HOST_END : TO_CONSOLE_END);
    }

    /** The item that the descriptor of this one comes from. */
    int entry(int item) {
        return (int) (get(item, NEEDS) >>> 32);
    }

    void needEntry(int item, int entry) {
        set(item, NEEDS, (long) entry << 32 | position(item));
    }

    /** The item behind which the descriptor's position stood before this one. */
    int position(int item) {
        return (int) (get(item, NEEDS) & LOW);
    }

    void needPosition(int item, int position) {
        set(item, NEEDS, (long) entry(item) << 32 | position);
    }

    /** The sum of the digests of its events, in 32 bits. */
    long digest(int item) {
        return get(item, STATE) >>> 32;
    }

    void addDigest(int item, long digest) {
        long state = get(item, STATE);
        set(item, STATE, (state & LOW) | ((state >>> 32) + digest) << 32);
    }
}
