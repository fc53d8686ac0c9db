package dev.pcfstap.filter;

import dev.pcfstap.pcfs.WireText;
import it.unimi.dsi.fastutil.ints.IntArrayList;

/**
 * A pattern for whole paths.
 *
 * <ul>
 *   <li>{@code ?} is one character other than {@code /}, {@code *} any number of them
 *   <li>{@code **} is any number of any characters; {@code **}{@code /} at the start of a segment is any number of whole
 *       segments, none included
 *   <li>{@code [abc]}, {@code [a-z]}, {@code [!a-z]} is one character of a set, never {@code /}; a {@code ]} that comes
 *       first is meant
 *   <li>everything else is itself; a pattern without a {@code /} is for the path's last segment
 * </ul>
 *
 * Immutable; matching allocates nothing.
 */
final class Glob {
    private static final int ONE = -1;
    private static final int STAR = -2;
    private static final int ANYTHING = -3;
    private static final int SEGMENTS = -4;
    /** Then follow the number of ranges and the two ends of each. */
    private static final int SET = -5;

    private static final int NOT_IN_SET = -6;

    private final WireText source;
    private final int[] steps;
    private final boolean lastSegmentOnly;

    private Glob(WireText source, int[] steps, boolean lastSegmentOnly) {
        this.source = source;
        this.steps = steps;
        this.lastSegmentOnly = lastSegmentOnly;
    }

    /**
     * Compiles a pattern.
     *
     * @throws IllegalArgumentException with one phrase for people
     */
    static Glob of(WireText source) {
        int[] pattern = codePoints(source);
        IntArrayList steps = new IntArrayList();
        boolean slash = false;
        for (int at = 0; at < pattern.length; ) {
            slash |= pattern[at] == '/';
            at = switch (pattern[at]) {
                case '?' -> one(steps, at);
                case '*' -> star(pattern, at, steps);
                case '[' -> set(pattern, at, steps);
                default -> {
                    steps.add(pattern[at]);
                    yield at + 1;
                }
            };
        }
        return new Glob(source, steps.toIntArray(), !slash);
    }

    WireText source() {
        return source;
    }

    private static int[] codePoints(WireText text) {
        byte[] bytes = text.viewBytes();
        IntArrayList characters = new IntArrayList(bytes.length);
        for (int at = 0; at < bytes.length; at += Utf8.lengthAt(bytes, at)) {
            characters.add(Utf8.codePointAt(bytes, at));
        }
        return characters.toIntArray();
    }

    private static int one(IntArrayList steps, int at) {
        steps.add(ONE);
        return at + 1;
    }

    private static int star(int[] pattern, int from, IntArrayList steps) {
        int at = from;
        while (at < pattern.length && pattern[at] == '*') {
            at++;
        }
        if (at - from == 1) {
            steps.add(STAR);
            return at;
        }
        boolean startsSegment = from == 0 || pattern[from - 1] == '/';
        if (startsSegment && at < pattern.length && pattern[at] == '/') {
            steps.add(SEGMENTS);
            return at + 1;
        }
        steps.add(ANYTHING);
        return at;
    }

    private static int set(int[] pattern, int from, IntArrayList steps) {
        boolean negated = from + 1 < pattern.length && (pattern[from + 1] == '!' || pattern[from + 1] == '^');
        int at = from + (negated ? 2 : 1);
        int first = at;
        int header = steps.size();
        steps.add(negated ? NOT_IN_SET : SET);
        steps.add(0);
        while (at < pattern.length && (pattern[at] != ']' || at == first)) {
            boolean range = at + 2 < pattern.length && pattern[at + 1] == '-' && pattern[at + 2] != ']';
            int high = pattern[range ? at + 2 : at];
            if (high < pattern[at]) {
                throw new IllegalArgumentException("a range of the set [ ends before it begins");
            }
            steps.add(pattern[at]);
            steps.add(high);
            at += range ? 3 : 1;
        }
        if (at == pattern.length) {
            throw new IllegalArgumentException("the set [ is not closed with ]");
        }
        steps.set(header + 1, (steps.size() - header) / 2 - 1);
        return at + 1;
    }

    /** Whether the whole path fits. */
    boolean matches(WireText path) {
        byte[] bytes = path.viewBytes();
        int start = 0;
        if (lastSegmentOnly) {
            for (int i = 0; i < bytes.length; i++) {
                start = bytes[i] == '/' ? i + 1 : start;
            }
        }
        return matches(bytes, start);
    }

    /**
     * Walks both; on a mismatch the innermost wildcard takes one character more. One place to go back to a kind of
     * wildcard is enough: what an earlier one could take, a later one of its kind can take as well.
     */
    private boolean matches(byte[] path, int start) {
        int at = start;
        int step = 0;
        int starStep = -1;
        int starAt = -1;
        int deepStep = -1;
        int deepAt = -1;
        while (true) {
            if (step < steps.length && steps[step] == STAR) {
                starStep = step++;
                starAt = at;
            } else if (step < steps.length && (steps[step] == ANYTHING || steps[step] == SEGMENTS)) {
                deepStep = step++;
                deepAt = at;
                starStep = -1;
            } else if (at < path.length && step < steps.length && fits(step, Utf8.codePointAt(path, at))) {
                at += Utf8.lengthAt(path, at);
                step = after(step);
            } else if (at == path.length && step == steps.length) {
                return true;
            } else if (starStep >= 0 && starAt < path.length && path[starAt] != '/') {
                starAt += Utf8.lengthAt(path, starAt);
                at = starAt;
                step = starStep + 1;
            } else if (deepStep >= 0 && deepAt < path.length) {
                deepAt = steps[deepStep] == SEGMENTS ? nextSegment(path, deepAt) : deepAt + Utf8.lengthAt(path, deepAt);
                if (deepAt < 0) {
                    return false;
                }
                at = deepAt;
                step = deepStep + 1;
                starStep = -1;
            } else {
                return false;
            }
        }
    }

    private static int nextSegment(byte[] path, int from) {
        for (int i = from; i < path.length; i++) {
            if (path[i] == '/') {
                return i + 1;
            }
        }
        return -1;
    }

    private boolean fits(int step, int character) {
        return switch (steps[step]) {
            case ONE -> character != '/';
            case SET -> character != '/' && inSet(step, character);
            case NOT_IN_SET -> character != '/' && !inSet(step, character);
            default -> steps[step] == character;
        };
    }

    private boolean inSet(int step, int character) {
        for (int i = step + 2; i < after(step); i += 2) {
            if (character >= steps[i] && character <= steps[i + 1]) {
                return true;
            }
        }
        return false;
    }

    private int after(int step) {
        return steps[step] == SET || steps[step] == NOT_IN_SET ? step + 2 + 2 * steps[step + 1] : step + 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && source.equals(glob.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return PathText.quoted(source);
    }
}
