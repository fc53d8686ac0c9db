package dev.pcfstap.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PipelineGoldenTest {

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
                .map(line -> line.replaceFirst("^\\S+ s\\d+ (#\\d+|  ) ", ""))
                .filter(line -> line.matches("(  )?->.*|<-.*"))
                .map(line -> line.replaceFirst("(?<=}) [^}]*$", "") + "\n")
                .collect(Collectors.joining());
        // For an unknown descriptor the reference keeps the data to itself.
        assertThat(stripped.replace("<Unknown 77>,move_to=Nowhere}\n  ->64\n", "<Unknown 77>,move_to=Nowhere}\n"))
                .isEqualTo(golden.catDevText());
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
