package dev.pcfstap.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomFiltersTest {

    @Test
    void aTreeThatIsPrintedIsReadBackAsTheSameTree() throws FilterSyntaxException {
        long seed = System.nanoTime();
        RandomFilters trees = new RandomFilters(seed);
        for (int i = 0; i < 5_000; i++) {
            Condition tree = trees.next();
            assertThat(parsed(tree.toString(), seed))
                    .as("seed %d: %s", seed, tree)
                    .isEqualTo(tree);
        }
    }

    private static Condition parsed(String text, long seed) throws FilterSyntaxException {
        try {
            return Parser.parse(text);
        } catch (FilterSyntaxException e) {
            throw new AssertionError("seed " + seed + ": " + text, e);
        }
    }

    @Test
    void aTextIsAFilterOrRefusedAndNothingElse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomFilters trees = new RandomFilters(seed);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            String text = i % 2 == 0 ? soup(random) : damaged(trees.next().toString(), random);
            try {
                assertThat(Filter.parse(text).toString()).isNotEmpty();
            } catch (FilterSyntaxException e) {
                refused++;
                assertThat(e.getMessage()).as("seed %d: %s", seed, text).doesNotContain("\n");
                assertThat(e.column()).as("seed %d: %s", seed, text).isBetween(1, text.length() + 1);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
        assertThat(refused).as("seed %d: how many were refused", seed).isBetween(10_000, 19_999);
    }

    private static String soup(Random random) {
        String[] pieces = {
            "op",
            "path",
            "rc",
            "time",
            "latency",
            "=",
            "!=",
            "~",
            "(",
            ")",
            ",",
            "in",
            "not",
            "and",
            "or",
            "\"",
            "'",
            "\\",
            "\\x4",
            "0x",
            "1",
            "+",
            "99999999999999999999",
            "1.5ms",
            "KiB",
            "2026-11-20",
            "T25:00",
            "[",
            "-",
            "/a",
            "**",
            " ",
            " ",
            "\u0000",
            "\ud800",
            "é",
            "failed",
            "#",
            "s",
            "<",
            ">="
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]).append(random.nextBoolean() ? " " : "");
        }
        return text.toString();
    }

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = 1 + random.nextInt(3); i > 0 && damaged.length() > 0; i--) {
            int at = random.nextInt(damaged.length());
            switch (random.nextInt(3)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.insert(at, (char) random.nextInt(0x180));
                default -> damaged.setCharAt(at, (char) random.nextInt(0x10000));
            }
        }
        return damaged.toString();
    }
}
