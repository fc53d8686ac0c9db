package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.packet.ReadResponses;
import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.StreamAddresses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tool left out of a capture is counted, and shown nowhere. */
class OmissionTest {
    private static final Requests CONSOLE = Requests.standard();
    private static final Responses HOST = Responses.standard();

    private final List<String> lines = new ArrayList<>();
    private final PcfsDecoder decoder =
            new PcfsDecoder(DecoderLimits.DEFAULT, event -> lines.add(Transcript.line(event)));

    @Test
    void numbersAndCountsGoOnBehindIt() {
        open();
        say(Direction.CONSOLE_TO_HOST, CONSOLE.remove("/a"));
        say(Direction.HOST_TO_CONSOLE, HOST.rc(0));
        decoder.omitted(1, 0, new Omission(40, 0, 1, 0));
        decoder.omitted(1, 0, new Omission(0, 39, 0, 1));
        say(Direction.CONSOLE_TO_HOST, CONSOLE.remove("/b"));
        say(Direction.HOST_TO_CONSOLE, HOST.rc(0));
        close();

        assertThat(lines)
                .containsExactly(
                        "open s1",
                        "s1 #1 -> Remove[path=/a]",
                        "s1 #1 <- ReturnCode[code=0]",
                        "s1 #42 -> Remove[path=/b]",
                        "s1 #42 <- ReturnCode[code=0]",
                        "s1 close client 42/41");
    }

    @Test
    void aRequestThatIsNotThereSettlesTheReadBeforeIt() {
        open();
        say(Direction.CONSOLE_TO_HOST, CONSOLE.ping(64, 64));
        say(Direction.HOST_TO_CONSOLE, HOST.pong(0, Responses.PONG_FFIO_AND_CSR));
        say(Direction.CONSOLE_TO_HOST, CONSOLE.readFile(1, 300, 3));
        say(Direction.HOST_TO_CONSOLE, ReadResponses.normal(70_000, new byte[64], 64, 64));
        decoder.omitted(1, 0, new Omission(0, 1, 0, 36));
        decoder.batchEnded(0);
        assertThat(lines).last().asString().startsWith("s1 #2 -> ReadFile");
        decoder.omitted(1, 0, new Omission(1, 0, 564, 0));
        decoder.batchEnded(0);
        assertThat(lines).last().asString().startsWith("s1 #2 <- Read[NORMAL").endsWith("SETTLED");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, -1, Long.MIN_VALUE, 0})
    void countsThatCannotBeDoNoHarm(long count) throws SnapshotException {
        open();
        for (int i = 0; i < 3; i++) {
            decoder.omitted(1, 0, new Omission(count, count, count, count));
            say(Direction.CONSOLE_TO_HOST, CONSOLE.remove("/a"));
            say(Direction.HOST_TO_CONSOLE, HOST.rc(0));
        }
        decoder.omitted(9, 0, new Omission(count, count, count, count));
        PcfsDecoder restored = new PcfsDecoder(DecoderLimits.DEFAULT, event -> {});
        assertThat(restored.restore(decoder.snapshot(), 0, 0)).containsExactly(1);
        close();

        assertThat(lines.stream().filter(line -> line.contains("-> Remove"))).hasSize(3);
        assertThat(lines.stream().filter(line -> line.contains("#-"))).isEmpty();
        assertThat(lines).last().asString().matches("s1 close client \\d+/\\d+");
    }

    private void open() {
        decoder.opened(1, 0, new StreamAddresses("console", "host"));
    }

    private void say(Direction direction, byte[] bytes) {
        decoder.received(1, direction, 0, bytes, 0, bytes.length);
    }

    private void close() {
        decoder.closed(1, 0, CloseReason.CLIENT);
        decoder.stopped(0);
    }
}
