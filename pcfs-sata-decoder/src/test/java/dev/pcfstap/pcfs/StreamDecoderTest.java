package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.packet.ReadResponses;
import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import dev.pcfstap.tap.ClockStep;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairing, tracking, and what happens to traffic that is not as it should be. */
class StreamDecoderTest {
    private final Requests console = Requests.standard();
    private final Responses host = Responses.standard();

    private static byte[] garbage(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        bytes[0] = 0;
        bytes[1] = 1;
        return bytes;
    }

    @Test
    void pipelinedRequestsAreAnsweredFirstInFirstOut() {
        Conversation conversation = new Conversation()
                .consoleSays(console.openFile("/a", "r"), console.openFolder("/b"), console.statFile(9))
                .hostSays(host.fd(0, 4), host.fd(0, 4), host.failed(0xFFF0FFE9))
                .consoleSays(console.closeFile(4), console.closeFolder(4));

        assertThat(conversation.lines())
                .containsExactly(
                        "s1 #1 -> OpenFile[path=/a, mode=r, unlock=true]",
                        "s1 #2 -> OpenFolder[path=/b]",
                        "s1 #3 -> StatFile[file=Descriptor[number=9, path=null]]",
                        "s1 #1 <- Opened[code=0, descriptor=4]",
                        "s1 #2 <- Opened[code=0, descriptor=4]",
                        "s1 #3 <- ReturnCode[code=-983063]",
                        "s1 #4 -> CloseFile[file=Descriptor[number=4, path=/a]]",
                        "s1 #5 -> CloseFolder[folder=Descriptor[number=4, path=/b]]");
    }

    @Test
    void aDescriptorLeavesTheTableOnlyWhenClosingWorked() {
        Conversation conversation = new Conversation()
                .consoleSays(console.openFile("/a", "r"))
                .hostSays(host.fd(0, 4))
                .consoleSays(console.closeFile(4))
                .hostSays(host.rc(0xFFF0FFE0))
                .consoleSays(console.closeFile(4))
                .hostSays(host.rc(0))
                .consoleSays(console.statFile(4));

        assertThat(conversation.lines().get(4)).contains("path=/a");
        assertThat(conversation.lines().get(6)).contains("path=null");
    }

    @Test
    void aStepOfTheClockIsNoPartOfALatency() {
        for (long step : new long[] {3_600_000_000_000L, -3_600_000_000_000L}) {
            Conversation conversation = new Conversation()
                    .at(4_000_000_000_000L)
                    .consoleSays(console.statFile(3))
                    .clockSteps(step)
                    .at(4_000_000_000_000L + step + 700)
                    .hostSays(host.rc(0));
            assertThat(conversation.lastResponse().latencyNanos()).isEqualTo(700);
        }
        Conversation forged = new Conversation()
                .at(1000)
                .consoleSays(console.statFile(3))
                .noted(Conversation.STREAM, ClockStep.note(500))
                .at(2000)
                .hostSays(host.rc(0));
        assertThat(forged.lastResponse().latencyNanos())
                .as("only the tap itself can tell")
                .isEqualTo(1000);
    }

    @Test
    void latencyRunsFromTheLastOutOfBandByteToTheLastByteOfTheAnswer() {
        byte[] write = console.writeFile(3, garbage(100));
        byte[] answer = host.written(100);
        Conversation conversation = new Conversation()
                .at(1000)
                .consoleSays(Arrays.copyOf(write, write.length - 10))
                .at(3000)
                .consoleSays(Arrays.copyOfRange(write, write.length - 10, write.length))
                .at(7000)
                .hostSays(Arrays.copyOf(answer, 5))
                .at(8000)
                .hostSays(Arrays.copyOfRange(answer, 5, answer.length));

        assertThat(conversation.lastResponse().latencyNanos()).isEqualTo(5000);
        assertThat(conversation.lastReply()).isEqualTo(new Reply.Written(100, 100));
        assertThat(conversation.events().get(1).timeNanos()).isEqualTo(1000);
    }

    @Test
    void unmatchedResponseIsNotedAndTheStreamContinues() {
        Conversation conversation = new Conversation()
                .hostSays(host.rc(0))
                .consoleSays(console.remove("/x"))
                .hostSays(host.rc(0));

        assertThat(conversation.lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("s1 #0 <- Unknown: no request waits for it raw 36"),
                        line -> assertThat(line).isEqualTo("s1 note unmatched-response bytes=36"),
                        line -> assertThat(line).isEqualTo("s1 #1 -> Remove[path=/x]"),
                        line -> assertThat(line).isEqualTo("s1 #1 <- ReturnCode[code=0]"));
    }

