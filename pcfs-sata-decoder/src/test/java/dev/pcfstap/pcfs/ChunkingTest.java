package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cutting the same bytes into other chunks never changes the events. */
class ChunkingTest {

    @ParameterizedTest
    @EnumSource(Golden.class)
    void everyChunkingGivesTheSameEvents(Golden golden) {
        Tape tape = golden.tape();
        List<String> whole = Conversation.transcriptOf(tape.joined());

        assertThat(whole.size())
                .isGreaterThan(golden.catDevText().lines().toList().size());
        assertThat(Conversation.transcriptOf(tape)).isEqualTo(whole);
        assertThat(Conversation.transcriptOf(tape.cut(1))).isEqualTo(whole);
        assertThat(Conversation.transcriptOf(tape.cut(35))).isEqualTo(whole);
        for (long seed = 0; seed < 20; seed++) {
            assertThat(Conversation.transcriptOf(tape.recut(seed)))
                    .as("seed %d", seed)
                    .isEqualTo(whole);
        }
    }
}
