package dev.pcfstap.filter;

import dev.pcfstap.pcfs.WireText;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongImmutableList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Trees that a filter's text can mean, of every kind of node. */
final class RandomFilters {
    private final Random random;
    private final NameField[] nameFields;

    RandomFilters(long seed) {
        this(seed, NameField.values());
    }

    RandomFilters(long seed, NameField... nameFields) {
        this.random = new Random(seed);
        this.nameFields = nameFields;
    }

    Condition next() {
        return condition(random.nextInt(5));
    }

    private Condition condition(int depth) {
        if (depth == 0) {
            return test();
        }
        return switch (random.nextInt(4)) {
            case 0 -> new Condition.All(some(2, () -> condition(depth - 1)));
            case 1 -> new Condition.Any(some(2, () -> condition(depth - 1)));
            case 2 -> new Condition.Not(condition(depth - 1));
            default -> test();
        };
    }

    private Condition test() {
        return switch (random.nextInt(6)) {
            case 0 -> {
                NameField field = oneOf(nameFields);
                yield new Condition.NameIs(
                        field,
                        random.nextBoolean(),
                        some(
                                1,
                                () -> field.known()
                                        .get(random.nextInt(field.known().size()))));
            }
            case 1 -> {
                NumberField field = oneOf(Stream.of(NumberField.values())
                        .filter(NumberField::isCountable)
                        .toArray(NumberField[]::new));
                LongArrayList numbers = new LongArrayList(some(1, () -> number(field)));
                yield new Condition.NumberIs(field, random.nextBoolean(), new LongImmutableList(numbers));
            }
            case 2 -> {
                NumberField field = oneOf(Stream.of(NumberField.values())
                        .filter(NumberField::isOrdered)
                        .toArray(NumberField[]::new));
                boolean sinceStart = field == NumberField.TIME && random.nextBoolean();
                Bound bound = new Bound(sinceStart ? number(NumberField.LATENCY) : number(field), sinceStart);
                yield new Condition.NumberOrder(field, oneOf(Order.values()), bound);
            }
            case 3 -> new Condition.PathIs(random.nextBoolean(), some(1, this::path));
            case 4 -> new Condition.PathLike(random.nextBoolean(), glob());
            default -> new Condition.Flagged(oneOf(Flag.values()));
        };
    }

    private long number(NumberField field) {
        long magnitude = random.nextLong() >>> (2 + random.nextInt(61));
        return switch (field) {
            case FD -> random.nextBoolean() ? random.nextInt() : random.nextInt(8);
            case RC -> random.nextBoolean() ? random.nextInt() & 0xFFFFFFFFL : random.nextInt(2);
            case STREAM, EXCHANGE -> random.nextBoolean() ? magnitude : random.nextInt(8);
            case TIME -> random.nextBoolean() ? magnitude : -magnitude;
            default -> magnitude;
        };
    }

    private WireText path() {
        byte[] bytes = new byte[random.nextInt(6)];
        random.nextBytes(bytes);
        String[] words = {
            "/a", "/%DISC_EMU_DIR/x.rpx", "and", "", "/ä\u20ac", "a b", "\"", "in", "/a!=b", "'", "\\", "/😀"
        };
        return random.nextBoolean()
                ? WireText.copyOf(bytes, 0, bytes.length)
                : WireText.of(words[random.nextInt(words.length)]);
    }

    private Glob glob() {
        String[] globs = {"/**", "*.txt", "/[!a-z]*/**/x?", "[]]", "", "/a b/*", "/[(]", "**"};
        return Glob.of(WireText.of(globs[random.nextInt(globs.length)]));
    }

    private <T> List<T> some(int least, Supplier<T> one) {
        return Stream.generate(one).limit(least + random.nextInt(3)).toList();
    }

    private <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
