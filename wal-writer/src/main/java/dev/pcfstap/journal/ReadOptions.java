package dev.pcfstap.journal;

/**
 * How a journal is read.
 *
 * @param mode what to do about damage
 * @param follow whether the end of the last file is only the end for now
 */
public record ReadOptions(ReadMode mode, boolean follow) {
    /** Up to the first damage, and up to what is there now. */
    public static final ReadOptions TAIL = new ReadOptions(ReadMode.TAIL, false);

    /** Refuses anything damaged. */
    public static final ReadOptions STRICT = new ReadOptions(ReadMode.STRICT, false);

    /** Everything that is readable. */
    public static final ReadOptions SALVAGE = new ReadOptions(ReadMode.SALVAGE, false);

    /** Up to the first damage, and on as the journal grows. */
    public static final ReadOptions FOLLOW = new ReadOptions(ReadMode.TAIL, true);
}
