package dev.pcfstap.compact;

import java.util.Arrays;

/**
 * Which data is the same as other data, by SHA-256. Data is numbered in the order in which it begins; what occurs more than
 * once has a group. Mutable; bounded, and what is beyond the bound counts as different from everything.
 */
final class Contents {
    /** Data that occurs once is not in a group. */
    static final int UNIQUE = -1;

    private static final int DIGEST_LONGS = 4;
    private static final int MAX_DIGESTS = 1 << 20;
    private static final int MAX_NUMBERED = 1 << 24;

    private final int mostDigests;
    private long[] digests = new long[DIGEST_LONGS * 16];
    private int[] firsts = new int[16];
    private int count;
    private int[] slots = new int[64];
    private int[] groups = new int[16];
    private int groupCount;
    private int numbered;

    Contents() {
        this(MAX_DIGESTS);
    }

    Contents(int mostDigests) {
        this.mostDigests = mostDigests;
    }

    /** Data begins. */
    int number() {
        if (numbered >= MAX_NUMBERED) {
            return MAX_NUMBERED;
        }
        if (numbered == groups.length) {
            groups = Arrays.copyOf(groups, 2 * numbered);
        }
        groups[numbered] = UNIQUE;
        return numbered++;
    }

    /** Data is complete, and this is its digest. */
    void is(int number, byte[] digest) {
        if (number >= MAX_NUMBERED) {
            return;
        }
        long[] words = new long[DIGEST_LONGS];
        for (int i = 0; i < digest.length; i++) {
            words[i / Long.BYTES] = (words[i / Long.BYTES] << Byte.SIZE) | (digest[i] & 0xFF);
        }
        int slot = slot(words);
        if (slots[slot] == 0) {
            if (count < mostDigests) {
                enter(slot, words, number);
            }
            return;
        }
        int first = firsts[slots[slot] - 1];
        if (groups[first] == UNIQUE) {
            groups[first] = groupCount++;
        }
        groups[number] = groups[first];
    }

    private int slot(long[] words) {
        int mask = slots.length - 1;
        int slot = (int) words[0] & mask;
        while (slots[slot] != 0 && !isAt(slots[slot] - 1, words, 0)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean isAt(int entry, long[] words, int from) {
        int at = DIGEST_LONGS * entry;
        return Arrays.equals(digests, at, at + DIGEST_LONGS, words, from, from + DIGEST_LONGS);
    }

    private void enter(int slot, long[] words, int number) {
        if (count == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * count);
            digests = Arrays.copyOf(digests, 2 * DIGEST_LONGS * count);
        }
        System.arraycopy(words, 0, digests, DIGEST_LONGS * count, DIGEST_LONGS);
        firsts[count] = number;
        count++;
        slots[slot] = count;
        if (2 * count >= slots.length) {
            grow();
        }
    }

    private void grow() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int entry = 0; entry < count; entry++) {
            int slot = (int) digests[DIGEST_LONGS * entry] & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = entry + 1;
        }
    }

    /** No more is added: what was only needed for that is let go. */
    void seal() {
        digests = new long[0];
        slots = new int[0];
        firsts = new int[0];
    }

    /** The group of data, or {@link #UNIQUE}. */
    int group(int number) {
        return number < numbered ? groups[number] : UNIQUE;
    }

    /** How many groups there are. */
    int groups() {
        return groupCount;
    }
}
