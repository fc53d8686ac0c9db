package dev.pcfstap.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.capture.CaptureMaker;
import dev.pcfstap.fixtures.capture.Segment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that end, or seem to, and what comes between the same ports afterwards: no byte of it goes unsaid. */
class ReusedPortsTest {
    private static final int FIN = Segment.FIN | Segment.ACK;
    private static final int RST = Segment.RST | Segment.ACK;

    @Test
    void synWithTheSameNumberBehindBothFinsBeginsANewStream() throws Exception {
        HandMade first = closed(new HandMade().handshake().console(0, 0, "one").host(0, 3, "1"), 3, 1);
        HandMade second = closed(new HandMade().handshake().console(0, 0, "two").host(0, 3, "2"), 3, 1);

        assertThat(all(first, second).seen().events)
                .containsExactly(
                        "opened s1",
                        "> s1 3",
                        "< s1 1",
                        "closed s1 client",
                        "opened s2",
                        "> s2 3",
                        "< s2 1",
                        "closed s2 client");
    }

    @Test
    void synThatIsSentAgainAfterItWasRefusedBeginsNoStream() throws Exception {
        HandMade refused = new HandMade();
        for (int i = 0; i < 3; i++) {
            refused.console(-1, 0, Segment.SYN, "").host(-9000, 0, RST, "");
        }

        assertThat(all(refused).seen().events).containsExactly("opened s1", "closed s1 upstream-unreachable");
    }

    @Test
    void resetOfTheOldConnectionDoesNotEndTheNewOne() throws Exception {
        HandMade old = new HandMade().handshake().console(0, 0, "old").host(0, 3, "o");
        HandMade fresh = new HandMade(1, 5_000_000);
        fresh.console(-1, 0, Segment.SYN, "");
        HandMade reset = new HandMade().host(1, 3, "").console(3, 0, Segment.RST, "");
        HandMade again =
                new HandMade(1, 5_000_000).handshake().console(0, 0, "new").host(0, 3, "n");

        SeenStreams seen = all(old, fresh, reset, again).seen();

        assertThat(seen.toHost(2)).asString().isEqualTo("new");
        assertThat(seen.toConsole(2)).asString().isEqualTo("n");
        assertThat(seen.events)
                .contains("note s2 a reset from console to host is far from where the stream is; left out");
    }

    @Test
    void resetThatItsReceiverIgnoredDoesNotEndTheStream() throws Exception {
        for (int off : new int[] {9_000_000, -2}) {
            HandMade talk = new HandMade().handshake().console(0, 0, "ping").host(0, 4, "pong");
            talk.host(4 + off, 0, Segment.RST, "").console(4, 4, "more").host(4, 8, "answer");
            closed(talk, 8, 10);

            Imports.Result result = all(talk);

            assertThat(result.seen().events)
                    .containsExactly(
                            "opened s1",
                            "> s1 4",
                            "< s1 4",
                            "note s1 a reset from host to console was not where the stream was, which goes on; left out",
                            "> s1 4",
                            "< s1 6",
                            "closed s1 client");
            assertThat(result.summary().complete()).isTrue();
        }
    }

    @Test
    void resetThatIsALittleOffEndsTheStreamWhenNothingFollows() throws Exception {
        HandMade talk = new HandMade().handshake().console(0, 0, "ping").host(4, 4, RST, "");

        assertThat(all(talk).seen().reasons.get(0).token()).isEqualTo("server-reset");
    }

    @Test
    void dataBehindBothFinsIsAStreamThatBeganBefore() throws Exception {
        HandMade first = closed(new HandMade().handshake().console(0, 0, "one").host(0, 3, "1"), 3, 1);
        HandMade second = new HandMade().console(100_000, 200_000, "two").host(200_000, 100_003, "2");

        Imports.Result result = all(first, second);

        assertThat(result.seen().toHost(2)).asString().isEqualTo("two");
        assertThat(result.seen().toConsole(2)).asString().isEqualTo("2");
        assertThat(result.summary().streams().joinedStreams()).isEqualTo(1);
    }

    @Test
    void dataThatWasHadAlreadyIsNotMissedBehindTheEnd() throws Exception {
        HandMade talk = closed(new HandMade().handshake().console(0, 0, "one").host(0, 3, "1"), 3, 1);
        talk.console(0, 0, "one").host(0, 3, "1");

        Imports.Result result = all(talk);

        assertThat(result.summary().streams().streams()).isEqualTo(1);
        assertThat(result.summary().complete()).isTrue();
    }

    @Test
    void dataFromWhoSentTheResetIsAStreamThatBeganBefore() throws Exception {
        HandMade talk = new HandMade().handshake().console(0, 0, "ping").host(0, 4, RST, "");
        talk.host(0, 4, "pong").console(4, 4, "more");

        SeenStreams seen = all(talk).seen();

        assertThat(seen.toConsole(2)).asString().isEqualTo("pong");
        assertThat(seen.toHost(2)).asString().isEqualTo("more");
    }

    @Test
    void dataThatMetAResetIsSaidToBeLeftOut() throws Exception {
        HandMade talk = new HandMade().handshake().console(0, 0, "ping").host(0, 4, RST, "");
        talk.console(4, 0, "late");

        ImportSummary summary = all(talk).summary();

        assertThat(summary.complete()).isFalse();
        assertThat(summary.notices()).containsExactly("4 bytes are left out: they came behind the end of their stream");
    }

    private static HandMade closed(HandMade talk, int sent, int received) {
        return talk.console(sent, received, FIN, "")
                .host(received, sent + 1, FIN, "")
                .console(sent + 1, received + 1, "");
    }

    private static Imports.Result all(HandMade... talks) throws Exception {
        List<Segment> segments =
                Arrays.stream(talks).flatMap(talk -> talk.segments.stream()).toList();
        return Imports.of(new CaptureMaker().file(segments));
    }
}
