package dev.pcfstap.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.pcfs.WireText;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    private static boolean matches(String glob, WireText path) {
        return Glob.of(WireText.of(glob)).matches(path);
    }

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource({
        "/a/b, /a/b, true",
        "/a/b, /A/b, false",
        "/a/*, /a/b, true",
        "/a/*, /a/, true",
        "/a/*, /a/b/c, false",
        "/a/**, /a/b/c, true",
        "/a/**, /a, false",
        "/a/**/b, /a/b, true",
        "/a/**/b, /a/x/y/b, true",
        "/a/**/b, /a/xb, false",
        "/a/x**/b, /a/xb, false",
        "/a/x**/b, /a/x/y/b, true",
        "**/b, /x/b, true",
        "**/b, b, true",
        "**/b, /xb, false",
        "*.txt, /x/y.txt, true",
        "*.txt, /x.txt/y, false",
        "/*.txt, /x/y.txt, false",
        "**.txt, /x/y.txt, true",
        "/?, /a, true",
        "/?, /, false",
        "/a?b, /a/b, false",
        "/[a-c]x, /bx, true",
        "/[a-c]x, /dx, false",
        "/[!a-c]x, /dx, true",
        "/[^a-c]x, /bx, false",
        "/a[!b]c, /a/c, false",
        "/[]]x, /]x, true",
        "/[a-]x, /-x, true",
        "/[*]x, /*x, true",
        "/[*]x, /yx, false",
        "/%DISC_EMU_DIR/**, /%DISC_EMU_DIR/code/a.rpx, true",
        "*a*a*a*b, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, false",
        "'', '', true",
        "'', /a, false",
        "'', /a/, true",
        "/?, /ä, true",
        "/[à-ü], /ä, true",
    })
    void aPathFitsOrNot(String glob, String path, boolean expected) {
        assertThat(matches(glob, WireText.of(path))).isEqualTo(expected);
    }

    @Test
    void bytesThatAreNotUtf8CountAsOneCharacterEach() {
        WireText path = WireText.copyOf(new byte[] {'/', (byte) 0xE4, (byte) 0xFF, 'x'}, 0, 4);

        assertThat(matches("/??x", path)).isTrue();
        assertThat(matches("/?x", path)).isFalse();
        assertThat(matches("/*", path)).isTrue();
        assertThat(matches("/[!a]?x", path)).isTrue();
        assertThat(Glob.of(path).matches(path)).isTrue();
        assertThat(matches("/äÿx", path)).isFalse();
    }

    /** The meaning of a pattern, spelled out by trying everything; exponential, for short texts. */
    private static boolean fits(String glob, String path) {
        if (glob.isEmpty()) {
            return path.isEmpty();
        }
        if (glob.startsWith("/**/")) {
            // The slash is itself, then whole segments: each ends with a slash.
            return path.startsWith("/") && fitsAfterSegments(glob.substring(4), path.substring(1));
        }
        if (glob.startsWith("**")) {
            String rest = glob.replaceFirst("^\\*+", "");
            return anySuffix(rest, path, path.length());
        }
        if (glob.startsWith("*")) {
            int slash = path.indexOf('/');
            return anySuffix(glob.substring(1), path, slash < 0 ? path.length() : slash);
        }
        if (path.isEmpty()) {
            return false;
        }
        boolean one = glob.charAt(0) == '?' ? path.charAt(0) != '/' : glob.charAt(0) == path.charAt(0);
        return one && fits(glob.substring(1), path.substring(1));
    }

    private static boolean anySuffix(String glob, String path, int most) {
        for (int i = 0; i <= most; i++) {
            if (fits(glob, path.substring(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean fitsAfterSegments(String glob, String path) {
        // What follows may begin with such a piece again.
        boolean here = glob.startsWith("**/") ? fitsAfterSegments(glob.substring(3), path) : fits(glob, path);
        int slash = path.indexOf('/');
        return here || (slash >= 0 && fitsAfterSegments(glob, path.substring(slash + 1)));
    }

    @Test
    void matchingIsWhatTryingEverythingSays() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int matched = 0;
        for (int i = 0; i < 200_000; i++) {
            String glob = "/" + text(random, new String[] {"a", "b", "/", "?", "*", "**", "/**/", "a"}, 8);
            String path = "/" + text(random, new String[] {"a", "b", "/", "a"}, 8);
            if (glob.contains("***")) {
                continue;
            }
            boolean expected = fits(glob, path);
            matched += expected ? 1 : 0;
            assertThat(matches(glob, WireText.of(path)))
                    .as("seed %d: %s on %s", seed, glob, path)
                    .isEqualTo(expected);
        }
        assertThat(matched).as("seed %d: how many matched", seed).isGreaterThan(5_000);
    }

    private static String text(Random random, String[] pieces, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    /** Trying each place of each wildcard with each of the other takes as many steps as the path's length cubed: many minutes. */
    @Test
    @Timeout(60)
    void whatAlmostFitsEverywhereIsNotTriedEverywhere() {
        String almost = "a".repeat(1000);
        WireText path = WireText.of("/" + "a".repeat(4000));
        for (int i = 0; i < 20; i++) {
            assertThat(matches("/***" + almost + "b", path)).isFalse();
            assertThat(matches("/**b**" + almost + "*b", path)).isFalse();
            assertThat(matches("/**" + almost + "*c*" + almost, path)).isFalse();
        }
        assertThat(matches("/**" + almost + "*" + almost + "**", path)).isTrue();
    }
}
