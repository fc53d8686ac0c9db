package dev.pcfstap.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.capture.CaptureMaker;
import dev.pcfstap.fixtures.capture.Container;
import dev.pcfstap.fixtures.capture.Conversations;
import dev.pcfstap.fixtures.capture.Disturbances;
import dev.pcfstap.fixtures.capture.Link;
import dev.pcfstap.fixtures.capture.Network;
import dev.pcfstap.fixtures.capture.Segment;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden sessions in every wrapping and with every disturbance: their streams stay what they were. */
class DisturbedCapturesTest {
    private static final int MAX_BYTES = 1400;
    private static final int FIRST_SEQUENCE = 1_000_000;
    private static final long SEED = 20261121;

    @ParameterizedTest
    @EnumSource(Container.class)
    void everyContainerGivesTheTape(Container container) throws Exception {
        Tape tape = Golden.STREAMS.tape();
        CaptureMaker maker = new CaptureMaker().container(container);

        Imports.Result result = Imports.of(maker.file(undisturbed(tape)));

        assertThat(result.seen().tape()).isEqualTo(tape.joined());
        assertThat(result.summary().complete()).isTrue();
        long unit = container.unitNanos;
        assertThat(result.seen().times.get(0)).isEqualTo(CaptureMaker.START_NANOS / unit * unit);
        long step = CaptureMaker.STEP_NANOS / 1000;
        assertThat(result.seen().times.get(1)).isEqualTo((CaptureMaker.START_NANOS + step * 3) / unit * unit);
    }

    @ParameterizedTest
    @EnumSource(Link.class)
    void everyLinkTypeGivesTheTape(Link link) throws Exception {
        for (Network network : new Network[] {Network.IPV4, Network.IPV6}) {
            Tape tape = Golden.STREAMS.tape();
            CaptureMaker maker = new CaptureMaker().link(link).network(network);

            Imports.Result result = Imports.of(maker.file(undisturbed(tape)));

            assertThat(result.seen().tape()).isEqualTo(tape.joined());
            assertThat(result.summary().complete()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Network.class)
    void everyNetworkGivesTheTape(Network network) throws Exception {
        Tape tape = Golden.READS.tape();

        Imports.Result result = Imports.of(new CaptureMaker().network(network).file(undisturbed(tape)));

        assertThat(result.seen().tape()).isEqualTo(tape.joined());
        assertThat(result.summary().complete()).isTrue();
        String console = network.name().startsWith("IPV6") ? "[fd00:7::40]:49153" : "192.168.7.40:49153";
        assertThat(result.seen().addresses.get(0).client()).isEqualTo(console);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -2, -1000, Integer.MAX_VALUE - 5000, Integer.MIN_VALUE})
    void wrappedSequenceNumbersGiveTheTape(int firstSequence) throws Exception {
        Tape tape = Golden.READS.tape();
        List<Segment> segments = Conversations.of(tape, MAX_BYTES, firstSequence);

        Imports.Result result = Imports.of(new CaptureMaker().file(segments));

        assertThat(result.seen().tape()).isEqualTo(tape.joined());
    }

    @Test
    void noiseFromOtherPortsAndProtocolsIsLeftOut() throws Exception {
        Tape tape = Golden.STREAMS.tape();

        Imports.Result result = Imports.of(new CaptureMaker().noise().file(undisturbed(tape)));

        assertThat(result.seen().tape()).isEqualTo(tape.joined());
        assertThat(result.summary().packets().otherPackets()).isPositive();
        assertThat(result.summary().streams().streams()).isEqualTo(8);
    }

    static Stream<Arguments> disturbances() {
        BinaryOperator<UnaryOperator<List<Segment>>> then = (a, b) -> segments -> b.apply(a.apply(segments));
        Random random = new Random(SEED);
        UnaryOperator<List<Segment>> reordered = segments -> Disturbances.reordered(segments, random);
        UnaryOperator<List<Segment>> retransmitted = segments -> Disturbances.retransmitted(segments, random);
        UnaryOperator<List<Segment>> overlapping = segments -> Disturbances.overlapping(segments, random);
        UnaryOperator<List<Segment>> keptAlive = segments -> Disturbances.keptAlive(segments, random);
        return Stream.of(
                Arguments.of("reordered", reordered),
                Arguments.of("retransmitted", retransmitted),
                Arguments.of("overlapping", overlapping),
                Arguments.of("kept alive", keptAlive),
                // Not with keep-alives: those are sent when a connection is idle, so nothing overtakes them.
                Arguments.of("all", then.apply(overlapping, then.apply(retransmitted, reordered))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("disturbances")
    void disturbedSegmentsGiveEachStreamOfTheTape(String name, UnaryOperator<List<Segment>> disturbance)
            throws Exception {
        for (Golden golden : Golden.values()) {
            for (int round = 0; round < 6; round++) {
                Tape tape = golden.tape();
                List<Segment> segments = disturbance.apply(Conversations.of(tape, MAX_BYTES - round * 60, -7_000));

                Imports.Result result = Imports.of(new CaptureMaker().file(segments));

                for (long stream : tape.streams()) {
                    assertThat(Tapes.stream(result.seen().tape(), stream))
                            .as("%s, %s, round %d, seed %d", golden, name, round, SEED)
                            .isEqualTo(Tapes.stream(tape.joined(), stream));
                }
                assertThat(result.seen().notes).isEmpty();
                assertThat(result.seen().gaps).isEmpty();
                assertThat(result.summary().streams().streams())
                        .isEqualTo(tape.streams().size());
            }
        }
    }

    private static List<Segment> undisturbed(Tape tape) {
        return Conversations.of(tape, MAX_BYTES, FIRST_SEQUENCE);
    }
}
