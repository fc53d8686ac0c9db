package dev.pcfstap.pcap.tcp;

import it.unimi.dsi.fastutil.ints.IntArrayList;

/** Where a direction may begin, when SYNs with different numbers were captured. Confined to the reading thread. */
final class Beginnings {
    private static final int MAX_NUMBERS = 8;

    private final IntArrayList numbers = new IntArrayList(0);

    boolean isEmpty() {
        return numbers.isEmpty();
    }

    /** Takes one more; {@code first} is the one that was there before any other. */
    void add(int first, int another) {
        if (numbers.isEmpty()) {
            numbers.add(first);
        }
        if (numbers.size() < MAX_NUMBERS && !numbers.contains(another)) {
            numbers.add(another);
        }
    }

    /** The one that lies at {@code number}, or least before it. */
    int nearest(int number) {
        int nearest = numbers.getInt(0);
        for (int i = 1; i < numbers.size(); i++) {
            int each = numbers.getInt(i);
            if (Integer.compareUnsigned(number - each, number - nearest) < 0) {
                nearest = each;
            }
        }
        return nearest;
    }
}
