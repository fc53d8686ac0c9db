package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** The host answers a request before it has heard all of it, with what has no boundary. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 464, 465, 100_000})
    void aRequestThatBeginsInsideAChunkSettlesWhatCameBeforeIt(int chunkBytes) {
        Requests console = Requests.standard();
        byte[] wild = new byte[80];
        Arrays.fill(wild, (byte) 0x7F);
        byte[] both = Arrays.copyOf(console.remove("/one"), 2 * console.remove("/one").length);
        System.arraycopy(console.remove("/two"), 0, both, both.length / 2, both.length / 2);

        Conversation conversation = new Conversation()
                .consoleSays(Arrays.copyOf(both, 100))
                .hostSays(wild)
                .inChunksOf(chunkBytes)
                .consoleSays(Arrays.copyOfRange(both, 100, both.length))
                .hostSays(Responses.standard().rc(0));

        assertThat(conversation.lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("lost-boundary HOST_TO_CONSOLE"),
                        line -> assertThat(line).isEqualTo("s1 #1 -> Remove[path=/one]"),
                        line -> assertThat(line).startsWith("s1 #1 <- Unknown: its boundary was lost SETTLED raw 80"),
                        line -> assertThat(line).contains("resumed HOST_TO_CONSOLE skipped=80"),
                        line -> assertThat(line).isEqualTo("s1 #2 -> Remove[path=/two]"),
                        line -> assertThat(line).isEqualTo("s1 #2 <- ReturnCode[code=0]"));
    }
}
