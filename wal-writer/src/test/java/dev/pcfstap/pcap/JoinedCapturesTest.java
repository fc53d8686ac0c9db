package dev.pcfstap.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.capture.CaptureMaker;
import dev.pcfstap.fixtures.capture.OddCapture;
import dev.pcfstap.fixtures.capture.Segment;
import dev.pcfstap.fixtures.tape.TapeKind;
import org.junit.jupiter.api.Test;

/** Captures that begin oddly, or inside a connection: where its directions begin, and what of it is said to be left out. */
class JoinedCapturesTest {
    private static final int RST = Segment.RST | Segment.ACK;
    private static final int SYN_ACK = Segment.SYN | Segment.ACK;

    @Test
    void theBytesOfConnectionsThatBeginOddlyAreAllThere() throws Exception {
        byte[] plain = Imports.of(OddCapture.TWO_SYNACKS.bytes()).seen().toHost(1);
        assertThat(plain).hasSize(104);
        byte[] back = Imports.of(OddCapture.TWO_SYNACKS.bytes()).seen().toConsole(1);
        assertThat(back).hasSize(104);
        SeenStreams accepted =
                Imports.of(OddCapture.REFUSED_THEN_ACCEPTED.bytes()).seen();
        assertThat(accepted.events).startsWith("opened s1", "closed s1 upstream-unreachable", "opened s2");
        assertThat(accepted.toHost(2)).isEqualTo(plain);
        assertThat(accepted.toConsole(2)).isEqualTo(back);
        SeenStreams reset = Imports.of(OddCapture.RESET_NOT_FOR_THE_SYN.bytes()).seen();
        assertThat(reset.notes).containsExactly("a reset from host to console does not answer the SYN; left out");
        assertThat(reset.toHost(1)).isEqualTo(plain);
        assertThat(reset.toConsole(1)).isEqualTo(back);
    }

    @Test
    void firstSegmentsOfAJoinedConnectionAreInOrder() throws Exception {
        SeenStreams seen = Imports.of(OddCapture.JOINED_OUT_OF_ORDER.bytes()).seen();

        assertThat(seen.toConsole(1)).asString().isEqualTo("A".repeat(100) + "B".repeat(100) + "C".repeat(100));
    }

    @Test
    void whatTheReceiverStillLacksIsWaitedForInAJoinedConnection() throws Exception {
        Imports.Result result = Imports.of(OddCapture.JOINED_LATE_RETRANSMISSION.bytes());

        assertThat(result.seen().toConsole(1)).hasSize(73_000);
        assertThat(result.seen().gaps)
                .singleElement()
                .satisfies(gap -> assertThat(gap.bytes()).isZero());
        assertThat(result.summary().complete()).isTrue();
    }

    @Test
    void anAcknowledgementThatComesFirstSaysWhereItsDirectionStands() throws Exception {
        HandMade talk = new HandMade();
        talk.console(0, 0, "")
                .host(4, 0, "late")
                .console(0, 0, "")
                .host(0, 0, "soon")
                .console(0, 8, "");
        assertThat(seen(talk).toConsole(1)).asString().isEqualTo("soonlate");

        HandMade lost = new HandMade();
        lost.console(0, 0, "").host(4, 0, "late").console(0, 8, "").host(8, 0, "more");
        assertThat(seen(lost).notes)
                .contains("hole: 4 bytes from host to console are not in the capture, at 0x0 of that direction");
    }

    @Test
    void aLostFirstSegmentThatIsSentAgainAfterManyOthersComesFirst() throws Exception {
        HandMade talk = new HandMade();
        for (int i = 1; i <= 100; i++) {
            talk.host(10 * i, 0, "0123456789").console(0, 0, "");
        }
        talk.host(0, 0, "abcdefghij").console(0, 1010, "");

        SeenStreams seen = seen(talk);

        assertThat(seen.toConsole(1)).asString().startsWith("abcdefghij0123").hasSize(1010);
    }

