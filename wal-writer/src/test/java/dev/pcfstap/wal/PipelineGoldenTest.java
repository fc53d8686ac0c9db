package dev.pcfstap.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PipelineGoldenTest {

    @ParameterizedTest
    @EnumSource
    void everyGoldenSessionPrintsTheCompatibleTextByteForByte(Golden golden) {
        assertThat(catDev(golden.tape(), 1)).isEqualTo(golden.catDevText());
        assertThat(catDev(golden.tape().cut(1), 64)).isEqualTo(golden.catDevText());
        assertThat(catDev(golden.tape().joined(), Integer.MAX_VALUE)).isEqualTo(golden.catDevText());
    }

    @ParameterizedTest
    @EnumSource
    void withoutPrefixAndSuffixTheDefaultTextIsTheCompatibleOneUnlessDataIsCut(Golden golden) {
        MemoryOutput output = new MemoryOutput();
        TapeRunner.run(golden.tape(), new TapFormat(Integer.MAX_VALUE), output, 7);
        String stripped = output.text()
                .lines()
                .filter(line -> line.contains("->") || line.contains("<-"))
                .map(line -> line.replaceFirst("^\\S+ s\\d+ (#\\d+|  ) ", ""))
                .map(line -> line.replaceFirst("(?<=}) .*$", ""))
                .reduce("", (text, line) -> text + line + "\n");
        assertThat(stripped.lines()).containsAll(golden.catDevText().lines().toList());
    }

    private static String catDev(Tape tape, int batch) {
        MemoryOutput output = new MemoryOutput();
        TapeRunner.run(tape, new CatDevFormat(), output, batch);
        assertThat(output.linesWritten()).isEqualTo(output.text().lines().count());
        return output.text();
    }
}
