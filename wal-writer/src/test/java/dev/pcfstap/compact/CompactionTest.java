package dev.pcfstap.compact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.ConversationGenerator;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.journal.ReadOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is decoded from a compacted journal is what is decoded from the original. */
class CompactionTest {
    private static final int CONVERSATIONS = 300;

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
        ConversationGenerator generator = new ConversationGenerator(3, 30, 50, 20);
        long data = 0;
        for (long seed = 0; seed < CONVERSATIONS; seed++) {
            Path journal =
                    Journals.write(generator.generate(seed).tape(), Journals.options(folder.resolve("j" + seed)), seed);
            Path compacted = folder.resolve("c" + seed);
            data += Journals.compact(journal, compacted, payloads).dataBytes();
            Journals.assertSameWals(journal, compacted, ReadOptions.STRICT, "seed " + seed);
        }
        if (payloads == Payloads.CHECKSUM) {
            assertThat(data).isGreaterThan(100_000);
        }
    }
}
