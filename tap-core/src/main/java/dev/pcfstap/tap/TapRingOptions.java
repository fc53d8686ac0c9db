package dev.pcfstap.tap;

/**
 * The bounds of a ring.
 *
 * @param slots how many events fit, a power of two
 * @param heldBytes how many bytes the events on the ring may hold together; one chunk is always let in when none is held
 * @param firstStream the number of the first stream, higher than 1 where the numbers of an earlier run go on
 */
public record TapRingOptions(int slots, long heldBytes, long firstStream) {

    private static final long MAX_DEFAULT_BYTES = 64L << 20;

    /** 8192 slots and {@link #defaultHeldBytes}. */
    public static final TapRingOptions DEFAULT = new TapRingOptions(8192, defaultHeldBytes());

    /** The fewest slots with which a ring works. */
    public static final int MIN_SLOTS = 8;

    /** The most slots that are of any use. */
    public static final int MAX_SLOTS = 1 << 22;

    public TapRingOptions {
        if (slots < MIN_SLOTS || slots > MAX_SLOTS || Integer.bitCount(slots) != 1) {
            throw new IllegalArgumentException(
                    "ring size is " + slots + ", must be a power of two from " + MIN_SLOTS + " to " + MAX_SLOTS);
        }
        if (heldBytes < 1) {
            throw new IllegalArgumentException("ring bytes are " + heldBytes + ", must be at least 1");
        }
        if (firstStream < 1) {
            throw new IllegalArgumentException("the first stream is " + firstStream + ", must be at least 1");
        }
    }

    /** An eighth of this process's heap, and 64 MiB at most. */
    public static long defaultHeldBytes() {
        return defaultHeldBytes(Runtime.getRuntime().maxMemory());
    }

    static long defaultHeldBytes(long heapBytes) {
        return Math.max(1, Math.min(MAX_DEFAULT_BYTES, heapBytes / 8));
    }

    /** Streams are numbered from 1. */
    public TapRingOptions(int slots, long heldBytes) {
        this(slots, heldBytes, 1);
    }

    /** The same with other numbers for its streams. */
    public TapRingOptions withFirstStream(long stream) {
        return new TapRingOptions(slots, heldBytes, stream);
    }
}