    @Test
    void aFailedPongChangesNoFlag() {
        Conversation conversation = new Conversation()
                .consoleSays(console.ping())
                .hostSays(host.pong(0xFFF0FFE0, Responses.PONG_NEITHER))
                .consoleSays(console.readFile(1, 4, 1))
                .hostSays(ReadResponses.error(0xFFF0FFE9));

        assertThat(conversation.lastReply()).isInstanceOf(Reply.Read.class);
    }

    @Test
    void withFfioOffReadsAreOrdinaryPackets() {
        Conversation conversation = new Conversation()
                .consoleSays(console.ping())
                .hostSays(host.pong(0, Responses.PONG_CSR))
                .consoleSays(console.readFile(1, 100, 1))
                .hostSays(host.packet(garbage(100)))
                .consoleSays(console.readFile(1, 100, 1))
                .hostSays(host.rc(0xFFF0FFE9));

        assertThat(conversation.lines().get(3)).startsWith("s1 #2 <- Opaque raw 132");
        assertThat(conversation.lines().get(5)).startsWith("s1 #3 <- ReturnCode[code=-983063] raw 36");
    }

    @Test
    void aPingWithoutCapabilitiesSwitchesFfioOffWhateverThePongSays() {
        Conversation conversation = new Conversation()
                .consoleSays(console.capabilities(0, 0).ping())
                .hostSays(host.pong(0, Responses.PONG_FFIO_AND_CSR))
                .consoleSays(console.readFile(1, 100, 1))
                .hostSays(host.packet(garbage(100)));

        assertThat(conversation.lastReply()).isInstanceOf(Reply.Opaque.class);
    }

    @Test
    void aPathThatIsNotUtf8IsDecodedAndKeptForTheReference() {
        byte[] path = {'/', (byte) 0xFF, 'x'};
        Conversation conversation = new Conversation()
                .consoleSays(console.command(0x0E, console.field(path, 0x200)))
                .hostSays(host.rc(0));

        List<PcfsEvent> events = conversation.events();
        PcfsEvent.Request request = (PcfsEvent.Request) events.get(1);
        assertThat(request.operation()).isEqualTo(new Operation.Remove(WireText.copyOf(path, 0, 3)));
        assertThat(request.undecodable()).isNotNull();
        assertThat(conversation.lastReply()).isEqualTo(new Reply.ReturnCode(0));
        assertThat(conversation.lastResponse().undecodable()).isNotNull();
    }

