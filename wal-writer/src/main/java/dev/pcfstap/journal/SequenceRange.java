package dev.pcfstap.journal;

/**
 * Some records in a row.
 *
 * @param from the first one's sequence
 * @param to the sequence after the last one
 */
public record SequenceRange(long from, long to) {
    static final SequenceRange NONE = new SequenceRange(0, 0);

    /** Whether there are none. */
    public boolean isEmpty() {
        return from >= to;
    }

    /** The first and the last sequence; {@code none} without any. */
    @Override
    public String toString() {
        return isEmpty() ? "none" : from + ".." + (to - 1);
    }

    /** Whether the record is one of them. */
    public boolean contains(long sequence) {
        return sequence >= from && sequence < to;
    }
}
