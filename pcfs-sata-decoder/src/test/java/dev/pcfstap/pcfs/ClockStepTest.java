package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import dev.pcfstap.tap.ClockStep;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockStepTest {
    private static final long STEP_NANOS = 3_600_000_000_000L;

    private final List<PcfsEvent> events = new ArrayList<>();

    /** One request may wait, so the second one takes the place of the first, of which half the answer is there. */
    @Test
    void anAnswerThatIsHalfThereWhenItsRequestIsForgottenHasItsLatencyWithoutTheStep() {
        PcfsDecoder decoder = new PcfsDecoder(new DecoderLimits(1 << 20, 1024, 1, 4), events::add);
        byte[] answer = Responses.standard().rc(0);
        decoder.opened(1, 0, new StreamAddresses("console", "host"));
        ask(decoder, 100, Requests.standard().remove("/a"));
        decoder.received(1, Direction.HOST_TO_CONSOLE, 200, answer, 0, 20);
        ask(decoder, 300, Requests.standard().remove("/b"));
        decoder.noted(0, 400 + STEP_NANOS, ClockStep.note(STEP_NANOS));
        decoder.received(1, Direction.HOST_TO_CONSOLE, 800 + STEP_NANOS, answer, 20, answer.length - 20);
        decoder.batchEnded(800 + STEP_NANOS);

        assertThat(events)
                .filteredOn(PcfsEvent.Response.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        PcfsEvent.Response.class,
                        response -> assertThat(response.latencyNanos()).isEqualTo(700));
    }

    private static void ask(PcfsDecoder decoder, long timeNanos, byte[] packet) {
        decoder.received(1, Direction.CONSOLE_TO_HOST, timeNanos, packet, 0, packet.length);
    }
}
