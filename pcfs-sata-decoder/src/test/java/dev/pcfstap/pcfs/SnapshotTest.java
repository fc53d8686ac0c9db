package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a snapshot says, how large it is, and which ones are refused. */
class SnapshotTest {
    private final Requests console = Requests.standard();
    private final Responses host = Responses.standard();

    /** A decoder with streams on which a few files are open and nothing is in progress. */
    private PcfsDecoder idle(int streams, int files) {
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, event -> {});
        for (long stream = 1; stream <= streams; stream++) {
            decoder.opened(stream, 0, new StreamAddresses("192.168.7.40:" + (49152 + stream), "127.0.0.1:7500"));
            for (int file = 1; file <= files; file++) {
                say(decoder, stream, Direction.CONSOLE_TO_HOST, console.openFile("/%SLC_EMU_DIR/sys/log.txt", "r"));
                say(decoder, stream, Direction.HOST_TO_CONSOLE, host.fd(0, file));
            }
        }
        return decoder;
    }

    private static void say(PcfsDecoder decoder, long stream, Direction direction, byte[] packet) {
        decoder.received(stream, direction, 7, packet, 0, packet.length);
    }

    @Test
    void streamsThatWereOpenAreAnnouncedInTheirOrder() throws SnapshotException {
        Recorder recorder = Recorder.from(idle(3, 1).snapshot(), DecoderLimits.DEFAULT);

        assertThat(recorder.lines()).isEmpty();
        assertThat(recorder.restored())
                .containsExactly(
                        "s1 note restored client=192.168.7.40:49153 server=127.0.0.1:7500 requests=1 responses=1",
                        "s2 note restored client=192.168.7.40:49154 server=127.0.0.1:7500 requests=1 responses=1",
                        "s3 note restored client=192.168.7.40:49155 server=127.0.0.1:7500 requests=1 responses=1");
    }

    @Test
    void aThousandIdleStreamsTakeLittle() throws SnapshotException {
        assertThat(idle(1000, 0).snapshot()).hasSizeLessThan(130_000);
        assertThat(idle(1000, 3).snapshot()).hasSizeLessThan(260_000);
        assertThat(idle(0, 0).snapshot()).hasSize(10);
    }

    @Test
    void takingASnapshotDeliversNothingAndKeepsTheOrder() throws SnapshotException {
        List<PcfsEvent> events = new ArrayList<>();
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, events::add);
        decoder.opened(1, 0, new StreamAddresses("a", "b"));
        say(decoder, 1, Direction.CONSOLE_TO_HOST, console.remove("/first"));

        decoder.snapshot();
        assertThat(events).isEmpty();

        say(decoder, 1, Direction.HOST_TO_CONSOLE, host.rc(0));
        decoder.batchEnded(0);
        assertThat(events).hasSize(3);
        assertThat(events.get(2)).isInstanceOf(PcfsEvent.Response.class);
    }

    @Test
    void aSnapshotIsNotRestoredOverStreamsThatAreOpen() throws SnapshotException {
        PcfsDecoder decoder = idle(1, 0);
        byte[] snapshot = decoder.snapshot();

        assertThatThrownBy(() -> decoder.restore(snapshot, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRefusedSnapshotLeavesTheDecoderAsItWas() throws SnapshotException {
        byte[] snapshot = idle(2, 1).snapshot();
        byte[] damaged = snapshot.clone();
        damaged[snapshot.length - 6] = 9;
        Recorder recorder = new Recorder(DecoderLimits.DEFAULT);

        assertThatThrownBy(() -> recorder.decoder().restore(damaged, 0)).isInstanceOf(SnapshotException.class);
        assertThat(recorder.restored()).isEmpty();

        recorder.decoder().restore(snapshot, 0);
        assertThat(recorder.restored()).hasSize(2);
    }

    @Test
    void otherVersionsAndOtherThingsAreRefusedByName() throws SnapshotException {
        byte[] newer = idle(0, 0).snapshot();
        newer[5] = 3;

        assertRefused(
                newer, DecoderLimits.DEFAULT, "snapshot at offset 4: version is 3, this decoder reads versions 1 to 2");
        assertRefused(
                "#!pcfs wal".getBytes(StandardCharsets.US_ASCII),
                DecoderLimits.DEFAULT,
                "snapshot at offset 0: begins with 23217063, not a decoder's snapshot");
    }

    @Test
    void aCountIsHeldAgainstTheBytesThatFollowBeforeAnythingIsMade() throws SnapshotException {
        byte[] snapshot = idle(0, 0).snapshot();
        snapshot[6] = 0x7F;

        assertRefused(
                snapshot,
                DecoderLimits.DEFAULT,
                "snapshot at offset 6: number of streams is 2130706432, only 0 bytes are left");
    }

    @Test
    void whatIsBeyondTheLimitsOfTheDecoderIsRefused() throws SnapshotException {
        DecoderLimits twoFiles = new DecoderLimits(1 << 20, 1 << 20, 16, 2);

        assertThatThrownBy(() -> Recorder.from(idle(1, 3).snapshot(), twoFiles))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("number of open descriptors is 3, must be 0 to 2");
    }

    @Test
    void whatWouldBeTooLargeIsNotMade() {
        SnapshotWriter out = new SnapshotWriter(2000);
        out.bytes(new byte[1990]).u32(7).u64(8).u8(9);
        assertThatThrownBy(out::written)
                .isInstanceOf(SnapshotException.class)
                .hasMessage("a snapshot of what is in progress takes more than 2000 bytes");
    }

    @Test
    void whatJustFitsIsMade() throws SnapshotException {
        SnapshotWriter out = new SnapshotWriter(2000);
        out.bytes(new byte[1988]).u64(8);
        assertThat(out.written()).hasSize(2000);
    }

    @Test
    void aSnapshotIsAsLongAsWasSaidBeforeItWasBuilt() throws SnapshotException {
        PcfsDecoder decoder = idle(20, 5);

        assertThat(decoder.snapshotBytes(1 << 20)).isEqualTo(decoder.snapshot(1 << 20).length);
    }

    @Test
    void halfPacketsAreNotCopiedIntoASnapshotAndTheDecoderThatGoesOnSaysWhatIsMissing() throws SnapshotException {
        Recorder first = new Recorder(DecoderLimits.DEFAULT);
        first.decoder().opened(1, 0, new StreamAddresses("console", "host"));
        byte[] packet = new byte[1 << 20];
        Wire.putI32(packet, 0, packet.length - HeaderLayout.LENGTH);
        for (Direction direction : Direction.values()) {
            first.decoder().received(1, direction, 0, packet, 0, packet.length - 9);
        }
        byte[] snapshot = first.decoder().snapshot();
        Recorder second = Recorder.from(snapshot, DecoderLimits.DEFAULT);
        for (Recorder recorder : List.of(first, second)) {
            for (Direction direction : Direction.values()) {
                recorder.decoder().received(1, direction, 0, packet, packet.length - 9, 9);
            }
            recorder.decoder().batchEnded(0);
        }

        assertThat(snapshot).hasSizeLessThan(5000);
        assertThat(second.restored().get(0)).endsWith("left_out=" + 2 * (packet.length - 9 - 2048));
        RawBytes whole = raw(first);
        RawBytes cut = raw(second);
        assertThat(cut.length()).isEqualTo(whole.length());
        assertThat(cut.checksum().value()).isEqualTo(whole.checksum().value());
        assertThat(cut.kept()).hasSize(2048);
    }

    @Test
    void whereThereIsNoRoomTheLargestStreamIsLeftOutAndItsNoteSaysSo() throws SnapshotException {
        PcfsDecoder decoder = idle(3, 2);
        for (int file = 10; file < 60; file++) {
            say(decoder, 2, Direction.CONSOLE_TO_HOST, Requests.standard().openFile("/" + "x".repeat(400), "r"));
            say(decoder, 2, Direction.HOST_TO_CONSOLE, host.fd(0, file));
        }
        byte[] snapshot = decoder.snapshot(2000);
        Recorder recorder = Recorder.from(snapshot, DecoderLimits.DEFAULT);

        assertThat(decoder.snapshotBytes(2000)).isEqualTo(snapshot.length);
        assertThat(recorder.restored().get(0)).doesNotContain("left_out");
        assertThat(recorder.restored().get(1)).contains("left_out=");
        assertThat(recorder.restored().get(2)).doesNotContain("left_out");
    }

    private static RawBytes raw(Recorder recorder) {
        return recorder.events().stream()
                .filter(PcfsEvent.Request.class::isInstance)
                .map(event -> Objects.requireNonNull(((PcfsEvent.Request) event).undecodable()))
                .findFirst()
                .orElseThrow();
    }

    /** The file was written by the first version and is never written again. */
    @Test
    void versionOneIsReadForEver() throws SnapshotException, IOException {
        byte[] snapshot = fixture("snapshot-v1.hex");
        Recorder recorder = Recorder.from(snapshot, DecoderLimits.DEFAULT);

        byte[] again = recorder.decoder().snapshot();
        assertThat(Recorder.from(again, DecoderLimits.DEFAULT).decoder().snapshot())
                .isEqualTo(again);
        say(recorder.decoder(), Script.STREAM, Direction.HOST_TO_CONSOLE, SnapshotScripts.bytes(36));
        for (int i = 0; i < 8; i++) {
            say(recorder.decoder(), Script.STREAM, Direction.HOST_TO_CONSOLE, host.rc(0));
        }
        assertThat(recorder.restored())
                .containsExactly(
                        "s5 note restored client=192.168.7.40:49157 server=127.0.0.1:7500 requests=20 responses=7");
        assertThat(recorder.lines())
                // What answers here bears an earlier time than the requests in the file.
                .hasSize(10)
                .anyMatch(
                        line -> line.startsWith(
                                "s5 #8 <- Read[NORMAL, V=900, length=136, n=100, chk=8b355ff11970b640] @7 after -1 of ReadFile"))
                .contains(
                        "s5 note clock-skew exchange=8 back_us=2043 @7",
                        "s5 #10 <- ReturnCode[code=0] @7 after -1 of SetFilePosition[file=Descriptor[number=3,"
                                + " path=null], moveTo=END]",
                        "s5 #14 <- ReturnCode[code=0] @7 after -1 of Rename[source=/from, destination=/to, copy=true]",
                        "s5 #16 <- ReturnCode[code=0] @7 after -1 of ChangeOwner[path=/o, uid=7, gid=4294967295]");
    }

    /** The file was written by the second version and is never written again. */
    @Test
    void versionTwoIsReadForEver() throws SnapshotException, IOException {
        Recorder recorder = Recorder.from(fixture("snapshot-v2.hex"), DecoderLimits.DEFAULT);
        PcfsDecoder decoder = recorder.decoder();
        byte[] half = console.remove("/half");

        say(decoder, 5, Direction.HOST_TO_CONSOLE, host.rc(0xFFF0FFE9));
        say(decoder, 5, Direction.HOST_TO_CONSOLE, host.rc(0));
        decoder.received(5, Direction.CONSOLE_TO_HOST, 7, half, 100, half.length - 100);
        decoder.received(5, Direction.HOST_TO_CONSOLE, 6, host.rc(0), 0, host.rc(0).length);
        say(decoder, 5, Direction.CONSOLE_TO_HOST, console.readFile(1, 100, 3));
        say(decoder, 5, Direction.CONSOLE_TO_HOST, console.closeFolder(4));
        decoder.received(6, Direction.HOST_TO_CONSOLE, 210, host.rc(0), 0, host.rc(0).length);
        say(decoder, 7, Direction.CONSOLE_TO_HOST, console.closeFile(10));

        assertThat(recorder.restored())
                .containsExactly(
                        "s5 note restored client=192.168.7.40:49157 server=127.0.0.1:7500 requests=6 responses=4",
                        "s6 note restored client=192.168.7.40:49158 server=127.0.0.1:7500 requests=1 responses=0",
                        "s7 note restored client=192.168.7.40:49159 server=127.0.0.1:7500 requests=30 responses=30"
                                + " left_out=9540");
        // An answer before its request, once more: that it was noted before is in the snapshot.
        assertThat(recorder.lines())
                .hasSize(8)
                .noneMatch(line -> line.contains("skew"))
                .contains(
                        "s5 #7 -> Remove[path=/half] @7",
                        "s5 #7 <- ReturnCode[code=0] @6 after -1 of Remove[path=/half]",
                        "s5 #8 -> ReadFile[file=Descriptor[number=3, path=/log], moveTo=CURRENT, blockCount=1,"
                                + " blockSize=100] @7",
                        "s5 #9 -> CloseFolder[folder=Descriptor[number=4, path=/list]] @7",
                        "s6 #1 <- ReturnCode[code=0] @210 after 100 of Rename[source=/from, destination=/to, copy=false]",
                        "s7 #31 -> CloseFile[file=Descriptor[number=10, path=null]] @7");
    }

    private static byte[] fixture(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SnapshotTest.class.getResourceAsStream(name))) {
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        }
    }

    private static void assertRefused(byte[] snapshot, DecoderLimits limits, String message) {
        assertThatThrownBy(() -> Recorder.from(snapshot, limits))
                .isInstanceOf(SnapshotException.class)
                .hasMessage(message);
    }
}
