package dev.pcfstap.journal;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** How the files of a journal folder are called. */
final class SegmentName {
    static final String SEGMENT_SUFFIX = ".pcj";
    static final String INDEX_SUFFIX = ".idx";
    static final String BROKEN_SUFFIX = ".broken";
    static final String TEMPORARY_SUFFIX = ".tmp";
    static final String CATALOGUE = "sessions.json";
    static final String LOCK = "journal.lock";

    /** Segments of a journal one after the other, whatever digits their names are written in. */
    static final Comparator<Path> BY_SEQUENCE = Comparator.comparingLong(
                    (Path file) -> firstSequence(file, SEGMENT_SUFFIX).orElse(0))
            .thenComparing(SegmentName::fileName);

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

    static Path segmentOf(Path index) {
        String name = fileName(index);
        return index.resolveSibling(name.substring(0, name.length() - INDEX_SUFFIX.length()) + SEGMENT_SUFFIX);
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

    /**
     * The sequence in a name of twenty digits and the suffix; empty for any other name. The digits may be those of another
     * script: early versions named segments in those of the locale.
     */
    static OptionalLong firstSequence(Path file, String suffix) {
        String name = fileName(file);
        if (!name.endsWith(suffix)) {
            return OptionalLong.empty();
        }
        int[] digits = name.codePoints()
                .limit(name.codePointCount(0, name.length() - suffix.length()))
                .map(Character::getNumericValue)
                .toArray();
        return digits.length == DIGITS && name.codePoints().limit(DIGITS).allMatch(Character::isDigit)
                ? sequence(digits)
                : OptionalLong.empty();
    }

    private static OptionalLong sequence(int[] digits) {
        long value = 0;
        for (int digit : digits) {
            if (value > (Long.MAX_VALUE - digit) / 10) {
                return OptionalLong.empty();
            }
            value = value * 10 + digit;
        }
        return OptionalLong.of(value);
    }

    /** The name that a segment or an index with a sequence in its name has today; empty for other files. */
    static Optional<Path> inAsciiDigits(Path file) {
        return Stream.of(SEGMENT_SUFFIX, INDEX_SUFFIX)
                .flatMap(suffix -> firstSequence(file, suffix).stream()
                        .mapToObj(sequence -> file.resolveSibling(digits(sequence) + suffix)))
                .findFirst();
    }

    static String fileName(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    private static String digits(long sequence) {
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", sequence);
    }
}
