package dev.pcfstap.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextBufferTest {
    private final TextBuffer text = new TextBuffer(0);

    @Test
    void numbersPrintAsTheJavaLibraryPrintsThem() {
        long seed = 42;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            text.truncate(0);
            text.decimal(value).put(' ').unsigned(value).put(' ').hex(value);
            String hex = Long.toHexString(value);
            assertThat(text)
                    .as("seed %d", seed)
                    .hasToString(
                            value + " " + Long.toUnsignedString(value) + " " + (hex.length() < 2 ? "0" : "") + hex);
        }
    }

    @Test
    void theEndsOfTheRangesPrint() {
        text.decimal(Long.MIN_VALUE)
                .put(' ')
                .decimal(Long.MAX_VALUE)
                .put(' ')
                .decimal(0)
                .put(' ')
                .decimal(-1);
        text.put(' ')
                .unsigned(-1)
                .put(' ')
                .hex(0)
                .put(' ')
                .hex(-1)
                .put(' ')
                .hex(0x100)
                .put(' ')
                .padded(7, 3);
        assertThat(text)
                .hasToString("-9223372036854775808 9223372036854775807 0 -1 18446744073709551615 00 ffffffff 100 007");
        for (long power = 1, width = 1; width <= 18; power *= 10, width++) {
            text.truncate(0);
            text.decimal(power).put(' ').decimal(power * 10 - 1);
            assertThat(text).hasToString(power + " " + (power * 10 - 1));
        }
    }

    @Test
    void textBecomesUtf8() {
        text.put("a\u00e9\u65e5\ud83d\ude00z");
        assertThat(text).hasToString("a\u00e9\u65e5\ud83d\ude00z");
        assertThat(text.length()).isEqualTo("a\u00e9\u65e5\ud83d\ude00z".getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void clearingGivesMemoryBack() {
        text.put(new byte[1_000_000]);
        text.clear(1000);
        assertThat(text.length()).isZero();
        assertThat(text.viewBytes()).hasSize(1000);
    }
}
