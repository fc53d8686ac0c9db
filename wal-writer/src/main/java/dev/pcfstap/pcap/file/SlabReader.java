package dev.pcfstap.pcap.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A window that slides over a capture's bytes. Records are read where they lie in one of a few slabs that take turns,
 * so that a view outlives the slab's own turn by as many turns as there are other slabs. Confined to one thread.
 */
final class SlabReader {
    /** A slab's length, and so the longest stretch that can be asked for. */
    static final int SLAB_BYTES = 1 << 20;

    /**
     * The longest record that is read whole. Half a slab, so that the window moves at most once in half a slab, however
     * often a damaged file makes the reader look at where a record would end and go back.
     */
    static final int RECORD_BYTES = SLAB_BYTES / 2;

    /** The longest record that a search behind damage believes in. */
    static final int SEARCH_BYTES = SLAB_BYTES / 4;

    private static final int SLABS = 4;

    private final ByteSource source;
    private Runnable beforeReading = () -> {};
    private final List<Slab> slabs = new ArrayList<>();
    private Slab slab;
    private int turn;
    private long slabOffset;
    private int position;
    private int limit;
    private boolean ended;

    /** A reader at the source's first byte. */
    SlabReader(ByteSource source) {
        this.source = source;
        this.slab = new Slab(new byte[SLAB_BYTES]);
        slabs.add(slab);
    }

    /** From now on, {@code task} runs before a slab is written. */
    void beforeReading(Runnable task) {
        beforeReading = task;
    }

    /** The slab that holds the current position. */
    Slab slab() {
        return slab;
    }

    /** The memory of the current slab. */
    byte[] bytes() {
        return slab.bytes();
    }

    /** Where in the slab the next byte lies. */
    int position() {
        return position;
    }

    /** Where in the (decompressed) file the next byte lies. */
    long offset() {
        return slabOffset + position;
    }

    /** How many bytes can be read without asking the source. */
    int available() {
        return limit - position;
    }

    /** Makes {@code count} bytes available; false when the data ends before that. At most {@link #SLAB_BYTES}. */
    boolean require(int count) throws IOException {
        return limit - position >= count || fill(count);
    }

    /** Steps over bytes that are available. */
    void advance(int count) {
        position += count;
    }

    /** Steps over any number of bytes; false when the data ends before that, in which case nothing is left. */
    boolean skip(long count) throws IOException {
        long left = count;
        while (left > available()) {
            left -= available();
            position = limit;
            if (!require(1)) {
                return false;
            }
        }
        position += (int) left;
        return true;
    }

    /** Goes back to an offset if its byte is still in the current slab. */
    boolean rewind(long offset) {
        if (offset < slabOffset || offset > this.offset()) {
            return false;
        }
        position = (int) (offset - slabOffset);
        return true;
    }

    private boolean fill(int count) throws IOException {
        if (count > SLAB_BYTES) {
            throw new IllegalArgumentException(count + " bytes do not fit a slab of " + SLAB_BYTES);
        }
        if (ended) {
            return false;
        }
        beforeReading.run();
        if (position + count > SLAB_BYTES) {
            turn();
        }
        while (limit - position < count) {
            int got = source.read(slab.bytes(), limit, SLAB_BYTES - limit);
            if (got < 0) {
                ended = true;
                return false;
            }
            limit += got;
        }
        return true;
    }

    private void turn() {
        turn = (turn + 1) % SLABS;
        if (turn == slabs.size()) {
            slabs.add(new Slab(new byte[SLAB_BYTES]));
        }
        Slab next = slabs.get(turn);
        next.reuse();
        int left = limit - position;
        System.arraycopy(slab.bytes(), position, next.bytes(), 0, left);
        slabOffset += position;
        position = 0;
        limit = left;
        slab = next;
    }
}