    @Test
    void garbageAfterTheNulOfAPathIsIgnored() {
        Conversation conversation = new Conversation()
                .consoleSays(console.garbage((byte) 0xFE, (byte) 'z').remove("/clean"));

        assertThat(conversation.lines()).containsExactly("s1 #1 -> Remove[path=/clean]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 31, 32, 33, 51, 52, 10_000})
    void aLostRequestBoundaryIsSaidOnceAndFoundAgain(int chunkBytes) {
        Conversation conversation = new Conversation()
                .inChunksOf(chunkBytes)
                .consoleSays(console.ping())
                .hostSays(host.pong(0, Responses.PONG_FFIO_AND_CSR))
                .consoleSays(console.dataLength(0x7FFFFFFF).ping(), garbage(500), console.remove("/found"))
                .hostSays(host.rc(0));

        assertThat(conversation.lines().subList(2, 7))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("s1 note lost-boundary CONSOLE_TO_HOST "
                                        + "reason=data length 2147483647 is above 67108864"),
                        line -> assertThat(line).startsWith("s1 #0 -> Unknown: its boundary was lost raw 552"),
                        line -> assertThat(line).isEqualTo("s1 note resumed CONSOLE_TO_HOST skipped=552"),
                        line -> assertThat(line).isEqualTo("s1 #2 -> Remove[path=/found]"),
                        line -> assertThat(line).isEqualTo("s1 #2 <- ReturnCode[code=0]"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 31, 32, 33, 10_000})
    void aLostResponseBoundaryIsSettledByTheNextRequest(int chunkBytes) {
        byte[] wild = garbage(300);
        wild[0] = 0x7F;
        Conversation conversation = new Conversation()
                .inChunksOf(chunkBytes)
                .consoleSays(console.remove("/one"))
                .hostSays(wild)
                .consoleSays(console.remove("/two"))
                .hostSays(host.rc(0));

        assertThat(conversation.lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("/one"),
                        line -> assertThat(line).contains("lost-boundary HOST_TO_CONSOLE"),
                        line -> assertThat(line).startsWith("s1 #1 <- Unknown: its boundary was lost SETTLED raw 300"),
                        line -> assertThat(line).contains("resumed HOST_TO_CONSOLE skipped=300"),
                        line -> assertThat(line).contains("/two"),
                        line -> assertThat(line).isEqualTo("s1 #2 <- ReturnCode[code=0]"));
    }

    @Test
    void aLostResponseBoundaryIsFoundAgainAtAPlausibleAnswer() {
        byte[] wild = garbage(300);
        wild[0] = 0x7F;
        Conversation conversation =
                new Conversation().consoleSays(console.remove("/one")).hostSays(wild, host.rc(0xFFF0FFE9));

        assertThat(conversation.lines().get(2)).startsWith("s1 #0 <- Unknown: no request waits for it raw 300");
        assertThat(conversation.lastResponse().exchange()).isEqualTo(1);
        assertThat(conversation.lastReply()).isEqualTo(new Reply.ReturnCode(0xFFF0FFE9));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32, 10_000})
    void aPacketThatIsTooLongIsNotFoundAgainAtItsOwnFirstByte(int chunkBytes) {
        Conversation conversation = new Conversation()
                .inChunksOf(chunkBytes)
                .consoleSays(console.ping())
                .hostSays(host.pong(0, Responses.PONG_NEITHER))
                .consoleSays(console.readFile(-1, 1, 1))
                .hostSays(host.dataLength(0x7FFFFFFF).rc(0), new byte[100])
                .consoleSays(console.remove("/next"))
                .hostSays(host.rc(0));

        assertThat(conversation.lines())
                .filteredOn(line -> line.contains("lost-boundary"))
                .hasSize(1);
        assertThat(conversation.lastResponse().exchange()).isEqualTo(3);
    }

    @Test
    void twoImplausiblePacketsInARowLoseTheBoundary() {
        byte[] implausible = console.padding(1).packet(new byte[3]);
        Conversation conversation =
                new Conversation().consoleSays(implausible, implausible, implausible, console.remove("/found"));

        assertThat(conversation.lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("s1 #1 -> Unknown"),
                        line -> assertThat(line).contains("lost-boundary").contains("two packets in a row"),
                        line -> assertThat(line).startsWith("s1 #0 -> Unknown").contains("raw 70"),
                        line -> assertThat(line).contains("skipped=70"),
                        line -> assertThat(line).isEqualTo("s1 #2 -> Remove[path=/found]"));
    }

    @Test
    void aStreamThatEndsInsideAPacketIsNotedWithItsBytes() {
        Conversation conversation = new Conversation()
                .consoleSays(Arrays.copyOf(console.remove("/cut"), 100))
                .hostSays(Arrays.copyOf(host.rc(0), 10))
                .closes();

        assertThat(conversation.lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("s1 note truncated CONSOLE_TO_HOST bytes=100 missing=464 raw 100"),
                        line -> assertThat(line)
                                .startsWith("s1 note truncated HOST_TO_CONSOLE bytes=10 missing=0 raw 10"),
                        line -> assertThat(line).isEqualTo("s1 close client 0/0"));
    }

    @Test
    void aStreamThatEndsInsideOutOfBandDataIsNotedWithoutIt() {
        byte[] write = console.writeFile(3, garbage(100));
        Conversation conversation = new Conversation()
                .consoleSays(Arrays.copyOf(write, write.length - 1))
                .closes();

        assertThat(conversation.lines().get(1)).isEqualTo("s1 note truncated CONSOLE_TO_HOST bytes=99 missing=1");
    }

    @Test
    void afterAGapBothSidesAreFoundAgain() {
        Conversation conversation = new Conversation()
                .consoleSays(console.openFile("/a", "r"))
                .hostSays(host.fd(0, 3))
                .consoleSays(Arrays.copyOf(console.remove("/lost"), 60))
                .gap(504, 36)
                .consoleSays(garbage(20), console.closeFile(3))
                .hostSays(host.rc(0));

        assertThat(conversation.lines().subList(2, 8))
                .satisfiesExactly(
                        line -> assertThat(line).contains("truncated").contains("bytes=60"),
                        line -> assertThat(line).contains("note gap events=1 bytes=540 to_host=504 to_console=36"),
                        line -> assertThat(line).startsWith("s1 #0 -> Unknown").contains("raw 20"),
                        line -> assertThat(line).contains("resumed CONSOLE_TO_HOST skipped=20"),
                        line -> assertThat(line).contains("resumed HOST_TO_CONSOLE skipped=0"),
                        line -> assertThat(line).isEqualTo("s1 #2 -> CloseFile[file=Descriptor[number=3, path=/a]]"));
        assertThat(conversation.lastReply()).isEqualTo(new Reply.ReturnCode(0));
    }

    @Test
    void anUnknownPacketLargerThanTheBufferIsKeptUpToTheLimit() {
        DecoderLimits limits = new DecoderLimits(1 << 20, 1024, 16, 16);
        byte[] large = console.command(0x77, garbage(5000));
        for (int chunkBytes : new int[] {1, 100, 1024, 100_000}) {
            Conversation conversation = new Conversation(limits)
                    .inChunksOf(chunkBytes)
                    .consoleSays(large, console.remove("/next"))
                    .hostSays(host.rc(0), host.rc(0));

            PcfsEvent.Request request =
                    (PcfsEvent.Request) conversation.events().get(1);
            RawBytes raw = Objects.requireNonNull(request.undecodable());
            assertThat(raw.kept()).isEqualTo(Arrays.copyOf(large, 1024));
            assertThat(raw.length()).isEqualTo(large.length);
            assertThat(raw.checksum().value()).isEqualTo(FrameChecksum.of(large).value());
            assertThat(conversation.lines().get(3)).isEqualTo("s1 #2 <- ReturnCode[code=0]");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 5000})
    void theBytesOfARequestThatDidNotDecodeAreNotHeldUntilItsAnswer(int bodyBytes) {
        byte[] unknown = console.command(0x77, garbage(bodyBytes));
        Conversation conversation = new Conversation(new DecoderLimits(1 << 20, 1024, 16, 16))
                .consoleSays(unknown)
                .hostSays(host.rc(0));

        Operation.Unknown request = (Operation.Unknown)
                Objects.requireNonNull(conversation.lastResponse().request());
        assertThat(request.reason()).isNotEmpty();
        assertThat(request.raw().kept()).isEmpty();
        assertThat(request.raw().length()).isEqualTo(unknown.length);
        assertThat(request.raw().checksum().value())
                .isEqualTo(FrameChecksum.of(unknown).value());
    }

    @Test
    void requestsThatNobodyAnswersAreForgottenAtALimit() {
        Conversation conversation = new Conversation(new DecoderLimits(1 << 20, 1 << 20, 2, 16))
                .consoleSays(console.remove("/1"), console.remove("/2"), console.remove("/3"))
                .hostSays(host.rc(0));

        assertThat(conversation.lines().get(2)).isEqualTo("s1 note too-many-outstanding forgotten=1");
        assertThat(conversation.lastResponse().exchange()).isEqualTo(2);
    }

    @Test
    void descriptorsBeyondALimitAreNoted() {
        Conversation conversation = new Conversation(new DecoderLimits(1 << 20, 1 << 20, 16, 1))
                .consoleSays(console.openFile("/1", "r"))
                .hostSays(host.fd(0, 1))
                .consoleSays(console.openFile("/2", "r"))
                .hostSays(host.fd(0, 2));

        assertThat(conversation.lines().get(4)).isEqualTo("s1 note too-many-descriptors");
    }

    @Test
    void malformedRequestsSayWhatIsWrongWithThem() {
        byte[] noNul = new byte[0x200];
        Arrays.fill(noNul, (byte) 'A');
        Conversation conversation = new Conversation()
                .consoleSays(
                        console.command(0x09, new byte[13]),
                        console.command(0x08, new byte[0]),
                        console.command(0x0E, noNul),
                        console.openFile("/a", "x"),
                        console.queryPath("/a", 3),
                        console.setFilePosition(1, 3),
                        console.padding(1).ping(),
                        console.packet("tiny".getBytes(StandardCharsets.UTF_8)));

        assertThat(conversation.lines())
                .extracting(line -> line.replaceAll(".*Unknown: (.*) raw .*", "$1"))
                .containsExactly(
                        "body is 13 bytes, SetFilePosition allows 8..12",
                        "command 0x08 is not known",
                        "path has no NUL in its 512 bytes",
                        "open mode is not r, w or a with at most two of b and +",
                        "query type is 3, must be 0, 1, 2 or 5",
                        "move-to is 3, must be 0, 1 or 2",
                        "header padding is not zero",
                        "packet is 36 bytes, a request has at least 52");
    }

    @Test
    void aDecoderThatFailedIsRetiredAndTheOthersGoOn() {
        PcfsEvent[] last = new PcfsEvent[1];
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, event -> last[0] = event);
        decoder.opened(1, 0, new StreamAddresses("a", "b"));
        decoder.opened(2, 0, new StreamAddresses("a", "b"));
        byte[] ping = console.ping();

        decoder.failed(1, 5, new IllegalStateException("bug"));

        assertThat(decoder.received(1, Direction.CONSOLE_TO_HOST, 6, ping, 0, ping.length))
                .isFalse();
        decoder.batchEnded(6);
        assertThat(Transcript.line(last[0]))
                .isEqualTo("s1 note decoder-failed failure=java.lang.IllegalStateException: bug");
        assertThat(decoder.received(2, Direction.CONSOLE_TO_HOST, 6, ping, 0, ping.length))
                .isTrue();
        decoder.batchEnded(6);
        assertThat(Transcript.line(last[0])).startsWith("s2 #1 -> Ping");
    }
}
