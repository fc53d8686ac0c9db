package dev.pcfstap.journal;

import java.nio.file.Path;
import java.util.OptionalLong;

/** How the files of a journal folder are called. */
final class SegmentName {
    static final String SEGMENT_SUFFIX = ".pcj";
    static final String INDEX_SUFFIX = ".idx";
    static final String BROKEN_SUFFIX = ".broken";
    static final String TEMPORARY_SUFFIX = ".tmp";
    static final String CATALOGUE = "sessions.json";
    static final String LOCK = "journal.lock";

    private static final int DIGITS = 20;

    private SegmentName() {}

    static Path segment(Path folder, long firstSequence) {
        return folder.resolve(digits(firstSequence) + SEGMENT_SUFFIX);
    }

    static Path indexOf(Path segment) {
        String name = fileName(segment);
        String stem = name.endsWith(SEGMENT_SUFFIX) ? name.substring(0, name.length() - SEGMENT_SUFFIX.length()) : name;
        return segment.resolveSibling(stem + INDEX_SUFFIX);
    }

    static boolean isSegment(Path file) {
        return firstSequence(file, SEGMENT_SUFFIX).isPresent();
    }

    /** What a segment is called until it takes the place of another. */
    static Path temporary(Path segment) {
        return segment.resolveSibling(fileName(segment) + TEMPORARY_SUFFIX);
    }

    /** Whether it is a file that was to replace a segment, an index or the catalogue. */
    static boolean isTemporary(Path file) {
        return fileName(file).equals(CATALOGUE + TEMPORARY_SUFFIX)
                || firstSequence(file, INDEX_SUFFIX + TEMPORARY_SUFFIX).isPresent()
                || firstSequence(file, SEGMENT_SUFFIX + TEMPORARY_SUFFIX).isPresent();
    }

    /** The sequence in a name of twenty digits and the suffix; empty for any other name. */
    static OptionalLong firstSequence(Path file, String suffix) {
        String name = fileName(file);
        if (name.length() != DIGITS + suffix.length() || !name.endsWith(suffix)) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return OptionalLong.empty();
            }
            value = value * 10 + digit;
        }
        return OptionalLong.of(value);
    }

    static String fileName(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    private static String digits(long sequence) {
        return String.format("%0" + DIGITS + "d", sequence);
    }
}
