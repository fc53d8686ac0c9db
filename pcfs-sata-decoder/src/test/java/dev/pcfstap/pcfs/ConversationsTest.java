package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Conversation;
import dev.pcfstap.fixtures.tape.ConversationGenerator;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Conversations that nobody thought of, whole and corrupted. */
class ConversationsTest {
    private static final int CONVERSATIONS = 20_000;
    private static final Duration STUCK = Duration.ofSeconds(60);

    @Test
    void anyConversationIsDecodedAndItsChunkingChangesNothing() {
        for (long seed = 0; seed < CONVERSATIONS; seed++) {
            Conversation conversation = ConversationGenerator.DEFAULT.generate(seed);
            List<String> lines = Assertions.assertTimeoutPreemptively(
                    STUCK,
                    () -> dev.pcfstap.pcfs.Conversation.transcriptOf(conversation.tape()),
                    "stuck at seed " + seed);
            assertThat(lines).as("seed %d", seed).last().asString().contains(" close ");
            if (seed % 10 == 0) {
                assertThat(dev.pcfstap.pcfs.Conversation.transcriptOf(
                                conversation.tape().recut(seed)))
                        .as("seed %d", seed)
                        .isEqualTo(lines);
            }
        }
    }
}
