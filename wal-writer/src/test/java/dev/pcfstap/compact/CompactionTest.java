package dev.pcfstap.compact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.ConversationGenerator;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.journal.ReadOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is decoded from a compacted journal is what is decoded from the original. */
class CompactionTest {
    private static final int CONVERSATIONS = 150;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Golden.class)
    void everyGoldenSessionDecodesTheSame(Golden golden) throws IOException {
        Path journal = Journals.write(golden.tape(), Journals.options(folder.resolve("j")), 1);
        for (Payloads payloads : Payloads.values()) {
            Path compacted = folder.resolve(payloads.name());
            Journals.compact(journal, compacted, payloads);
            Journals.assertSameWals(journal, compacted, ReadOptions.STRICT, golden + " " + payloads);
        }
    }

    @ParameterizedTest
    @EnumSource(Payloads.class)
    void anyConversationDecodesTheSame(Payloads payloads) throws IOException {
        for (long seed = 0; seed < CONVERSATIONS; seed++) {
            decodesTheSame(
                    new ConversationGenerator(3, 30, 50, 20).generate(seed).tape(), payloads, seed);
        }
    }

    @ParameterizedTest
    @EnumSource(Payloads.class)
    void readsWhoseLengthIsInDoubtDecodeTheSame(Payloads payloads) throws IOException {
        long data = 0;
        StringBuilder suffixes = new StringBuilder();
        for (long seed = 0; seed < CONVERSATIONS; seed++) {
            Map<String, Long> seen = decodesTheSame(ReadTapes.generate(seed), payloads, seed);
            data += seen.getOrDefault("data", 0L);
            seen.keySet().forEach(suffixes::append);
        }
        assertThat(suffixes).contains(" settled", " guess", " short", " eof");
        assertThat(data).isGreaterThan(30_000);
    }

    /** How much data was not written again, and the suffixes of reads in the WAL. */
    private Map<String, Long> decodesTheSame(Tape tape, Payloads payloads, long seed) throws IOException {
        Path journal = Journals.write(tape, Journals.options(folder.resolve(payloads + "j" + seed)), seed);
        Path compacted = folder.resolve(payloads + "c" + seed);
        Map<String, Long> seen = new HashMap<>();
        seen.put("data", Journals.compact(journal, compacted, payloads).dataBytes());
        Journals.assertSameWals(journal, compacted, ReadOptions.STRICT, "seed " + seed)
                .lines()
                .filter(line -> line.contains("<-        READ"))
                .forEach(line -> seen.merge(line.replaceAll(".*}[^ ]* [^ ]*|read=\\d+", ""), 1L, Long::sum));
        return seen;
    }
}
