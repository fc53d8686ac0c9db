package dev.pcfstap.filter;

import dev.pcfstap.pcfs.WireText;
import it.unimi.dsi.fastutil.longs.LongImmutableList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A filter as a tree. Immutable; {@code toString} is text that parses to an equal tree. */
sealed interface Condition {

    /** What it says of an event. A test of a fact that the event does not have does not hold. */
    Verdict verdict(Facts facts);

    /** Whether a test is anywhere in it. */
    default boolean contains(Predicate<Condition> test) {
        return test.test(this);
    }

    /** Its text where it is a part of another: in parentheses when it would fall apart. */
    default String part() {
        return toString();
    }

    /** All hold. Two or more. */
    record All(List<Condition> parts) implements Condition {
        @Override
        public Verdict verdict(Facts facts) {
            Verdict all = Verdict.YES;
            for (int i = 0; i < parts.size() && all != Verdict.NO; i++) {
                Verdict one = parts.get(i).verdict(facts);
                all = one.compareTo(all) < 0 ? one : all;
            }
            return all;
        }

        @Override
        public boolean contains(Predicate<Condition> test) {
            return parts.stream().anyMatch(part -> part.contains(test));
        }

        @Override
        public String part() {
            return "(" + this + ")";
        }

        @Override
        public String toString() {
            return parts.stream().map(Condition::part).collect(Collectors.joining(" and "));
        }
    }

    /** At least one holds. Two or more. */
    record Any(List<Condition> parts) implements Condition {
        @Override
        public Verdict verdict(Facts facts) {
            Verdict any = Verdict.NO;
            for (int i = 0; i < parts.size() && any != Verdict.YES; i++) {
                Verdict one = parts.get(i).verdict(facts);
                any = one.compareTo(any) > 0 ? one : any;
            }
            return any;
        }

        @Override
        public boolean contains(Predicate<Condition> test) {
            return parts.stream().anyMatch(part -> part.contains(test));
        }

        @Override
        public String part() {
            return "(" + this + ")";
        }

        @Override
        public String toString() {
            return parts.stream().map(Condition::part).collect(Collectors.joining(" or "));
        }
    }

    /** It does not hold. */
    record Not(Condition condition) implements Condition {
        @Override
        public Verdict verdict(Facts facts) {
            return condition.verdict(facts).negated();
        }

        @Override
        public boolean contains(Predicate<Condition> test) {
            return condition.contains(test);
        }

        @Override
        public String toString() {
            return "not " + condition.part();
        }
    }

    /** The name is one of these, or, with {@code others}, another one. */
    record NameIs(NameField field, boolean others, List<String> names) implements Condition {
        @Override
        public Verdict verdict(Facts facts) {
            String name = facts.name(field);
            return Verdict.of(name != null && names.contains(name) != others);
        }

        @Override
        public String toString() {
            return Choice.text(field.token(), others, names);
        }
    }

    /** The number is one of these, or, with {@code others}, another one. */
    record NumberIs(NumberField field, boolean others, LongImmutableList numbers) implements Condition {
        @Override
        public Verdict verdict(Facts facts) {
            long number = facts.number(field);
            if (number == Facts.NOT_YET) {
                return Verdict.NOT_YET;
            }
            return Verdict.of(number != Facts.MISSING && numbers.contains(number) != others);
        }

        @Override
        public String toString() {
            List<String> shown = numbers.longStream()
                    .mapToObj(number -> NumberText.shown(field, number))
                    .toList();
            return Choice.text(field.token(), others, shown);
        }
    }

    /** The number is less or more than a bound. */
    record NumberOrder(NumberField field, Order order, Bound bound) implements Condition {
        @Override
        public Verdict verdict(Facts facts) {
            long number = facts.number(field);
            if (number == Facts.NOT_YET) {
                return Verdict.NOT_YET;
            }
            return Verdict.of(number != Facts.MISSING && order.holds(number, bound.number(facts)));
        }

        @Override
        public String toString() {
            return field.token() + " " + order.symbol() + " " + bound.shown(field);
        }
    }

    /** The path is one of these, or, with {@code others}, another one. For a Rename either path will do. */
    record PathIs(boolean others, List<WireText> paths) implements Condition {
        @Override
        public Verdict verdict(Facts facts) {
            WireText path = facts.path();
            return Verdict.of(path != null && (isOne(path) || isOne(facts.otherPath())) != others);
        }

        private boolean isOne(@Nullable WireText path) {
            return path != null && paths.contains(path);
        }

        @Override
        public String toString() {
            return Choice.text(
                    "path", others, paths.stream().map(PathText::quoted).toList());
        }
    }

    /** The path fits a pattern, or, with {@code others}, does not. For a Rename either path will do. */
    record PathLike(boolean others, Glob glob) implements Condition {
        @Override
        public Verdict verdict(Facts facts) {
            WireText path = facts.path();
            return Verdict.of(path != null && (glob.matches(path) || fits(facts.otherPath())) != others);
        }

        private boolean fits(@Nullable WireText path) {
            return path != null && glob.matches(path);
        }

        @Override
        public String toString() {
            return "path " + (others ? "!~ " : "~ ") + glob;
        }
    }

    /** A word that is a test by itself. */
    record Flagged(Flag flag) implements Condition {
        @Override
        public Verdict verdict(Facts facts) {
            return facts.flag(flag);
        }

        @Override
        public String toString() {
            return flag.token();
        }
    }
}
