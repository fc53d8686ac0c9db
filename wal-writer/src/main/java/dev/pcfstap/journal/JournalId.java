package dev.pcfstap.journal;

import java.security.SecureRandom;
import java.util.Locale;

/** The random 128 bits that tell one journal from every other. A stream is (journal, number). */
public record JournalId(long high, long low) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Stands for a journal whose header could not be read. No journal is given this id. */
    public static final JournalId UNKNOWN = new JournalId(0, 0);

    /** A new one. */
    public static JournalId random() {
        JournalId id = new JournalId(RANDOM.nextLong(), RANDOM.nextLong());
        return id.equals(UNKNOWN) ? random() : id;
    }

    /** The id as 32 lower-case hex digits. */
    public String hex() {
        return String.format(Locale.ROOT, "%016x%016x", high, low);
    }

    /** What {@link #hex()} printed; {@link #UNKNOWN} for anything else. */
    static JournalId parse(String hex) {
        if (!hex.matches("[0-9a-f]{32}")) {
            return UNKNOWN;
        }
        return new JournalId(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
    }

    @Override
    public String toString() {
        return hex();
    }
}
