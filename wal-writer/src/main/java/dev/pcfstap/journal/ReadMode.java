package dev.pcfstap.journal;

/** What a reader does when it meets damage. */
public enum ReadMode {
    /** Throws {@link JournalDamagedException} at any damage, a torn tail included. */
    STRICT,
    /**
     * Reads up to the first damage and says where it is. A torn tail that a new segment continues without a missing
     * record is noted and passed: that is what every crash leaves.
     */
    TAIL,
    /** Goes on behind each damage at the next intact commit, and lists what is missing. */
    SALVAGE
}
