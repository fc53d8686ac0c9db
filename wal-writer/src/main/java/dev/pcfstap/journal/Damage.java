package dev.pcfstap.journal;

import java.nio.file.Path;

/**
 * One place where a journal is not whole.
 *
 * @param kind torn, corrupt or missing
 * @param file where
 * @param offset the first byte of the segment header or commit that is not whole
 * @param lengthBytes bytes that could not be read, up to where reading went on or to the end of the file
 * @param firstLost the first sequence that is missing because of it
 * @param endLost the sequence after the last one that is missing; {@link #UNKNOWN} when nothing readable follows
 * @param reason what is wrong, without the place
 */
public record Damage(Kind kind, Path file, long offset, long lengthBytes, long firstLost, long endLost, String reason) {

    /** The end of what is missing, when nothing follows that would tell. */
    public static final long UNKNOWN = -1;

    /** The three ways in which a journal is not whole. */
    public enum Kind {
        /** The file ends inside a header or a commit, or in zeroes: the normal end after a crash. */
        TORN,
        /** A checksum, a length or a sequence is wrong. */
        CORRUPT,
        /** What is there is intact, but records between its neighbours, or records that it refers to, are nowhere. */
        MISSING
    }

    /** The same with another reason added. */
    Damage because(String more) {
        return new Damage(kind, file, offset, lengthBytes, firstLost, endLost, reason + "; " + more);
    }

    /** Whether it is known that no record was lost. */
    public boolean harmless() {
        return endLost == firstLost;
    }

    /** How many records are known to be lost; {@link #UNKNOWN} when nobody can tell. */
    public long lostRecords() {
        return endLost == UNKNOWN ? UNKNOWN : endLost - firstLost;
    }

    /** One line for people: kind, file, offset, what, and which records are lost. */
    public String line() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + ": " + file + " at offset " + offset + " ("
                + lengthBytes + " bytes): " + reason + ", " + lost();
    }

    private String lost() {
        if (endLost == UNKNOWN) {
            return "what followed sequence " + firstLost + " is lost";
        }
        return harmless() ? "no committed record lost" : "lost sequences " + firstLost + " to " + (endLost - 1);
    }
}