    @Test
    void whatLiesBelowTheFirstByteAndComesTooLateIsSaid() throws Exception {
        HandMade talk = new HandMade();
        talk.host(100, 0, "first").console(0, 105, "").host(50, 0, "early").host(105, 0, "next");

        Imports.Result result = Imports.of(new CaptureMaker().file(talk.segments));

        assertThat(result.seen().toConsole(1)).asString().isEqualTo("firstnext");
        assertThat(result.seen().notes)
                .contains("early: 5 bytes from host to console lie before the first byte of the stream; left out");
        assertThat(result.summary().notices())
                .contains("5 bytes are left out: they fit nowhere in their stream; its notes say where they came");
        assertThat(result.summary().complete()).isFalse();
    }

    @Test
    void whatLiesFarAboveIsSaidAndCounted() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "ping").console(400_000_000, 0, "??").console(4, 0, "pong");

        Imports.Result result = Imports.of(new CaptureMaker().file(talk.segments));

        assertThat(result.seen().toHost(1)).asString().isEqualTo("pingpong");
        assertThat(result.summary().streams().misplacedBytes()).isEqualTo(2);
        assertThat(result.summary().complete()).isFalse();
    }

    @Test
    void aKeepAliveBelowTheFirstByteIsNothing() throws Exception {
        HandMade talk = new HandMade();
        talk.console(0, 0, "")
                .host(0, 0, "x")
                .console(0, 1, "")
                .host(0, 0, "\0")
                .console(0, 1, "");

        Imports.Result result = Imports.of(new CaptureMaker().file(talk.segments));

        assertThat(result.summary().complete()).isTrue();
    }

    @Test
    void aFinThatWasCapturedBeforeTheLastDataOfAJoinedConnectionEndsItBehindThem() throws Exception {
        HandMade talk = new HandMade();
        talk.console(0, 0, "hi")
                .host(4, 2, Segment.FIN | Segment.ACK, "")
                .host(0, 2, "last")
                .console(2, 5, Segment.FIN | Segment.ACK, "");

        SeenStreams seen = seen(talk);

        assertThat(seen.toConsole(1)).asString().isEqualTo("last");
        assertThat(seen.events).endsWith("closed s1 server");
    }

    @Test
    void dataOfAnEarlierConnectionBeforeTheSynAckIsNotOfThisOne() throws Exception {
        HandMade talk = new HandMade();
        talk.console(-1, 0, Segment.SYN, "")
                .host(70_000, -4000, "old")
                .console(-4000, 0, Segment.RST, "")
                .handshake()
                .console(0, 0, "ping")
                .host(0, 4, "pong");

        SeenStreams seen = seen(talk);

        assertThat(seen.toConsole(1)).asString().isEqualTo("pong");
        assertThat(seen.notes)
                .contains("3 bytes from host to console come before the answer to the SYN, from an earlier connection;"
                        + " left out");
    }

    @Test
    void ofThreeSynAcksTheAcknowledgedOneCounts() throws Exception {
        for (int right : new int[] {0, 1, 2}) {
            HandMade talk = new HandMade().raw(TapeKind.TO_HOST, 4999, 0, Segment.SYN, "");
            for (int each : new int[] {0, 1, 2}) {
                talk.host(1000 * each - 1, 0, SYN_ACK, "");
            }
            talk.console(0, 1000 * right, "ping").host(1000 * right, 4, "pong").console(4, 1000 * right + 4, "");

            Imports.Result result = Imports.of(new CaptureMaker().file(talk.segments));

            assertThat(result.seen().toConsole(1)).asString().isEqualTo("pong");
            assertThat(result.summary().complete()).isTrue();
        }
    }

    @Test
    void aResetWithoutAnAcknowledgementDoesNotRefuse() throws Exception {
        HandMade talk = new HandMade();
        talk.console(-1, 0, Segment.SYN, "").host(-9000, 0, Segment.RST, "");
        assertThat(seen(talk).events).endsWith("closed s1 end-of-capture");
        talk.host(-9000, 0, RST, "");
        assertThat(seen(talk).events).endsWith("closed s1 upstream-unreachable");
    }

    private static SeenStreams seen(HandMade talk) throws Exception {
        return Imports.of(new CaptureMaker().file(talk.segments)).seen();
    }
}
