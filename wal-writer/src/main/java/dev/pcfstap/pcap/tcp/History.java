package dev.pcfstap.pcap.tcp;

import dev.pcfstap.pcap.file.Slab;
import java.util.Arrays;

/**
 * Where the bytes last handed on lie, to compare a retransmission with them for as long as the slabs that they lie in
 * are not filled again. Costs no copy. Confined to the reading thread.
 */
final class History {
    private static final int ENTRIES = 64;
    private static final long[] NOTHING = {};
    private static final Slab NO_SLAB = new Slab(new byte[0]);

    private long[] starts = NOTHING;
    private long[] generations = NOTHING;
    private int[] offsets = {};
    private int[] lengths = {};
    private Slab[] slabs = {};
    private int newest = -1;

    void add(long start, Slab slab, int offset, int length) {
        if (starts.length == 0) {
            makeRoom();
        }
        newest = (newest + 1) % ENTRIES;
        starts[newest] = start;
        generations[newest] = slab.generation();
        offsets[newest] = offset;
        lengths[newest] = length;
        slabs[newest] = slab;
    }

    /** Whether bytes that come again differ from what is still known of them. */
    boolean differs(long start, byte[] bytes, int offset, int length) {
        for (int i = 0; i < starts.length; i++) {
            long from = Math.max(start, starts[i]);
            long to = Math.min(start + length, starts[i] + lengths[i]);
            if (from < to && slabs[i].generation() == generations[i]) {
                int mine = offset + (int) (from - start);
                int theirs = offsets[i] + (int) (from - starts[i]);
                int count = (int) (to - from);
                if (!Arrays.equals(bytes, mine, mine + count, slabs[i].bytes(), theirs, theirs + count)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Forgets everything, the slabs included. */
    void clear() {
        starts = NOTHING;
        newest = -1;
        slabs = new Slab[0];
    }

    private void makeRoom() {
        starts = new long[ENTRIES];
        generations = new long[ENTRIES];
        offsets = new int[ENTRIES];
        lengths = new int[ENTRIES];
        slabs = new Slab[ENTRIES];
        Arrays.fill(slabs, NO_SLAB);
    }
}
