package dev.pcfstap.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PipelineGoldenTest {
    /** An error in place of a folder's item, which the reference does not decode. */
    private static final String FAILED_LISTING = Pattern.quote("<-     Unknown {data=b\"\\0\\0\\x01X") + "[^}]*"
            + Pattern.quote("\\xff\\xf0\\xff\\xe0") + "[^}]*}";

    private static final Map<String, String> PSEUDO_HEADERS = Map.of(
            "header=normal", "header=b\"\\xc4\\0$\\x02\\xe8\\xef$\\x02" + "\\0".repeat(24) + "\"",
            "header=grown", "header=b\"" + "\\0".repeat(32) + "\"",
            "header=error", "header=b\"\\xc4\\0\\xfe\\0 \\xef\\xfe\\0" + "\\0".repeat(24) + "\"");

    @ParameterizedTest
    @EnumSource
    void everyGoldenSessionPrintsTheCompatibleTextByteForByte(Golden golden) {
        assertThat(catDev(golden.tape(), 1)).isEqualTo(golden.catDevText());
        assertThat(catDev(golden.tape().cut(1), 64)).isEqualTo(golden.catDevText());
        assertThat(catDev(golden.tape().joined(), Integer.MAX_VALUE)).isEqualTo(golden.catDevText());
        for (long seed = 0; seed < 20; seed++) {
            assertThat(catDev(golden.tape().recut(seed), 1 + (int) seed))
                    .as("seed %d", seed)
                    .isEqualTo(golden.catDevText());
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"STREAMS", "MALFORMED"})
    void withoutPrefixSuffixAndLifecycleTheDefaultTextIsTheCompatibleOne(Golden golden) {
        String stripped = tap(golden)
                .lines()
                .map(line -> line.replaceFirst("^\\S+ s\\d+ (#.{4}|     ) ", ""))
                .filter(line -> line.matches("(  )?->.*|<-.*"))
                .map(line -> line.replaceFirst("(?<=}) [^}]*$", "") + "\n")
                .map(line -> PSEUDO_HEADERS.entrySet().stream()
                        .reduce(line, (text, form) -> text.replace(form.getKey(), form.getValue()), (a, b) -> b))
                .collect(Collectors.joining());
        // For an unknown descriptor the reference keeps the data to itself.
        assertThat(stripped.replace("<Unknown 77>,move_to=Nowhere}\n  ->64\n", "<Unknown 77>,move_to=Nowhere}\n"))
                .isEqualTo(golden.catDevText()
                        .replaceAll(FAILED_LISTING, "<-          RC {return_code=Failure (fff0ffe0)}"));
    }

    @Test
    void aPathThatIsNotUtf8IsShownWithEscapes() {
        assertThat(tap(Golden.MALFORMED)).contains("->OpenFolder   {path=/bad\\xff\\xfeutf8}\n");
    }

    private static String tap(Golden golden) {
        MemoryOutput output = new MemoryOutput();
        TapeRunner.run(golden.tape(), new TapFormat(Integer.MAX_VALUE), output, 7);
        return output.text();
    }

    private static String catDev(Tape tape, int batch) {
        MemoryOutput output = new MemoryOutput();
        TapeRunner.run(tape, new CatDevFormat(), output, batch);
        assertThat(output.linesWritten()).isEqualTo(output.text().lines().count());
        return output.text();
    }
}
