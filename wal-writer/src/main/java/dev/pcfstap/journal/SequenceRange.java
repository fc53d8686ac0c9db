package dev.pcfstap.journal;

/**
 * Some records in a row.
 *
 * @param from the first one's sequence
 * @param to the sequence after the last one
 */
public record SequenceRange(long from, long to) {

    /** Whether the record is one of them. */
    public boolean contains(long sequence) {
        return sequence >= from && sequence < to;
    }
}
