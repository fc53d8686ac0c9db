package dev.pcfstap.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.capture.CaptureMaker;
import dev.pcfstap.fixtures.capture.Segment;
import dev.pcfstap.fixtures.tape.TapeKind;
import dev.pcfstap.pcap.packet.FragmentLimits;
import dev.pcfstap.pcap.tcp.ReassemblyLimits;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Conversations, segment by segment: what the capture shows, what the sink hears. */
class ReassemblyTest {
    private static final int FIN = Segment.FIN | Segment.ACK;
    private static final int RST = Segment.RST | Segment.ACK;

    @Test
    void responseThatWasCapturedBeforeItsRequestComesAfterIt() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.host(0, 4, "pong").console(0, 0, "ping").console(4, 4, "next");

        SeenStreams seen = seen(talk);

        assertThat(seen.events).startsWith("opened s1", "> s1 4", "< s1 4", "> s1 4");
        // Its time stays: that it lies before the request's has to be seen.
        assertThat(seen.times.get(2)).isLessThan(seen.times.get(1));
    }

    @Test
    void requestWithoutHandshakeThatWasCapturedAfterItsResponseComesFirst() throws Exception {
        HandMade talk = new HandMade();
        talk.host(0, 4, "pong").console(0, 0, "ping");

        assertThat(seen(talk).events)
                .containsExactly(
                        "opened s1",
                        "note s1 began before the capture",
                        "gap s1 0,0",
                        "> s1 4",
                        "< s1 4",
                        "closed s1 end-of-capture");
    }

    @Test
    void missingRequestIsAHoleBeforeItsResponse() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "ping").host(0, 4, "pong").host(4, 10, "answer").console(10, 10, "more");

        assertThat(seen(talk).events)
                .containsExactly(
                        "opened s1",
                        "> s1 4",
                        "< s1 4",
                        "note s1 hole: 6 bytes from console to host are not in the capture, at 0x4 of that direction",
                        "gap s1 6,0",
                        "< s1 6",
                        "> s1 4",
                        "closed s1 end-of-capture");
    }

    @Test
    void holeIsGivenUpAfterSomePacketsWhenItsBytesWereAcknowledged() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "ping").host(0, 4, "pong").host(8, 4, "more");
        for (int i = 0; i < 70; i++) {
            talk.console(4 + i, 12, "x");
        }
        talk.host(4, 4, "late");

        SeenStreams seen = seen(talk);

        int hole = seen.events.indexOf("gap s1 0,4");
        assertThat(hole).isBetween(3, 8);
        assertThat(seen.events.subList(hole, hole + 3)).containsExactly("gap s1 0,4", "< s1 4", "> s1 1");
        assertThat(seen.notes).contains("late: 4 bytes from host to console that had been given up came too late");
        assertThat(seen.toHost(1)).hasSize(74);
    }

    @Test
    void holeThatNobodyAcknowledgedWaitsForTheRetransmission() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "ping").host(0, 4, "pong").host(8, 4, "more");
        for (int i = 0; i < 200; i++) {
            talk.console(4, 4, "");
        }
        talk.host(4, 4, "lost");

        SeenStreams seen = seen(talk);

        assertThat(seen.gaps).isEmpty();
        assertThat(seen.toConsole(1)).asString().isEqualTo("ponglostmore");
    }

    @Test
    void holeIsGivenUpWhenTheCapturesClockSaysSo() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "ping")
                .host(0, 4, "pong")
                .host(8, 4, "more")
                .console(4, 12, "")
                .console(4, 12, "");

        byte[] slow = new CaptureMaker().stepNanos(700_000_000).file(talk.segments);

        assertThat(Imports.of(slow).seen().events).contains("gap s1 0,4", "< s1 4");
    }

    @Test
    void overlapWithOtherBytesKeepsTheFirstOnesAndIsNoted() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "abcd").console(2, 0, "CDef").console(8, 0, "ij").console(6, 0, "ghIJkl");

        Imports.Result result = Imports.of(new CaptureMaker().file(talk.segments));

        assertThat(result.seen().toHost(1)).asString().isEqualTo("abcdefghijkl");
        assertThat(result.seen().notes)
                .containsExactly(
                        "overlap: bytes from console to host came again with other values, at 0x2 of that direction;"
                                + " the first ones count",
                        "overlap: bytes from console to host came again with other values, at 0x6 of that direction;"
                                + " the first ones count");
        assertThat(result.summary().streams().differences()).isEqualTo(2);
    }

    @Test
    void dataWithTheSynIsData() throws Exception {
        HandMade talk = new HandMade();
        talk.console(-1, 0, Segment.SYN, "ping")
                .host(-1, 4, Segment.SYN | Segment.ACK, "")
                .host(0, 4, "pong");

        assertThat(seen(talk).events).startsWith("opened s1", "> s1 4", "< s1 4");
    }

    @Test
    void finAfterFinEndsTheStreamWithWhoWasFirst() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "ping")
                .host(0, 4, "po")
                .host(2, 4, FIN, "ng")
                .console(4, 5, "rest")
                .console(8, 5, FIN, "");
        talk.host(5, 9, "");

        SeenStreams seen = seen(talk);

        assertThat(seen.events)
                .containsExactly("opened s1", "> s1 4", "< s1 2", "< s1 2", "> s1 4", "closed s1 server");
    }

    @Test
    void finsInTheWrongOrderAreToldApartByWhatTheyAcknowledge() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.host(0, 1, FIN, "").console(0, 0, FIN, "");

        assertThat(seen(talk).events).containsExactly("opened s1", "closed s1 client");
    }

    @Test
    void resetEndsTheStreamWithWhoSentIt() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "ping").host(0, 4, RST, "").console(4, 0, "late");

        assertThat(seen(talk).events).containsExactly("opened s1", "> s1 4", "closed s1 server-reset");
        HandMade other = new HandMade().handshake();
        assertThat(seen(other.console(0, 0, RST, "")).events).containsExactly("opened s1", "closed s1 client-reset");
    }

    @Test
    void resetFromFarAwayIsNotBelieved() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "ping").host(500_000_000, 4, RST, "").host(0, 4, "pong");

        SeenStreams seen = seen(talk);

        assertThat(seen.toConsole(1)).asString().isEqualTo("pong");
        assertThat(seen.notes)
                .containsExactly("a reset from host to console is far from where the stream is; left out");
    }

    @Test
    void hostThatRefusesIsUnreachable() throws Exception {
        HandMade talk = new HandMade();
        talk.console(-1, 0, Segment.SYN, "").host(-9000, 0, RST, "");

        assertThat(seen(talk).events).containsExactly("opened s1", "closed s1 upstream-unreachable");
    }

    @Test
    void portsThatAreUsedAgainMakeANewStream() throws Exception {
        HandMade first = new HandMade().handshake().console(0, 0, "one");
        HandMade second = new HandMade(1, 77_000).handshake().console(0, 0, "two");
        List<Segment> both = new ArrayList<>(first.segments);
        both.addAll(second.segments);
        both.add(first.segments.get(first.segments.size() - 1));

        SeenStreams seen = Imports.of(new CaptureMaker().file(both)).seen();

        assertThat(seen.toHost(1)).asString().isEqualTo("one");
        assertThat(seen.toHost(2)).asString().isEqualTo("two");
        assertThat(seen.events)
                .contains("note s1 the ports are used again; this stream's end is not in the capture")
                .containsSubsequence("closed s1 end-of-capture", "opened s2");
    }

    @Test
    void synThatIsSentAgainMakesNoNewStream() throws Exception {
        HandMade talk =
                new HandMade().handshake().handshake().console(0, 0, "ping").handshake();

        assertThat(seen(talk).events).containsExactly("opened s1", "> s1 4", "closed s1 end-of-capture");
    }

    @Test
    void streamThatBeganBeforeTheCaptureIsSaidToHaveBegunBefore() throws Exception {
        HandMade talk = new HandMade();
        talk.console(0, 0, "").console(0, 0, "ping").host(0, 4, "pong");
        SeenStreams seen = new SeenStreams();
        PcapImport pcapImport = new PcapImport(ImportOptions.DEFAULT, seen, ImportListener.SILENT);

        pcapImport.read("capture", new ByteArrayInputStream(new CaptureMaker().file(talk.segments)));

        assertThat(pcapImport.finish().streams().joinedStreams()).isEqualTo(1);
        assertThat(seen.events)
                .startsWith("opened s1", "note s1 began before the capture", "gap s1 0,0", "> s1 4", "< s1 4");
    }

    @Test
    void oneDirectionAloneIsHandedOnAndTheOtherIsAHole() throws Exception {
        HandMade talk = new HandMade();
        for (int i = 0; i < 100; i++) {
            talk.host(i, 10 * i, "x");
        }

        SeenStreams seen = seen(talk);

        assertThat(seen.toConsole(1)).hasSize(100);
        assertThat(seen.gaps.get(seen.gaps.size() - 1).toHostBytes()).isEqualTo(990);
    }

    @Test
    void cutPacketsAreHolesOfWhatIsMissing() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "0123456789").console(10, 0, "abcd").host(0, 14, "");

        SeenStreams seen = Imports.of(new CaptureMaker().snapLength(72).file(talk.segments))
                .seen();

        assertThat(seen.events)
                .containsExactly(
                        "opened s1",
                        "> s1 6",
                        "note s1 cut: 4 bytes of a packet from console to host were not captured (snap length)",
                        "gap s1 4,0",
                        "> s1 4",
                        "closed s1 end-of-capture");
    }

    @Test
    void lastBytesThatOnlyTheirAcknowledgementShowsAreAHole() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "ping").host(0, 4, "pong").console(4, 104, "");

        assertThat(seen(talk).events).contains("gap s1 0,100");
        HandMade closed = new HandMade().handshake();
        closed.console(0, 0, "ping").console(20, 0, FIN, "").host(0, 21, FIN, "");
        assertThat(seen(closed).events)
                .containsExactly(
                        "opened s1",
                        "> s1 4",
                        "note s1 hole: 16 bytes from console to host are not in the capture, at 0x4 of that direction",
                        "gap s1 16,0",
                        "closed s1 client");
    }

    @Test
    void segmentFromFarAwayIsLeftOutUntilAnotherContinuesIt() throws Exception {
        int far = 400_000_000;
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "ping").console(far, 0, "??").console(4, 0, "pong");
        assertThat(seen(talk).toHost(1)).asString().isEqualTo("pingpong");

        talk.console(far, 0, "??").console(far + 2, 0, "jump").console(far + 6, 0, "on");

        SeenStreams seen = seen(talk);
        assertThat(seen.toHost(1)).asString().isEqualTo("pingpongjumpon");
        assertThat(seen.gaps.get(0).toHostBytes()).isEqualTo(far + 2 - 8);
    }

    @Test
    void bytesThatWaitAreLimited() throws Exception {
        ReassemblyLimits limits = new ReassemblyLimits(10, 3000, 1 << 20, 1_000_000, Long.MAX_VALUE);
        HandMade talk = new HandMade().handshake();
        for (int i = 1; i < 40; i++) {
            talk.console(100 * i, 0, "x".repeat(100));
        }

        SeenStreams seen = seen(talk, limits);

        assertThat(seen.toHost(1)).hasSize(3900);
        assertThat(seen.gaps).hasSize(1);
        assertThat(seen.notes.get(0)).matches("limit: \\d+ bytes wait for missing ones; they are given up");
    }

    @Test
    void streamsAreLimited() throws Exception {
        List<Segment> segments = new ArrayList<>();
        for (int stream = 1; stream <= 40; stream++) {
            segments.addAll(new HandMade(stream, 5000).handshake().console(0, 0, "ping").segments);
        }
        ReassemblyLimits limits = new ReassemblyLimits(16, 1 << 20, 1 << 20, 64, 1_000_000_000);

        SeenStreams seen = Imports.of(
                        new CaptureMaker().file(segments), new ImportOptions(7500, limits, FragmentLimits.DEFAULT))
                .seen();

        assertThat(seen.events.stream().filter(event -> event.startsWith("opened")))
                .hasSize(40);
        assertThat(seen.events.stream().filter(event -> event.startsWith("closed")))
                .hasSize(40);
        assertThat(seen.events).contains("note s1 limit: more than 16 streams; this one is let go");
    }

    @Test
    void consoleThatUsesTheServersPortIsStillTheConsole() throws Exception {
        HandMade talk = new HandMade(7500 - 49_152, 5000).handshake();
        talk.console(0, 0, "ping").host(0, 4, "pong").console(4, 4, FIN, "").host(4, 5, FIN, "");

        SeenStreams seen = seen(talk);

        assertThat(seen.events).containsExactly("opened s1", "> s1 4", "< s1 4", "closed s1 client");
        assertThat(seen.addresses.get(0).client()).isEqualTo("192.168.7.40:7500");
    }

    @Test
    void connectionFromTheServersPortToAnotherIsNotOurs() throws Exception {
        HandMade talk = new HandMade();
        talk.raw(TapeKind.TO_CONSOLE, 100, 0, Segment.SYN, "");

        assertThat(seen(talk).events).isEmpty();
    }

    private static SeenStreams seen(HandMade talk) throws Exception {
        return Imports.of(new CaptureMaker().file(talk.segments)).seen();
    }

    private static SeenStreams seen(HandMade talk, ReassemblyLimits limits) throws Exception {
        ImportOptions options = new ImportOptions(7500, limits, FragmentLimits.DEFAULT);
        return Imports.of(new CaptureMaker().file(talk.segments), options).seen();
    }
}
