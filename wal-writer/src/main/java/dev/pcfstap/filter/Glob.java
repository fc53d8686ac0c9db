package dev.pcfstap.filter;

import dev.pcfstap.pcfs.WireText;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;

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
 * Immutable. Matching takes time in proportion to the lengths of path and pattern, multiplied.
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
     * Walks the path once with all steps that may come next. Going back to the last wildcard on each mismatch would try the same
     * bytes again and again: with two wildcards as often as the path's length squared.
     */
    private boolean matches(byte[] path, int start) {
        long[] next = new long[(steps.length >> 6) + 1];
        long[] now = new long[next.length];
        enter(now, 0);
        for (int at = start; at < path.length; at += Utf8.lengthAt(path, at)) {
            if (!advance(now, next, Utf8.codePointAt(path, at))) {
                return false;
            }
            long[] before = now;
            now = next;
            next = before;
            Arrays.fill(next, 0);
        }
        return (now[steps.length >> 6] & bit(steps.length)) != 0;
    }

    /** Whether any step is left that may come next after this character. */
    private boolean advance(long[] now, long[] next, int character) {
        boolean any = false;
        for (int word = 0; word < now.length; word++) {
            for (long left = now[word]; left != 0; left &= left - 1) {
                int step = (word << 6) + Long.numberOfTrailingZeros(left);
                any |= step < steps.length && take(next, step, character);
            }
        }
        return any;
    }

    private boolean take(long[] next, int step, int character) {
        switch (steps[step]) {
            case STAR -> {
                if (character == '/') {
                    return false;
                }
                enter(next, step);
            }
            case ANYTHING -> enter(next, step);
            case SEGMENTS -> {
                next[step >> 6] |= bit(step);
                if (character == '/') {
                    enter(next, step + 1);
                }
            }
            default -> {
                if (!fits(step, character)) {
                    return false;
                }
                enter(next, after(step));
            }
        }
        return true;
    }

    /** A wildcard may be nothing, so what follows it may come next as well. */
    private void enter(long[] states, int from) {
        int step = from;
        states[step >> 6] |= bit(step);
        while (step < steps.length && isWildcard(steps[step])) {
            step++;
            states[step >> 6] |= bit(step);
        }
    }

    private static boolean isWildcard(int step) {
        return step == STAR || step == ANYTHING || step == SEGMENTS;
    }

    private static long bit(int step) {
        return 1L << (step & 63);
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
