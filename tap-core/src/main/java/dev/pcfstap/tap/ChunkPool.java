package dev.pcfstap.tap;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arrays for chunks as long as the longest that a relay reads at once, to be used again when the ring is through with them: a
 * ring that is full of young arrays costs the collector more than all else. The one that was used last is taken first, as
 * it may still be in a cache. Any thread.
 *
 * <p>Memory: as many arrays as the ring may hold at once, 1 GiB at most.
 */
final class ChunkPool {
    /** The most that Netty reads at once. */
    static final int POOLED_BYTES = 64 << 10;

    private static final int MAX_ARRAYS = 1 << 14;

    private final ArrayDeque<byte[]> free;
    private final int most;

    /** @param mostBytes how many bytes the arrays may have together */
    ChunkPool(long mostBytes) {
        this.most = (int) Math.min(mostBytes / POOLED_BYTES, MAX_ARRAYS);
        // As long as it may become: there may be no memory for more when an array is given back.
        this.free = new ArrayDeque<>(most);
    }

    /** An array of that length with anything in it. */
    byte[] take(int length) {
        byte[] used = length == POOLED_BYTES ? poll() : null;
        return used == null ? new byte[length] : used;
    }

    private byte @Nullable [] poll() {
        synchronized (free) {
            return free.pollFirst();
        }
    }

    /** Nobody looks at the arrays any more. All at once, as somebody may be taking one meanwhile. */
    void giveBack(List<byte[]> used) {
        synchronized (free) {
            for (int i = 0; i < used.size() && free.size() < most; i++) {
                byte[] bytes = used.get(i);
                if (bytes.length == POOLED_BYTES) {
                    free.addFirst(bytes);
                }
            }
        }
    }
}
